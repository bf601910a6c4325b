/** Listeners created through Azure for a broker of their own: nothing exists beforehand, and no id is known. */
import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import * as kubernetes from "@pulumi/kubernetes";
import type { UpOptions } from "@pulumi/pulumi/automation";
import { Broker, BrokerListener, CertificateChain } from "../../../../index";
import type { DeclaredListener, ListenerArgs } from "../../../../index";
import { trust } from "../../../../sandbox/azure/iotOperations/names";
import { network } from "../../../../sandbox/machine/layout";
import { createTestStack, planned } from "../../../../sandbox/testing/testStack";
import type { Step, TestStack } from "../../../../sandbox/testing/testStack";
import { unknownValue } from "../../../../sandbox/testing/unknownValue";
import { AzureProvider, iotOperationsInstance } from "../../../../sandbox/testing/azureNativeStack";
import { eventually } from "../../../../sandbox/testing/kubectl";
import { exchange } from "../../../../sandbox/testing/mqtt";
import type { Connection } from "../../../../sandbox/testing/mqtt";
import { dropsNobody } from "../../../../sandbox/testing/steadyClients";
import { addressOf, inNamespace, namespace, trustBundle } from "../../../../sandbox/testing/iotOperationsStandIn";

const issuerRef = { name: trust.issuer, kind: "ClusterIssuer" };
const automatic = { port: 8884, tls: { automatic: { issuerRef, dnsNames: ["mqtt.example.com"] } } };

/** In order: each test starts from the cluster that the one before left. */
export function azureTests(): void {
  let folder: string;
  let test: TestStack;
  let listener: Omit<ListenerArgs, "ports"> | undefined = { listenerName: "outside" };
  let openPort = 1883;
  /** The name of a listener in a component of its own. */
  let single: string | undefined;
  let outputs: { listeners: DeclaredListener[]; root: string; single?: string };

  before(async () => {
    folder = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-azure-"));
    test = await createTestStack({ run: program }, { variables: { AKS_MQTT_AZURE: path.join(folder, "azure") } });
  });
  after(async () => {
    await test?.stack.destroy();
    await test?.remove();
    await fs.rm(folder, { recursive: true });
  });

  // eslint-disable-next-line @typescript-eslint/require-await
  async function program() {
    const azureProvider = new AzureProvider("azure");
    const opts = { providers: [azureProvider, new kubernetes.Provider("cluster", { enableSecretMutable: true })] };
    const { resourceGroupName, instanceName, extendedLocation } = iotOperationsInstance(namespace, azureProvider);
    const azure = { resourceGroupName, instanceName, customLocationId: extendedLocation.name };
    const { authority, rootCertificatePem: root } = new CertificateChain("chain", {});
    const ports = [{ port: 8883, tls: { issued: { authority } } }, { port: openPort }, automatic];
    const listeners = listener ? [{ ...listener, ports }] : [];
    const settings = { memoryProfile: "Tiny" as const };
    const broker = new Broker("iot", { azure, brokerName: "own", settings, listeners }, opts);
    const { brokerName } = broker;
    const byItself =
      single === undefined
        ? undefined
        : new BrokerListener("single", { azure, brokerName, listenerName: single, ports: [{ port: 1890 }] }, opts);
    return { listeners: broker.listeners, root, single: byItself?.host };
  }

  async function up(options: UpOptions = {}): Promise<void> {
    const done = await test.stack.up(options);
    outputs = {
      listeners: done.outputs.listeners.value as DeclaredListener[],
      root: done.outputs.root.value as string,
      single: done.outputs.single?.value as string | undefined,
    };
    assert.deepEqual(await planned(test.stack), [], "the preview after the update shows changes");
  }

  async function plan(): Promise<Step[]> {
    return (await planned(test.stack)).filter(({ type }) => type !== "pulumi:pulumi:Stack");
  }

  const connection = (index: number, more: Partial<Connection> = {}): Connection => {
    const [{ endpoints }] = outputs.listeners;
    return { host: endpoints[index].host, port: endpoints[index].port, ca: outputs.root, ...more };
  };
  const serves = (to: Connection, text: string) => eventually(() => exchange(to, text), text);

  it("are previewed before Azure has given any id, and all served after one update, which waits for their Service", async () => {
    const steps = await plan();
    assert.deepEqual([...new Set(steps.map(({ op }) => op))], ["create"]);
    const declared = steps.find(({ name }) => name === "iot-outside-listener");
    assert.deepEqual(declared?.inputs.extendedLocation, { name: unknownValue, type: "CustomLocation" });

    await up();
    assert.equal(outputs.listeners[0].externalIp, await addressOf("outside"));
    await serves(connection(0), "issued");
    await serves(connection(1, { protocol: "mqtt" }), "open");
    await serves(connection(2, { ca: await trustBundle(), servername: "mqtt.example.com" }), "automatic");
    // As documented, whichever broker it is.
    await inNamespace("get", "secret", "aio-broker-frontend-server-8884");
  });

  it("show only the changed port, and keep the clients of the others", async () => {
    openPort = 1885;
    assert.deepEqual(
      (await plan()).map(({ op, name, changes }) => [op, name, changes]),
      [["update", "iot-outside-listener", { "properties.ports[1].port": "update" }]],
    );
    await dropsNobody([connection(0)], async () => {
      await up();
      await serves(connection(1, { protocol: "mqtt" }), "moved");
    });
  });

  it("come back by a replacement if only the cluster has lost them, which Azure does not report", async () => {
    await inNamespace("delete", "brokerlistener", "outside");
    await inNamespace("wait", "--for=delete", "service/outside", "--timeout=60s");
    const replace = ["**::iot-outside-listener"];
    await test.stack.preview({ replace });
    await up({ replace });
    assert.equal(outputs.listeners[0].externalIp, await addressOf("outside"));
    await serves(connection(0), "back again");
  });

  it("change their type in place, and are served at the nodes with certificates for their addresses", async () => {
    listener = { listenerName: "outside", serviceType: "NodePort", nodeAddresses: [network.nodeAddress] };
    const steps = await plan();
    const changed = steps.find(({ name }) => name === "iot-outside-listener");
    assert.deepEqual([changed?.op, changed?.changes], ["update", { "properties.serviceType": "update" }]);
    const replaced = steps.filter(({ op }) => op === "replace").map(({ name }) => name);
    const certificate = ["iot-outside-8883-tls-certificate", "iot-outside-8883-tls-request"];
    assert.deepEqual(replaced.sort(), [...certificate, "iot-outside-endpoint-job"]);

    await up();
    assert.equal(connection(0).host, network.nodeAddress);
    assert.ok(connection(0).port >= 30_000);
    await serves(connection(0), "at the nodes");
  });

  it("are refused under another name while the old one exists, and change it in two updates", async () => {
    const atNodes = listener!;
    listener = { ...atNodes, listenerName: "renamed" };
    await assert.rejects(test.stack.up(), /NodePort is that of BrokerListener outside; only one listener/);

    listener = undefined;
    await up();
    listener = { ...atNodes, listenerName: "renamed" };
    await up();
    await serves(connection(0), "under another name");
  });

  it("in their own component, are deleted before they are created under another name", async () => {
    single = "first";
    await up();
    single = "second";
    const [first, ...more] = (await plan()).filter(({ name }) => name === "single-listener").map(({ op }) => op);
    assert.deepEqual([first, more.at(-1)], ["delete-replaced", "create-replacement"]);
    await up();
    await serves({ host: outputs.single!, port: 1890, protocol: "mqtt" }, "second");
    assert.equal(outputs.single, await addressOf("second"));
  });
}
