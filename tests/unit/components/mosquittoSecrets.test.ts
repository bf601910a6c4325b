import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { find, run, valueOf } from "./engine";
import { checksumsOf, fullBroker, live } from "./fullBroker";

describe("MosquittoBroker and its secrets", () => {
  it("starts a new pod when its configuration, a password or a certificate changes, and else not", async () => {
    const { resources: before } = await run(fullBroker, { live });
    const { resources: same } = await run(fullBroker, { live });
    const { resources: after } = await run(
      () => fullBroker({ acl: "topic read #\n", users: [{ name: "office", password: "another" }] }),
      { live },
    );

    assert.deepEqual(Object.keys(checksumsOf(before)), ["checksum/config", "checksum/passwords", "checksum/tls-8883"]);
    assert.equal(checksumsOf(same)["checksum/config"], checksumsOf(before)["checksum/config"]);
    for (const checksum of ["checksum/config", "checksum/passwords", "checksum/tls-8883"]) {
      assert.notEqual(checksumsOf(after)[checksum], checksumsOf(before)[checksum]);
    }
  });

  it("keeps given passwords, generates the others, and tells both as secrets only", async () => {
    const { result: broker, resources } = await run(fullBroker, { live });

    const { factory, office } = await valueOf(broker.passwords);
    assert.equal(office, "open sesame");
    assert.match(factory, /^[A-Za-z0-9_-]{43}$/);
    assert.equal(await pulumi.isSecret(broker.passwords), true);
    assert.deepEqual(find(resources, "kubernetes:core/v1:Secret", "broker-passwords").secretInputs, ["data"]);
    for (const { type, name, inputs } of resources.filter(({ type }) => type !== "kubernetes:core/v1:Secret")) {
      assert.ok(!JSON.stringify(inputs).includes("open sesame"), `${type} ${name} shows a password`);
    }
  });

  it("shows what is not secret in its Deployment and outputs", async () => {
    const { result: broker, resources } = await run(fullBroker, { live });

    assert.deepEqual(find(resources, "kubernetes:apps/v1:Deployment", "broker").secretInputs, []);
    const { host, endpoints, certificatePem, trustBundlePem } = broker;
    const outputs: pulumi.Output<unknown>[] = [host, endpoints, certificatePem, trustBundlePem];
    for (const output of outputs) assert.equal(await pulumi.isSecret(output), false);
  });

  it("hands no argument to the component itself, where Pulumi would keep it in the clear", async () => {
    const { resources } = await run(fullBroker, { live });

    assert.deepEqual(find(resources, "aks-mqtt:index:MosquittoBroker", "broker").inputs, {});
  });
});
