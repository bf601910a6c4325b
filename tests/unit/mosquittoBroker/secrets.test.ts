import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { find, run, valueOf } from "../engine/engine";
import { checksumsOf, deploymentOf, fullMosquitto, live } from "./fullMosquitto";

describe("MosquittoBroker and its secrets", () => {
  it("starts a new pod when its configuration changes, but not for a password, the ACL or a certificate", async () => {
    const { resources: before } = await run(fullMosquitto, { live });
    const { resources: same } = await run(
      () =>
        fullMosquitto({ acl: "topic read #\n", users: [{ name: "factory" }, { name: "office", password: "another" }] }),
      { live },
    );
    const { resources: after } = await run(() => fullMosquitto({ allowAnonymous: true }), { live });

    assert.deepEqual(deploymentOf(same), deploymentOf(before));
    assert.notDeepEqual(checksumsOf(after), checksumsOf(before));
  });

  it("keeps given passwords, generates the others, and outputs both as secrets only", async () => {
    const { result: broker, resources } = await run(fullMosquitto, { live });

    const { factory, office } = await valueOf(broker.passwords);
    assert.equal(office, "open sesame");
    assert.match(factory, /^[A-Za-z0-9_-]{43}$/);
    assert.equal(await pulumi.isSecret(broker.passwords), true);
    const secret = find(resources, "kubernetes:core/v1:Secret", "broker-passwords");
    assert.deepEqual(secret.secretInputs, ["data"]);
    for (const { type, name, inputs } of resources.filter(resource => resource !== secret)) {
      assert.ok(!JSON.stringify(inputs).includes("open sesame"), `${type} ${name} shows a password`);
    }
  });

  it("shows what is not secret in its Deployment and outputs", async () => {
    const { result: broker, resources } = await run(fullMosquitto, { live });

    assert.deepEqual(find(resources, "kubernetes:apps/v1:Deployment", "broker").secretInputs, []);
    const { host, endpoints, certificatePem, trustBundlePem } = broker;
    const outputs: pulumi.Output<unknown>[] = [host, endpoints, certificatePem, trustBundlePem];
    for (const output of outputs) assert.equal(await pulumi.isSecret(output), false);
  });

  it("registers no arguments with the component itself, where Pulumi would store them in plain text", async () => {
    const { resources } = await run(fullMosquitto, { live });

    assert.deepEqual(find(resources, "aks-mqtt:index:MosquittoBroker", "broker").inputs, {});
  });
});
