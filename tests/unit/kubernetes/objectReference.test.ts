import assert from "node:assert/strict";
import { ConfigMap, Secret } from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import { nameOnly, originOf, registeredName } from "../../../components/kubernetes/objectReference";
import { newSecret } from "../../../components/kubernetes/secret";
import { CertificateChain, ServerCertificate, TrustBundle } from "../../../index";
import { attempt, find, isKnown, run, valueOf } from "../engine/engine";
import type { Registered } from "../engine/engine";

const metadata = { namespace: "mqtt", name: "settings" };
const failing = () => pulumi.output(Promise.reject<string>(new Error("this value cannot be had")));

/** The names of the resources behind an Output, which the engine treats as its dependencies. */
async function behind(output: pulumi.Output<unknown>): Promise<string[]> {
  const { allResources } = output as unknown as { allResources: () => Promise<Set<pulumi.Resource>> };
  const urns = [...(await allResources())].map(({ urn }) => valueOf(urn));
  return (await Promise.all(urns)).map(urn => urn.split("::").at(-1)!).sort();
}

const order = (resources: Registered[]) => resources.map(({ name }) => name);

/** A ConfigMap with this value, and another that contains the first one's name. */
function program(value: pulumi.Input<string>, name = pulumi.output("settings")) {
  const given = pulumi.output(value);
  const first = new ConfigMap("first", { metadata, data: { value: given } });
  const registered = registeredName(name, [first], [given]);
  new ConfigMap("second", { metadata: { namespace: "mqtt", name: "second" }, data: { registered } });
  return registered;
}

describe("The name of a registered object", () => {
  for (const preview of [false, true]) {
    it(`is known, and its users wait for the object, ${preview ? "in a preview" : "in an update"}`, async () => {
      const late = new Promise<string>(resolve => setImmediate(() => resolve("late")));
      const { result: name, resources } = await run(() => program(late), { preview });

      assert.deepEqual([await isKnown(name), await valueOf(name)], [true, "settings"]);
      assert.deepEqual(order(resources), ["first", "second"]);
      assert.deepEqual(find(resources, "kubernetes:core/v1:ConfigMap", "second").inputs.data, {
        registered: "settings",
      });
    });
  }

  it("carries no dependency on the object", async () => {
    const { result } = await run(() => {
      const first = new ConfigMap("first", { metadata, data: { value: "one" } });
      return { name: registeredName(pulumi.output("settings"), [first], []), depending: first.metadata.name };
    });

    assert.deepEqual(await behind(result.name), []);
    assert.deepEqual(await behind(result.depending), ["first"], "what an ordinary output carries");
  });

  it("waits for each of several objects", async () => {
    const { resources } = await run(() => {
      const late = new Promise<string>(resolve => setImmediate(() => resolve("late")));
      const objects = ["now", late].map(
        (value, index) => new ConfigMap(`object-${index}`, { metadata, data: { value } }),
      );
      const name = registeredName(pulumi.output("settings"), objects, []);
      new ConfigMap("last", { metadata: { namespace: "mqtt", name }, data: {} });
    });

    assert.deepEqual(order(resources), ["object-0", "object-1", "last"]);
  });

  it("fails with a value of the object, instead of making its users wait", async () => {
    const { result: name, errors, resources } = await attempt(() => program(failing()));

    await assert.rejects(valueOf(name!), /this value cannot be had/);
    assert.deepEqual(order(resources), []);
    assert.match(String(errors[0]), /this value cannot be had/);
  });

  it("fails if the object's name fails", async () => {
    const { result: name } = await attempt(() => program("one", failing()));

    await assert.rejects(valueOf(name!), /this value cannot be had/);
  });
});

describe("A name without its dependencies", () => {
  it("keeps its value without dependencies, and its origin serves for dependsOn", async () => {
    const { result, resources } = await run(() => {
      const late = new Promise<string>(resolve => setImmediate(() => resolve("late")));
      const { name } = new Secret("theirs", { metadata, stringData: { late } }).metadata;
      const mine = { metadata: { namespace: "mqtt", name: nameOnly(name) } };
      new ConfigMap("mine", mine, { dependsOn: originOf(name) });
      return nameOnly(name);
    });

    assert.deepEqual([await isKnown(result), await pulumi.isSecret(result)], [true, false]);
    assert.equal(await valueOf(result), "settings");
    assert.deepEqual(await behind(result), []);
    assert.deepEqual(order(resources), ["theirs", "mine"]);
  });

  it("stays unknown in a preview, where its origin still works for dependsOn", async () => {
    const { result, resources } = await run(
      () => {
        const unknown = new Secret("theirs", { metadata: { namespace: "mqtt", name: "theirs" } }).id;
        new ConfigMap("mine", { metadata: { name: nameOnly(unknown) } }, { dependsOn: originOf(unknown) });
        return nameOnly(unknown);
      },
      { preview: true },
    );

    assert.equal(await isKnown(result), false);
    assert.deepEqual(await behind(result), []);
    assert.deepEqual(order(resources), ["theirs", "mine"]);
  });

  it("stays a secret", async () => {
    const { result } = await run(() => nameOnly(pulumi.secret("settings")));

    assert.deepEqual([await pulumi.isSecret(result), await valueOf(result)], [true, "settings"]);
  });

  it("fails as before", async () => {
    const { result: name } = await attempt(() => nameOnly(failing()));

    await assert.rejects(valueOf(name!), /this value cannot be had/);
  });
});

describe("A Secret", () => {
  const secretOf = (data: Record<string, pulumi.Input<string | undefined>>, preview: boolean) =>
    run(
      () => {
        const component = new pulumi.ComponentResource("aks-mqtt:index:Test", "test");
        newSecret("made", { metadata, type: "Opaque", data }, component);
      },
      { preview },
    );

  for (const preview of [false, true]) {
    it(`has secret values and no undefined ones ${preview ? "in a preview" : "in an update"}`, async () => {
      const none = pulumi.output<string | undefined>(undefined);
      const { resources } = await secretOf({ one: "one", two: pulumi.output("two"), none }, preview);

      const { inputs, secretInputs } = find(resources, "kubernetes:core/v1:Secret", "made");
      assert.deepEqual(inputs.data, { one: "b25l", two: "dHdv" });
      assert.deepEqual(secretInputs, ["data"]);
      assert.deepEqual([inputs.metadata, inputs.type], [metadata, "Opaque"]);
    });
  }

  it("names in a preview the keys whose values are unknown", async () => {
    const unknown = pulumi.output(pulumi.unknown as unknown as string);
    const { resources } = await secretOf({ "tls.crt": unknown, "tls.key": "key" }, true);

    const data = find(resources, "kubernetes:core/v1:Secret", "made").inputs.data as object;
    assert.deepEqual(Object.entries(data), [
      ["tls.crt", undefined],
      ["tls.key", "a2V5"],
    ]);
  });
});

describe("A name from this package that a pod mounts", () => {
  for (const preview of [false, true]) {
    it(`is known and carries no dependency ${preview ? "in a preview" : "in an update"}`, async () => {
      const { result } = await run(
        () => {
          const { authority, trustBundlePem } = new CertificateChain("chain", {});
          const namespace = "mqtt";
          const server = new ServerCertificate("server", { namespace, authority, dnsNames: ["mqtt.example.com"] });
          const trust = new TrustBundle("trust", {
            namespaces: ["mqtt", "clients"],
            certificatesPem: [trustBundlePem],
          });
          return [server.secretName, trust.configMapName];
        },
        { preview },
      );

      const seen = await Promise.all(
        result.map(async name => [await isKnown(name), await valueOf(name), await behind(name)]),
      );
      assert.deepEqual(seen, [
        [true, "server", []],
        [true, "trust", []],
      ]);
    });
  }
});
