/** Azure IoT Operations through the stand-in for azure-native: each Azure resource becomes a custom resource in the cluster. */
import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { createTestStack, planned } from "../../testing/testStack";
import type { TestStack } from "../../testing/testStack";
import { AzureProvider, AzureResource, iotOperationsInstance } from "../../testing/azureNativeStack";
import { defineBrokerResources } from "../../testing/brokerDefinitions";
import { deleteNamespace, kubectl, makeNamespace } from "../../testing/kubectl";

const group = "mqttbroker.iotoperations.azure.com";

interface CustomResource {
  metadata: { ownerReferences?: { kind: string; name: string; uid: string }[]; uid: string };
  spec: Record<string, unknown>;
}

describe("Azure IoT Operations behind the stand-in for azure-native", function () {
  this.timeout(240_000);
  let undefine: () => Promise<void>;
  let namespace: string;
  let folder: string;
  let testStack: TestStack;
  /** What the program declares; each test changes it. */
  const declared = {
    ports: [{ port: 1883 }] as object[],
    partitions: 1,
    replaceOnChanges: [] as string[],
    deleteTimeout: "1m",
  };

  async function program(): Promise<Record<string, unknown>> {
    const provider = new AzureProvider("azure");
    const opts = { provider };
    const common = iotOperationsInstance(namespace, provider);
    const broker = new AzureResource(
      "iotoperations:Broker",
      "broker",
      {
        ...common,
        brokerName: "default",
        properties: {
          cardinality: {
            backendChain: { partitions: declared.partitions, redundancyFactor: 2 },
            frontend: { replicas: 1 },
          },
          diagnostics: { logs: {}, selfCheck: { intervalSeconds: 60 } },
        },
      },
      { ...opts, replaceOnChanges: declared.replaceOnChanges, deleteBeforeReplace: true },
    );
    const inBroker = { ...common, brokerName: broker.name };
    const authentication = new AzureResource(
      "iotoperations:BrokerAuthentication",
      "tokens",
      {
        ...inBroker,
        authenticationName: "tokens",
        properties: {
          authenticationMethods: [
            { method: "ServiceAccountToken", serviceAccountTokenSettings: { audiences: ["mine"] } },
          ],
        },
      },
      opts,
    );
    const rule = { principals: { clientIds: ["a"] }, brokerResources: [{ method: "Publish", topics: ["a/#"] }] };
    const authorization = new AzureResource(
      "iotoperations:BrokerAuthorization",
      "rules",
      { ...inBroker, authorizationName: "rules", properties: { authorizationPolicies: { rules: [rule] } } },
      opts,
    );
    const refs = { authenticationRef: authentication.name, authorizationRef: authorization.name };
    const listener = new AzureResource(
      "iotoperations:BrokerListener",
      "outside",
      {
        ...inBroker,
        properties: { serviceType: "LoadBalancer", ports: declared.ports.map(port => ({ ...port, ...refs })) },
      },
      { ...opts, customTimeouts: { delete: declared.deleteTimeout } },
    );
    return Promise.resolve({ id: listener.id, listener: listener.properties, token: pulumi.secret("nothing") });
  }

  async function customResource(kind: string, name: string): Promise<CustomResource> {
    const found = await kubectl(
      "--namespace",
      namespace,
      "get",
      `${kind}.v1.mqttbroker.iotoperations.azure.com`,
      name,
      "--output=json",
    );
    return JSON.parse(found) as CustomResource;
  }

  before(async () => {
    undefine = await defineBrokerResources();
    namespace = await makeNamespace("azure-native");
    folder = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-azure-"));
    testStack = await createTestStack({ run: program }, { variables: { AKS_MQTT_AZURE: path.join(folder, "azure") } });
  });
  after(async () => {
    await testStack?.remove();
    await fs.rm(folder, { recursive: true });
    await deleteNamespace(namespace);
    await undefine();
  });

  it("creates custom resources with the same spec, owned by their broker", async () => {
    const { outputs } = await testStack.stack.up();
    assert.match(
      String(outputs.id.value),
      /^\/subscriptions\/[-0-9]+\/resourceGroups\/factory[0-9a-f]{8}\/providers\/Microsoft\.IoTOperations\/instances\/aio\/brokers\/default\/listeners\/outside$/,
    );
    const broker = await customResource("brokers", "default");
    assert.deepEqual(broker.spec, {
      memoryProfile: "Medium",
      cardinality: {
        backendChain: { partitions: 1, redundancyFactor: 2, workers: 1 },
        frontend: { replicas: 1, workers: 2 },
      },
      diagnostics: { logs: { level: "info" }, selfCheck: { mode: "Enabled", intervalSeconds: 60, timeoutSeconds: 15 } },
    });
    const listener = await customResource("brokerlisteners", "outside");
    const ports = [{ port: 1883, protocol: "Mqtt", authenticationRef: "tokens", authorizationRef: "rules" }];
    assert.deepEqual(listener.spec, { serviceType: "LoadBalancer", ports });
    assert.deepEqual(outputs.listener.value, { ...listener.spec, provisioningState: "Succeeded" });
    for (const [kind, name] of [
      ["brokerlisteners", "outside"],
      ["brokerauthentications", "tokens"],
      ["brokerauthorizations", "rules"],
    ]) {
      const { metadata } = await customResource(kind, name);
      const [owner] = metadata.ownerReferences ?? [];
      assert.deepEqual([owner.kind, owner.name, owner.uid], ["Broker", "default", broker.metadata.uid], kind);
    }
    assert.deepEqual(await planned(testStack.stack), []);
  });

  it("shows no change after a refresh, although every plugin process is a new one", async () => {
    const { summary } = await testStack.stack.refresh();
    assert.deepEqual(Object.keys(summary.resourceChanges ?? {}), ["same"]);
    assert.deepEqual(await planned(testStack.stack), []);
  });

  it("shows only the added port, and changes the custom resource in place", async () => {
    const { uid } = (await customResource("brokerlisteners", "outside")).metadata;
    declared.ports = [...declared.ports, { port: 8883, tls: { mode: "Manual", manual: { secretRef: "server" } } }];
    const steps = await planned(testStack.stack);
    assert.deepEqual(
      steps.map(({ op, name, changes }) => ({ op, name, changes })),
      [{ op: "update", name: "outside", changes: { "properties.ports[1]": "add" } }],
    );
    await testStack.stack.up();
    const { metadata, spec } = await customResource("brokerlisteners", "outside");
    assert.equal(metadata.uid, uid);
    assert.deepEqual(
      (spec.ports as { port: number }[]).map(({ port }) => port),
      [1883, 8883],
    );
  });

  it("fails with the cluster's own error when the cluster refuses a change, and the next update repairs it", async () => {
    const issuerRef = { name: "issuer", kind: "Issuer", group: "cert-manager.io" };
    const automatic = (duration: string) => ({
      port: 8884,
      tls: { mode: "Automatic", certManagerCertificateSpec: { issuerRef, duration } },
    });
    declared.ports = [...declared.ports, automatic("two hours")];
    await assert.rejects(
      testStack.stack.up(),
      /Code="KubernetesInvalid" Message="BrokerListener\.mqttbroker\.iotoperations\.azure\.com \\"outside\\" is invalid: .*duration/,
    );
    const state = JSON.stringify(await testStack.stack.exportStack());
    assert.match(state, /"provisioningState":"Failed"/);
    declared.ports[2] = automatic("2h");
    await testStack.stack.up();
    assert.deepEqual(await planned(testStack.stack), []);
    const { spec } = await customResource("brokerlisteners", "outside");
    assert.equal((spec.ports as object[]).length, 3);
  });

  it("refuses to change an immutable property, and replaces the resource if the program says so", async () => {
    declared.partitions = 2;
    const [step] = await planned(testStack.stack);
    assert.deepEqual([step.op, step.name], ["update", "broker"]);
    assert.deepEqual(step.changes, { "properties.cardinality.backendChain.partitions": "update" });
    await assert.rejects(
      testStack.stack.up(),
      /Status=409 Code="PropertyChangeNotAllowed" Message="Changing property 'properties\.cardinality' is not allowed/,
    );
    declared.replaceOnChanges = ["properties.cardinality"];
    await testStack.stack.up();
    const { spec } = await customResource("brokers", "default");
    assert.equal((spec.cardinality as { backendChain: { partitions: number } }).backendChain.partitions, 2);
    const owner = (await customResource("brokerlisteners", "outside")).metadata.ownerReferences?.[0];
    assert.equal(owner?.uid, (await customResource("brokers", "default")).metadata.uid);
  });

  it("waits until a resource is gone from the cluster, for as long as the program says", async () => {
    const finalizers = (value: string[]) => {
      const patch = JSON.stringify({ metadata: { finalizers: value } });
      return kubectl(
        "--namespace",
        namespace,
        "patch",
        `brokerlisteners.${group}`,
        "outside",
        "--type=merge",
        `--patch=${patch}`,
      );
    };
    // The next test keeps this timeout, and needs less time.
    declared.deleteTimeout = "10s";
    await testStack.stack.up();
    await finalizers(["test.example/held"]);
    await assert.rejects(
      testStack.stack.destroy(),
      /listeners\/outside: canceled, or out of time, while Azure was still at work/,
    );
    await finalizers([]);
  });

  it("leaves nothing behind, in Azure or in the cluster", async () => {
    await testStack.stack.destroy();
    const kinds = ["brokers", "brokerlisteners", "brokerauthentications", "brokerauthorizations"];
    const found = ["get", kinds.map(kind => `${kind}.${group}`).join(","), "--output=name"];
    assert.equal(await kubectl("--namespace", namespace, ...found), "");
    const left = await fs.readFile(path.join(folder, "azure", "resources.json"), "utf8");
    assert.deepEqual(JSON.parse(left), []);
  });
});
