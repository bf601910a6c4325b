/** An Azure IoT Operations that was in the cluster before Azure knew it, through the stand-in for azure-native. */
import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { recordInstallation } from "../../azure/resourceManager/installation";
import type { Installation } from "../../azure/resourceManager/installation";
import { createTestStack, planned } from "../../testing/testStack";
import type { TestStack } from "../../testing/testStack";
import { AzureProvider, AzureResource } from "../../testing/azureNativeStack";
import { defineBrokerResources } from "../../testing/brokerDefinitions";
import { apply, deleteNamespace, kubectl, makeNamespace } from "../../testing/kubectl";

const group = "mqttbroker.iotoperations.azure.com";

describe("an existing Azure IoT Operations in the cluster", function () {
  this.timeout(180_000);
  let undefine: () => Promise<void>;
  let namespace: string;
  let folder: string;
  let installation: Installation;
  let testStack: TestStack;

  const apiVersion = `${group}/v1`;
  const objects = () => [
    { apiVersion, kind: "Broker", metadata: { name: "default", namespace }, spec: { memoryProfile: "Tiny" } },
    {
      apiVersion,
      kind: "BrokerListener",
      metadata: { name: "default", namespace },
      spec: { brokerRef: "default", serviceName: "aio-broker", ports: [{ port: 18883 }] },
    },
    {
      apiVersion,
      kind: "BrokerListener",
      metadata: { name: "by-hand", namespace },
      spec: { serviceType: "NodePort", ports: [{ port: 1884 }] },
    },
  ];

  async function program(): Promise<Record<string, unknown>> {
    const { resourceGroupName, instanceName, customLocationId } = installation;
    const listener = new AzureResource(
      "iotoperations:BrokerListener",
      "outside",
      {
        resourceGroupName,
        instanceName,
        brokerName: "default",
        extendedLocation: { name: customLocationId, type: "CustomLocation" },
        properties: { serviceType: "LoadBalancer", ports: [{ port: 1883 }] },
      },
      { provider: new AzureProvider("azure") },
    );
    return Promise.resolve({ id: listener.id });
  }

  before(async () => {
    undefine = await defineBrokerResources();
    namespace = await makeNamespace("azure-native");
    folder = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-azure-"));
    await apply(...objects());
    installation = await recordInstallation(folder, process.env.KUBECONFIG ?? "", namespace);
    testStack = await createTestStack({ run: program }, { variables: { AKS_MQTT_AZURE: folder } });
  });
  after(async () => {
    await testStack?.remove();
    await fs.rm(folder, { recursive: true });
    await deleteNamespace(namespace);
    await undefine();
  });

  it("is recorded in Azure as it is, and a program can add to it without touching the rest", async () => {
    const versions = () =>
      kubectl(
        "--namespace",
        namespace,
        "get",
        `brokers.${group},brokerlisteners.${group}`,
        "--output=jsonpath={.items[*].metadata.resourceVersion}",
      );
    const before = await versions();
    await testStack.stack.up();
    assert.deepEqual(await planned(testStack.stack), []);
    const names = () =>
      kubectl(
        "--namespace",
        namespace,
        "get",
        `brokerlisteners.${group}`,
        "--output=jsonpath={.items[*].metadata.name}",
      );
    assert.equal(await names(), "by-hand default outside");
    await testStack.stack.destroy();
    assert.equal(await names(), "by-hand default");
    assert.equal(await versions(), before);
  });

  it("is recorded without what was made by hand, also when it is recorded again", async () => {
    await recordInstallation(folder, process.env.KUBECONFIG ?? "", namespace);
    const known = JSON.parse(await fs.readFile(path.join(folder, "resources.json"), "utf8")) as { id: string }[];
    const names = known.map(({ id }) => id.split("/").slice(-2).join("/"));
    assert.deepEqual(
      names.filter(name => /^(brokers|listeners)/.test(name)),
      ["brokers/default", "listeners/default"],
    );
  });
});
