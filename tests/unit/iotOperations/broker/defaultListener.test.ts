import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { mergedPorts } from "../../../../components/iotOperations/broker/defaultListener";
import type { BrokerArgs, ListenerPortArgs } from "../../../../index";
import { attempt, find, isKnown, run } from "../../engine/engine";
import type { Circumstances, Registered } from "../../engine/engine";
import { azure, broker, defaultListenerNow, internalPort } from "../iotOperations";
import { warningsOf } from "../../engine/warnings";

const patchType = "kubernetes:mqttbroker.iotoperations.azure.com/v1:BrokerListenerPatch";
const kubernetes: Partial<BrokerArgs> = { azure: undefined, kubernetes: {} };

/** Runs without the warning that `kubernetes` gives. */
async function quietly<T>(program: () => T, circumstances: Circumstances) {
  let done!: Awaited<ReturnType<typeof run<T>>>;
  await warningsOf(async () => void (done = await run(program, circumstances)));
  return done;
}

describe("Broker with defaultListenerPorts", () => {
  const added: ListenerPortArgs = { port: 1885, authenticationRef: { name: "default" } };
  const addedTree = { port: 1885, protocol: "Mqtt", authenticationRef: "default" };
  const withPorts = (...ports: ListenerPortArgs[]) => broker([], { ...kubernetes, defaultListenerPorts: ports });
  const patchOf = (resources: Registered[]) => {
    const { metadata, spec } = find(resources, patchType, "iot-default-listener").inputs as {
      metadata: { annotations: Record<string, string>; name: string; namespace: string };
      spec: unknown;
    };
    const [key] = Object.keys(metadata.annotations).filter(name => name.startsWith("aks-mqtt/"));
    return { metadata, spec, key };
  };

  for (const preview of [false, true]) {
    it(`writes the existing ports and the new one in ${preview ? "a preview" : "an update"}`, async () => {
      const live = defaultListenerNow([{ port: 1886, nobodyKnows: [1] }]);

      const { resources } = await quietly(() => withPorts(added), { preview, live });

      const { metadata, spec, key } = patchOf(resources);
      assert.deepEqual(spec, { ports: [internalPort, { port: 1886, nobodyKnows: [1] }, addedTree] });
      assert.deepEqual(metadata, {
        namespace: "azure-iot-operations",
        name: "default",
        annotations: { "pulumi.com/patchForce": "true", [key]: "[1885]" },
      });
    });
  }

  it("removes only its own ports, and leaves the rest of the listener alone", async () => {
    const before = await quietly(() => withPorts(added), { live: defaultListenerNow() });
    const { key } = patchOf(before.resources);

    const live = defaultListenerNow([addedTree, { port: 1886 }], { [key]: "[1885]", "someone/else": "x" });
    const { resources } = await quietly(() => withPorts(), { live });

    const { metadata, spec } = patchOf(resources);
    assert.deepEqual(spec, { ports: [internalPort, { port: 1886 }] });
    assert.deepEqual(metadata.annotations, { "pulumi.com/patchForce": "true", [key]: "[]" });
  });

  it("refuses a port that another component added", async () => {
    const other = await quietly(() => withPorts(added), { live: defaultListenerNow() });
    const { key } = patchOf(other.resources);
    const ofOther = { [`${key}0`]: "[1885]" };

    const { errors } = await attempt(() => withPorts(added), { live: defaultListenerNow([addedTree], ofOther) });

    const messages = errors.map(({ message }) => message).join("\n");
    assert.match(messages, /defaultListenerPorts\[0\]\.port: is 1885, which the listener 'default' already has/);
  });

  it("keeps the order of existing ports", () => {
    const live = [{ port: 18883 }, { port: 1 }, { port: 2 }, { port: 3 }];
    const wanted = [{ port: 4 }, { port: 3, protocol: "WebSockets" }];

    assert.deepEqual(mergedPorts(live, [1, 3], wanted), [
      { port: 18883 },
      { port: 2 },
      { port: 3, protocol: "WebSockets" },
      { port: 4 },
    ]);
  });

  it("never writes a list without Azure IoT Operations' own port", async () => {
    const live = { "BrokerListener/azure-iot-operations/default": { metadata: {}, spec: {} } };

    const { errors, resources } = await attempt(() => withPorts(added), { live });

    assert.match(
      errors.map(({ message }) => message).join("\n"),
      /Reading the ports of the listener 'default': it has none/,
    );
    assert.ok(!resources.some(({ type }) => type === patchType), "the listener was written");
  });

  it("leaves the list unknown while the live listener is unknown", async () => {
    const { resources, result } = await quietly(() => withPorts(added), {
      preview: true,
      live: { "BrokerListener/azure-iot-operations/default": {} },
    });

    assert.equal((patchOf(resources).spec as { ports?: unknown }).ports, undefined);
    assert.equal(await isKnown(result.defaultHost), true);
  });

  it("shows every known value, and refuses a port that another party added", async () => {
    const secretName = pulumi.output(pulumi.unknown as unknown as string);
    const secured: ListenerPortArgs = { ...added, tls: { secretName } };

    const { resources } = await quietly(() => withPorts(secured), { preview: true, live: defaultListenerNow() });
    assert.deepEqual(patchOf(resources).spec, {
      ports: [internalPort, { ...addedTree, tls: { mode: "Manual", manual: { secretRef: undefined } } }],
    });

    const live = defaultListenerNow([addedTree]);
    const { errors } = await attempt(() => withPorts(secured), { preview: true, live });
    assert.match(
      errors.join("\n"),
      /defaultListenerPorts\[0\]\.port: is 1885, which the listener 'default' already has/,
    );
  });

  for (const preview of [true, false]) {
    it(`warns in ${preview ? "a preview" : "an update"} about a Secret for which the whole broker would wait`, async () => {
      const warned = async (now: object[], tls: ListenerPortArgs["tls"]) => {
        const before = await quietly(() => withPorts(added), { live: defaultListenerNow() });
        const live = defaultListenerNow(now, { [patchOf(before.resources).key]: "[1885]" });
        const warnings = await warningsOf(() => run(() => withPorts({ ...added, tls }), { preview, live }));
        return warnings.filter(text => text.startsWith("defaultListenerPorts[0].tls.secretName: is 'server-cert'"));
      };
      const secured = { ...addedTree, tls: { mode: "Manual", manual: { secretRef: "server-cert" } } };

      const [warning, ...more] = await warned([], { secretName: "server-cert" });
      assert.match(
        warning,
        /the whole broker waits for it, including port 18883 .* create the Secret before this update/,
      );
      assert.deepEqual(more, []);
      assert.equal((await warned([addedTree], { secretName: "server-cert" })).length, 1);
      assert.deepEqual(await warned([secured], { secretName: "server-cert" }), []);
      assert.deepEqual(await warned([], { secretName: pulumi.output("server-cert") }), []);
    });
  }

  it("warns about the values of Outputs", async () => {
    const issuerRef = {
      name: "azure-iot-operations-aio-certificate-issuer",
      kind: "ClusterIssuer",
      algorithm: "Rsa2048",
    };
    const tls = { automatic: { issuerRef: pulumi.output(issuerRef) } };

    const warnings = await warningsOf(() => run(() => withPorts({ ...added, tls }), { live: defaultListenerNow() }));

    for (const found of [
      "algorithm: is Ec256, but the issuer has an RSA key",
      "issuerRef: is 'azure-iot-operations-",
    ]) {
      const text = `defaultListenerPorts[0].tls.automatic.${found}`;
      assert.equal(warnings.filter(warning => warning.startsWith(text)).length, 1, warnings.join("\n"));
    }
  });

  it("leaves the listener alone without that argument", async () => {
    const { resources } = await quietly(() => broker([], kubernetes), {});

    assert.deepEqual(
      resources.map(({ type }) => type),
      ["aks-mqtt:index:Broker"],
    );
  });

  it("warns about faults of such a port", async () => {
    const unknownRef = { ...added, authenticationRef: { name: "my-authn" } };
    const warnings = await warningsOf(() => run(() => withPorts(unknownRef), { live: defaultListenerNow() }));

    assert.ok(warnings.some(text => text.startsWith("defaultListenerPorts[0].authenticationRef: is 'my-authn'")));
  });

  it("is refused with azure, and the error says how to add the port by hand", async () => {
    const { thrown, resources } = await attempt(() => broker([], { azure, defaultListenerPorts: [added] }));

    assert.match(
      thrown?.message ?? "",
      /defaultListenerPorts: cannot be combined with azure.*az iot ops broker listener port add/,
    );
    assert.deepEqual(
      resources.map(({ type }) => type),
      ["aks-mqtt:index:Broker"],
    );
  });
});
