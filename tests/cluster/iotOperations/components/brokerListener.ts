/** What happens to the listeners of a `Broker`, and to the clients that are connected meanwhile. */
import assert from "node:assert/strict";
import * as kubernetes from "@pulumi/kubernetes";
import { Broker, CertificateChain } from "../../../../index";
import type { DeclaredListener, ListenerArgs } from "../../../../index";
import { trust } from "../../../../sandbox/azure/iotOperations/names";
import { network, nodeName } from "../../../../sandbox/machine/layout";
import { createTestStack, planned } from "../../../../sandbox/testing/testStack";
import type { Step, TestStack } from "../../../../sandbox/testing/testStack";
import { apply, eventually } from "../../../../sandbox/testing/kubectl";
import { direct } from "../../../../sandbox/testing/loadBalancerDirective";
import { connect, exchange, refusal } from "../../../../sandbox/testing/mqtt";
import type { Connection } from "../../../../sandbox/testing/mqtt";
import { namesOf, servedChain, verifyChain } from "../../../../sandbox/testing/servedCertificate";
import { dropsNobody } from "../../../../sandbox/testing/steadyClients";
import {
  addressOf,
  defaultConnection,
  inNamespace,
  namespace,
  runtime,
  trustBundle,
} from "../../../../sandbox/testing/iotOperationsStandIn";

const otherAddress = "10.240.32.233";
const operator = "statefulset/aio-broker-operator";
const awaited = "Server certificate server-cert-secret not found. Awaiting creation of secret.";

/** In order: each test starts from the cluster that the one before left. */
export function listenerTests(): void {
  let test: TestStack;
  let listeners: ListenerArgs[];
  let outputs: { listeners: DeclaredListener[]; root: string };

  before(async () => {
    test = await createTestStack({ run: program });
  });
  after(async () => {
    await test?.stack.destroy();
    await test?.remove();
    await direct(namespace, "outside", null);
  });

  // eslint-disable-next-line @typescript-eslint/require-await
  async function program() {
    const provider = new kubernetes.Provider("cluster", { enableSecretMutable: true });
    const { authority, rootCertificatePem } = new CertificateChain("chain", {}, { provider });
    const issued = { issued: { authority } };
    const declared = listeners.map(listener => ({
      ...listener,
      ports: listener.ports.map(port => (port.tls === issuedHere ? { ...port, tls: issued } : port)),
    }));
    const broker = new Broker("iot", { kubernetes: {}, listeners: declared }, { provider });
    return { listeners: broker.listeners, root: rootCertificatePem };
  }

  /** Stands for a certificate of the program's chain. */
  const issuedHere = {};
  const outside = (...ports: ListenerArgs["ports"]): ListenerArgs => ({ listenerName: "outside", ports });
  const secured = { port: 8883, tls: issuedHere };
  const atNodes: ListenerArgs = {
    listenerName: "at-nodes",
    serviceType: "NodePort",
    nodeNames: [nodeName],
    ports: [{ port: 8884, nodePort: 31884, tls: issuedHere }],
  };

  async function up(...wanted: ListenerArgs[]): Promise<void> {
    listeners = wanted;
    const done = await test.stack.up();
    outputs = {
      listeners: done.outputs.listeners.value as DeclaredListener[],
      root: done.outputs.root.value as string,
    };
    assert.deepEqual(await planned(test.stack), [], "the preview after the update shows changes");
  }

  /** The steps of a preview of these listeners, without the stack itself. */
  async function plan(...wanted: ListenerArgs[]): Promise<Step[]> {
    listeners = wanted;
    return (await planned(test.stack)).filter(({ type }) => type !== "pulumi:pulumi:Stack");
  }

  const connection = (listener = outputs.listeners[0], index = 0) => ({
    host: listener.endpoints[index].host,
    port: listener.endpoints[index].port,
    ca: outputs.root,
  });
  const running = (name: string) => eventually(() => runtime(name), "Running");
  /** Waits, as after a change the status may still describe the state before. */
  const serves = (to: Connection, text: string) => eventually(() => exchange(to, text), text);

  it("serve a certificate for their external address after one update", async () => {
    await up(outside(secured));
    await running("outside");

    const [{ externalIp, serviceName }] = outputs.listeners;
    const address = await addressOf(serviceName);
    assert.equal(externalIp, address);
    await verifyChain(await servedChain(address, 8883), outputs.root, address);
    assert.equal(await exchange(connection(), "hello"), "hello");
  });

  it("keep address, certificate and clients when an open port is added", async () => {
    const before = outputs.listeners[0];
    const steps = await plan(outside(secured, { port: 1883 }));
    assert.deepEqual(
      steps.map(({ op, name, changes }) => [op, name, changes]),
      [["update", "iot-outside-listener", { "spec.ports[1]": "add" }]],
    );
    await dropsNobody([connection()], async () => {
      await up(outside(secured, { port: 1883 }));
      await running("outside");
      await serves({ ...connection(undefined, 1), protocol: "mqtt" }, "open");
    });
    assert.equal(outputs.listeners[0].certificatePem, before.certificatePem);
    assert.equal(outputs.listeners[0].externalIp, before.externalIp);
  });

  it("all wait for the Secret of an added listener on the nodes, and are served again after the update", async () => {
    const before = outputs.listeners[0];
    const steps = await plan(outside(secured, { port: 1883 }), atNodes);
    assert.deepEqual(steps.filter(({ op, name }) => op !== "create" || !name.startsWith("iot-at-nodes")).map(opOf), []);

    const waiting = await connect(connection());
    const reason = new Promise(resolve => waiting.once("disconnect", ({ reasonCode }) => resolve(reasonCode)));
    await up(...listeners);
    assert.equal(await reason, 152);
    await Promise.all(["outside", "at-nodes", "default"].map(running));
    await serves({ ...connection(undefined, 1), protocol: "mqtt" }, "open");

    assert.equal(outputs.listeners[0].certificatePem, before.certificatePem);
    assert.equal(outputs.listeners[0].externalIp, before.externalIp);
    const node = connection(outputs.listeners[1]);
    assert.deepEqual([node.host, node.port], [network.nodeAddress, 31884]);
    // Messages cross listeners, as they belong to one broker.
    assert.equal(await exchange(connection(), "from a node port", node), "from a node port");
  });

  it("show only the changed port, and drop only its clients", async () => {
    const steps = await plan(outside(secured, { port: 1885 }), atNodes);
    assert.deepEqual(
      steps.map(({ op, name, changes }) => [op, name, changes]),
      [["update", "iot-outside-listener", { "spec.ports[1].port": "update" }]],
    );
    const former = { ...connection(undefined, 1), protocol: "mqtt" as const };
    const leaving = await connect(former);
    const reason = new Promise(resolve => leaving.once("disconnect", ({ reasonCode }) => resolve(reasonCode)));

    await dropsNobody([connection(), connection(outputs.listeners[1])], async () => {
      await up(...listeners);
      await serves({ ...connection(undefined, 1), protocol: "mqtt" }, "moved");
    });

    assert.equal(await reason, 152);
    assert.equal((await refusal(former)).code, "ECONNREFUSED");
  });

  it("change from an issued certificate to an automatic one and back, and touch nothing else", async () => {
    const issuerRef = { name: trust.issuer, kind: "ClusterIssuer" };
    const ipAddresses = [outputs.listeners[0].externalIp!];
    const automatic = { port: 8883, tls: { automatic: { issuerRef, ipAddresses } } };
    const steps = await plan(outside(automatic, { port: 1885 }), atNodes);
    const [ofPort, others] = [true, false].map(expected =>
      steps.filter(({ name }) => name.startsWith("iot-outside-8883-tls") === expected),
    );
    assert.deepEqual(others.map(opOf), ["update iot-outside-listener"]);
    assert.deepEqual([...new Set(ofPort.map(({ op }) => op))], ["delete"]);

    const open = { ...connection(undefined, 1), protocol: "mqtt" as const };
    await dropsNobody([open, connection(outputs.listeners[1])], async () => {
      await up(...listeners);
      await serves({ ...connection(), ca: await trustBundle() }, "automatic");
    });
    // Its Secret was deleted with the certificate, and all wait for the next one.
    await up(outside(secured, { port: 1885 }), atNodes);
    await running("outside");
    for (const to of [connection(), open, connection(outputs.listeners[1])]) await serves(to, "issued");
  });

  it("get a certificate for another address, as the preview says, and drop nobody", async () => {
    await direct(namespace, "outside", otherAddress);
    await eventually(() => addressOf("outside"), otherAddress);
    const steps = await plan(outside(secured, { port: 1885 }), atNodes);
    const replaced = steps.filter(({ op }) => op === "replace").map(({ name }) => name);
    assert.deepEqual(
      replaced.sort(),
      ["certificate", "request"].map(suffix => `iot-outside-8883-tls-${suffix}`),
    );
    assert.ok(steps.every(({ name }) => name.startsWith("iot-outside-8883-tls-")));

    await dropsNobody([connection(outputs.listeners[1])], async () => {
      await up(...listeners);
      const served = async () => String(namesOf((await servedChain(otherAddress, 8883))[0]).ip.includes(otherAddress));
      await eventually(served, "true");
    });
    assert.equal(outputs.listeners[0].externalIp, otherAddress);
    assert.equal(await exchange(connection(), "moved"), "moved");
  });

  it("come back after their Secret, and then their Service, was deleted", async () => {
    await inNamespace("delete", "secret", "outside-8883-tls");
    await test.stack.refresh();
    await up(outside(secured), atNodes);
    await running("outside");
    assert.equal(await exchange(connection(), "with a new Secret"), "with a new Secret");

    const uid = () => inNamespace("get", "service", "outside", "--output=jsonpath={.metadata.uid}");
    const before = await uid();
    await inNamespace("delete", "service", "outside");
    await eventually(async () => String((await uid()) !== before && (await addressOf("outside")) !== ""), "true");
    await up(outside(secured), atNodes);
    await running("outside");
    assert.equal(await exchange(connection(), "with a new Service"), "with a new Service");
  });

  it("complete an update without someone else's Secret, which is served once it exists", async () => {
    await up(outside(secured, { port: 8885, tls: { secretName: "server-cert-secret" } }), atNodes);
    assert.equal(outputs.listeners[0].endpoints[1].host, outputs.listeners[0].externalIp);
    await eventually(
      async () => String((await inNamespace("logs", "--selector=app=health-manager", "--tail=-1")).includes(awaited)),
      "true",
    );
    const everyone = [connection(), connection(outputs.listeners[1]), await defaultConnection()];
    for (const to of everyone) assert.equal((await refusal(to)).code, "ECONNREFUSED");

    const secret = await inNamespace("get", "secret", "outside-8883-tls", "--output=json");
    const { data, type } = JSON.parse(secret) as { data: object; type: string };
    const metadata = { name: "server-cert-secret", namespace };
    await apply({ apiVersion: "v1", kind: "Secret", metadata, data, type });
    await running("outside");

    for (const to of [...everyone, connection(undefined, 1)]) assert.equal(await exchange(to, "late"), "late");
    await inNamespace("delete", "secret", "server-cert-secret");
  });

  it("are refused under another name in the preview while the old one exists, and change it in two updates", async () => {
    const renamed = { ...outside(secured), listenerName: "renamed" };
    await assert.rejects(plan(renamed, atNodes), /LoadBalancer is that of BrokerListener outside; only one listener/);

    await up(atNodes);
    await inNamespace("wait", "--for=delete", "brokerlistener/outside", "service/outside", "--timeout=60s");
    await up(renamed, atNodes);
    await running("renamed");
    assert.equal(await exchange(connection(), "under another name"), "under another name");
  });

  it("come up with the second update if the operator was away during all of the first", async () => {
    await up(atNodes);
    await inNamespace("wait", "--for=delete", "service/renamed", "--timeout=60s");
    await inNamespace("scale", operator, "--replicas=0");
    await inNamespace("wait", "--for=delete", "pod/aio-broker-operator-0", "--timeout=60s");
    const late: ListenerArgs = { ...outside(secured), timeoutSeconds: 3 };
    listeners = [late, atNodes];
    await assert.rejects(test.stack.up(), /iot-outside-endpoint-job.*timed out/s);

    await inNamespace("scale", operator, "--replicas=1");
    await addressOf("outside");
    await up(late, atNodes);
    await running("outside");
    assert.equal(await exchange(connection(), "late"), "late");
  });

  it("leave the default listener to Azure IoT Operations when they are destroyed", async () => {
    await test.stack.destroy();

    const client = await connect(await defaultConnection());
    await client.endAsync();
  });
}

function opOf({ op, name }: Step): string {
  return `${op} ${name}`;
}
