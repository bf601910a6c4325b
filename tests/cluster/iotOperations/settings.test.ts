import assert from "node:assert/strict";
import { Broker } from "../../../index";
import type { BrokerArgs, ListenerPortArgs } from "../../../index";
import { allPlanned, createTestStack, planned, programFails } from "../../../sandbox/testing/testStack";
import type { TestStack } from "../../../sandbox/testing/testStack";
import { defineBrokerResources } from "../../../sandbox/testing/brokerDefinitions";
import { apply, deleteNamespace, kubectl, makeNamespace } from "../../../sandbox/testing/kubectl";

const internalPort = {
  port: 18883,
  protocol: "Mqtt",
  authenticationRef: "default",
  tls: {
    mode: "Automatic",
    certManagerCertificateSpec: {
      issuerRef: { name: "internal", kind: "ClusterIssuer", group: "cert-manager.io" },
      privateKey: { algorithm: "Ec256", rotationPolicy: "Always" },
    },
  },
};
const own: ListenerPortArgs = { port: 1885, authenticationRef: { name: "default" } };
const ownTree = { port: 1885, protocol: "Mqtt", authenticationRef: "default" };
const second: ListenerPortArgs = { ...own, port: 1886 };

/** In order: each test starts from the cluster that the one before left. No operator takes part. */
describe("Broker in a cluster that has the custom resources", function () {
  this.timeout(180_000);
  let namespace: string;
  let undefine: () => Promise<void>;
  let test: TestStack;
  let args: Partial<BrokerArgs>;

  before(async () => {
    undefine = await defineBrokerResources();
    namespace = await makeNamespace("broker");
    await apply({
      apiVersion: "mqttbroker.iotoperations.azure.com/v1",
      kind: "BrokerListener",
      metadata: { namespace, name: "default", annotations: { "someone/else": "was here" } },
      spec: { brokerRef: "default", serviceType: "ClusterIp", serviceName: "aio-broker", ports: [internalPort] },
    });
    test = await createTestStack({
      // eslint-disable-next-line @typescript-eslint/require-await
      run: async () => void new Broker("iot", { kubernetes: {}, namespace, ...args }),
    });
  });
  after(async () => {
    await test?.stack.destroy();
    await test?.remove();
    await deleteNamespace(namespace);
    await undefine();
  });

  const get = async (...names: string[]) =>
    JSON.parse(await kubectl("get", ...names, "-n", namespace, "-o", "json")) as object;
  const defaultListener = async () =>
    (await get("brokerlistener", "default")) as {
      metadata: { annotations: Record<string, string>; uid: string };
      spec: { ports: object[]; serviceName: string; serviceType: string; brokerRef: string };
    };
  const up = async (ports: ListenerPortArgs[]) => {
    args = { defaultListenerPorts: ports };
    await test.stack.up();
    assert.deepEqual(await planned(test.stack), [], "the preview after the update shows changes");
  };

  it("adds a port to the default listener, and leaves everything else unchanged", async () => {
    const { metadata } = await defaultListener();
    await up([own]);

    const { spec, metadata: now } = await defaultListener();
    assert.deepEqual(spec, {
      brokerRef: "default",
      serviceType: "ClusterIp",
      serviceName: "aio-broker",
      ports: [internalPort, ownTree],
    });
    assert.equal(now.uid, metadata.uid);
    assert.equal(now.annotations["someone/else"], "was here");
  });

  it("shows in the preview only the added or removed port", async () => {
    args = { defaultListenerPorts: [own, second] };
    const [added, ...more] = await planned(test.stack);
    assert.deepEqual([added.op, added.name, more], ["update", "iot-default-listener", []]);
    assert.deepEqual(changesOfSpec(added.changes), { "spec.ports[2]": "add" });
    await up([own, second]);

    args = { defaultListenerPorts: [own] };
    const [removed] = await planned(test.stack);
    assert.deepEqual(changesOfSpec(removed.changes), { "spec.ports[2]": "delete" });
    await up([own]);
    assert.deepEqual((await defaultListener()).spec.ports, [internalPort, ownTree]);
  });

  it("keeps a port that someone adds by hand, and refuses to take it over", async () => {
    const theirs = { port: 1999, protocol: "Mqtt" };
    const ports = JSON.stringify([{ op: "add", path: "/spec/ports/-", value: theirs }]);
    await kubectl("patch", "brokerlistener", "default", "-n", namespace, "--type=json", "--patch", ports);
    await up([own]);
    assert.deepEqual((await defaultListener()).spec.ports, [internalPort, ownTree, theirs]);

    args = { defaultListenerPorts: [own, { port: 1999 }] };
    await programFails(
      () => allPlanned(test.stack),
      /defaultListenerPorts\[1\]\.port: is 1999, which the listener 'default' already has/,
    );
  });

  it("removes its ports when the list is empty", async () => {
    await up([]);

    assert.deepEqual(
      (await defaultListener()).spec.ports.map(port => (port as { port: number }).port),
      [18883, 1999],
    );
  });

  it("leaves the listener with all its ports when the stack is destroyed", async () => {
    await up([own]);
    const { spec } = await defaultListener();

    await test.stack.destroy();

    assert.deepEqual((await defaultListener()).spec, spec);
  });

  it("then continues where it was", async () => {
    await up([own]);
    await up([]);

    assert.deepEqual(
      (await defaultListener()).spec.ports.map(port => (port as { port: number }).port),
      [18883, 1999],
    );
  });

  it("changes the log level of a Broker in place, and replaces it if a setting is immutable", async () => {
    const withSettings = (settings: BrokerArgs["settings"]) => (args = { brokerName: "own", settings });
    withSettings({ memoryProfile: "Low" });
    await test.stack.up();
    const brokerOf = async () => (await get("broker", "own")) as { metadata: { uid: string } };
    const { metadata: before } = await brokerOf();

    withSettings({ memoryProfile: "Low", logLevel: "debug" });
    const [level] = await planned(test.stack);
    assert.deepEqual([level.op, Object.keys(level.changes)], ["update", ["spec.diagnostics.logs.level"]]);
    await test.stack.up();
    assert.equal((await brokerOf()).metadata.uid, before.uid);

    withSettings({ memoryProfile: "High", logLevel: "debug" });
    const ops = (await planned(test.stack)).map(({ op, name }) => `${op} ${name}`);
    assert.deepEqual(ops, ["delete-replaced iot-broker", "replace iot-broker", "create-replacement iot-broker"]);
    await test.stack.up();
    assert.notEqual((await brokerOf()).metadata.uid, before.uid);
    assert.deepEqual(await planned(test.stack), []);
  });
});

/** The changes, without the annotation that says which ports belong to the program. */
function changesOfSpec(changes: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(changes).filter(([path]) => !path.startsWith("metadata.annotations")));
}
