/** Outputs in plain arguments, in the forms in which the SDKs of different languages send them. */
import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { plainInputs } from "../../../plugin/plainInputs";
import { isKnown, valueOf } from "../engine/engine";

const { specialOutputValueSig, specialSecretSig, specialSigKey } = pulumi.runtime;
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const urn = "urn:pulumi:test::test::test:index:Address::address";

describe("plain arguments through the plugin", () => {
  it("come from Outputs in an item, while its other members stay Outputs", async () => {
    const listener = await onlyListener({
      name: output("tls"),
      port: output(8883),
      key: output("k", { secret: true }),
    });

    assert.deepEqual([listener.name, listener.port], ["tls", 8883]);
    assert.deepEqual(await described(listener.key), { isKnown: true, isSecret: true, value: "k", dependencies: [] });
  });

  it("come from an item that is one Output because a member is secret", async () => {
    const whole = { name: "tls", port: 8883, key: secretInside("k") };
    const listener = await onlyListener(output(whole, { secret: true, dependencies: [urn] }));

    assert.deepEqual([listener.name, listener.port], ["tls", 8883]);
    assert.deepEqual(await described(listener.key), { isKnown: true, isSecret: true, value: "k", dependencies: [urn] });
  });

  it("come from an item that is one Output because a member is unknown", async () => {
    const listener = await onlyListener(output({ name: "tls", port: 8883, key: "k", address: unknown }));

    assert.deepEqual([listener.name, listener.port], ["tls", 8883]);
    assert.deepEqual(await described(listener.key), { isKnown: true, isSecret: false, value: "k", dependencies: [] });
    assert.equal(await isKnown(listener.address as pulumi.Output<unknown>), false);
  });

  it("come from an item that is one Output with an object in it", async () => {
    const listener = await onlyListener(output({ name: "tls", limits: { clients: 100 } }));

    assert.deepEqual(listener, { name: "tls", limits: { clients: 100 } });
  });

  it("leave what lies below them secret and dependent in an item that is one Output", async () => {
    const whole = { name: "tls", limits: { clients: 100, token: secretInside("t") }, aliases: ["a"] };
    const listener = await onlyListener(output(whole, { secret: true, dependencies: [urn] }));

    const { clients, token } = listener.limits as Record<string, unknown>;
    assert.deepEqual([clients, listener.aliases], [100, ["a"]]);
    assert.deepEqual(await described(token), { isKnown: true, isSecret: true, value: "t", dependencies: [urn] });
  });

  it("are known beside an unknown value below them", async () => {
    const { limits } = await onlyListener(output({ name: "tls", limits: { clients: 100, token: unknown } }));

    const { clients, token } = limits as Record<string, unknown>;
    assert.equal(clients, 100);
    assert.equal(await isKnown(token as pulumi.Output<unknown>), false);
  });

  it("stay Outputs where they are unknown", async () => {
    for (const item of [{ name: output(undefined) }, output({ name: unknown }), output({ name: unknown, port: 1 })]) {
      const { name } = await onlyListener(item);
      assert.equal(await isKnown(name as pulumi.Output<unknown>), false);
    }
    const { listeners } = await received({ listeners: [output(undefined)] });
    assert.equal(await isKnown((listeners as pulumi.Output<unknown>[])[0]), false);
  });

  it("stay Outputs where they are secret themselves", async () => {
    const { name } = await onlyListener({ name: output("tls", { secret: true }) });
    const { names } = await received({ names: output(["a"], { secret: true }) });

    for (const one of [name, names]) assert.ok(pulumi.Output.isInstance(one));
  });

  it("come from a list that is an Output", async () => {
    const { listeners, names } = await received({ listeners: output([{ name: "tls" }]), names: output(["a", "b"]) });

    assert.deepEqual([listeners, names], [[{ name: "tls" }], ["a", "b"]]);
  });

  it("are left alone where they are wrong, for the component to refuse", async () => {
    const wrong = { listeners: [null, "tls", output(null), output("tls"), [{ name: "tls" }]], names: output(null) };
    const { listeners, names } = await received(wrong);

    assert.deepEqual([listeners, names], [[null, "tls", null, "tls", [{ name: "tls" }]], null]);
  });

  it("stay Outputs where a component takes Outputs", async () => {
    const { size } = await received({ size: output(3) });

    assert.ok(pulumi.Output.isInstance(size));
  });
});

/** What a component gets for inputs as they arrive. */
function received(inputs: object): Promise<Record<string, unknown>> {
  const text = { type: "string" };
  const types = {
    "test:index:Limits": { properties: { clients: { ...text, plain: true }, token: text } },
    "test:index:Listener": {
      properties: {
        name: { ...text, plain: true },
        port: { ...text, plain: true },
        limits: { plain: true, $ref: "#/types/test:index:Limits" },
        aliases: { plain: true, items: text },
        key: text,
        address: text,
      },
    },
  };
  const properties = {
    listeners: { plain: true, items: { $ref: "#/types/test:index:Listener" } },
    names: { plain: true, items: text },
    size: text,
  };
  const arrived = pulumi.runtime.deserializeProperty(inputs, true) as Record<string, unknown>;
  return plainInputs(arrived, properties, types, pulumi);
}

async function onlyListener(item: object): Promise<Record<string, unknown>> {
  const { listeners } = await received({ listeners: [item] });
  return (listeners as Record<string, unknown>[])[0];
}

/** An Output on the wire; without a value it is unknown. */
function output(value: unknown, { secret = false, dependencies = [] as string[] } = {}): object {
  return { [specialSigKey]: specialOutputValueSig, secret, dependencies, ...(value !== undefined && { value }) };
}

/** A secret inside an Output on the wire. */
function secretInside(value: unknown): object {
  return { [specialSigKey]: specialSecretSig, value };
}

async function described(value: unknown) {
  assert.ok(pulumi.Output.isInstance(value));
  const one = value as pulumi.Output<unknown> & { isSecret: Promise<boolean>; resources(): Set<pulumi.Resource> };
  const urns = [...one.resources()].map(resource => valueOf(resource.urn));
  return {
    isKnown: await isKnown(one),
    isSecret: await one.isSecret,
    value: await valueOf(one),
    dependencies: await Promise.all(urns),
  };
}
