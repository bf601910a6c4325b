/** AKS through the stand-in for azure-native: from an empty resource group to an object in the cluster in one update. */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { createTestStack, planned, pulumi as runPulumi } from "../../testing/testStack";
import type { TestStack } from "../../testing/testStack";
import { AzureProvider, AzureResource } from "../../testing/azureNativeStack";
import { deleteNamespace, kubectl, makeNamespace, succeeds } from "../../testing/kubectl";
import { leaksIn } from "../../testing/leaks";

const networkContributor = "4d97b98b-1d4f-4787-a291-c67834d212e7";

interface Credentials {
  kubeconfigs: { name: string; value: string }[];
}

describe("AKS behind the stand-in for azure-native", function () {
  this.timeout(180_000);
  let namespace: string;
  let folder: string;
  let testStack: TestStack;
  /** What the program declares; each test changes it. */
  const declared = { count: 2, kubernetesVersion: "1.35.1", pools: [] as string[] };

  async function program(): Promise<Record<string, unknown>> {
    const azure = new AzureProvider("azure");
    const opts = { provider: azure };
    const resourceGroupName = new AzureResource("resources:ResourceGroup", "group", {}, opts).name;
    const network = new AzureResource(
      "network:VirtualNetwork",
      "network",
      { resourceGroupName, addressSpace: { addressPrefixes: ["10.240.0.0/16"] } },
      opts,
    );
    const nodes = new AzureResource(
      "network:Subnet",
      "nodes",
      { resourceGroupName, virtualNetworkName: network.name, addressPrefix: "10.240.0.0/22" },
      opts,
    );
    const identity = new AzureResource("managedidentity:UserAssignedIdentity", "identity", { resourceGroupName }, opts);
    const subscription = nodes.id.apply(id => id.split("/").slice(0, 3).join("/"));
    const role = new AzureResource(
      "authorization:RoleAssignment",
      "join",
      {
        principalId: identity.principalId,
        principalType: "ServicePrincipal",
        roleDefinitionId: pulumi.interpolate`${subscription}/providers/Microsoft.Authorization/roleDefinitions/${networkContributor}`,
        scope: nodes.id,
      },
      opts,
    );
    const pool = { vmSize: "Standard_D4s_v5", vnetSubnetID: nodes.id };
    const cluster = new AzureResource(
      "containerservice:ManagedCluster",
      "cluster",
      {
        resourceGroupName,
        dnsPrefix: "factory",
        kubernetesVersion: declared.kubernetesVersion,
        identity: { type: "UserAssigned", userAssignedIdentities: [identity.id] },
        agentPoolProfiles: [{ ...pool, name: "system", mode: "System", count: declared.count }],
        networkProfile: { networkPlugin: "azure", networkPolicy: "calico" },
      },
      { ...opts, dependsOn: role },
    );
    for (const agentPoolName of declared.pools) {
      const inputs = { ...pool, resourceGroupName, resourceName: cluster.name, agentPoolName, count: 1 };
      new AzureResource("containerservice:AgentPool", agentPoolName, inputs, opts);
    }
    const credentials = pulumi.runtime.invokeOutput<Credentials>(
      "azure-native:containerservice:listManagedClusterUserCredentials",
      { resourceGroupName, resourceName: cluster.name },
      { provider: azure },
    );
    const kubeconfig = pulumi.secret(
      credentials.apply(({ kubeconfigs: [{ value }] }) => Buffer.from(value, "base64").toString()),
    );
    const kubernetes = new k8s.Provider("cluster", { kubeconfig, clusterIdentifier: cluster.id, namespace });
    const greeting = new k8s.core.v1.ConfigMap(
      "greeting",
      { metadata: { name: "greeting" }, data: { text: "hello" } },
      { provider: kubernetes, deletedWith: cluster },
    );
    return Promise.resolve({ cluster: cluster.id, greeting: greeting.id });
  }

  before(async () => {
    namespace = await makeNamespace("aks");
    folder = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-azure-"));
    testStack = await createTestStack({ run: program }, { variables: { AKS_MQTT_AZURE: path.join(folder, "azure") } });
  });
  after(async () => {
    await testStack?.remove();
    await fs.rm(folder, { recursive: true });
    await deleteNamespace(namespace);
  });

  it("creates the cluster and an object in it in one update, after a preview with only unknown outputs", async () => {
    assert.deepEqual(
      (await planned(testStack.stack)).filter(({ op }) => op !== "create"),
      [],
    );
    const { outputs } = await testStack.stack.up();
    assert.match(
      String(outputs.cluster.value),
      /\/providers\/Microsoft\.ContainerService\/managedClusters\/cluster[0-9a-f]{8}$/,
    );
    assert.equal(
      await kubectl("--namespace", namespace, "get", "configmap/greeting", "--output=jsonpath={.data.text}"),
      "hello",
    );
    assert.deepEqual(await planned(testStack.stack), []);
    const { summary } = await testStack.stack.refresh();
    assert.deepEqual(Object.keys(summary.resourceChanges ?? {}), ["same"]);
  });

  it("does not keep the kubeconfig in the state in plain text", async () => {
    const { name, workspace } = testStack.stack;
    const state = await runPulumi(["stack", "export", "--stack", name], workspace.workDir, testStack.environment);
    const kubeconfig = await fs.readFile(process.env.KUBECONFIG ?? "", "utf8");
    const keys = [...kubeconfig.matchAll(/client-key-data"?: *"?([A-Za-z0-9+/=]+)/g)].map(([, value]) => ({
      what: "the key",
      value,
    }));
    assert.ok(keys.length > 0, "the kubeconfig holds no key");
    assert.deepEqual(leaksIn(state, keys), []);
  });

  it("scales, upgrades and adds a pool without replacing anything", async () => {
    Object.assign(declared, { count: 3, kubernetesVersion: "1.36.0", pools: ["work"] });
    const steps = await planned(testStack.stack);
    assert.deepEqual(
      steps.map(({ op, name, changes }) => ({ op, name, changes })),
      [
        {
          op: "update",
          name: "cluster",
          changes: { "agentPoolProfiles[0].count": "update", kubernetesVersion: "update" },
        },
        { op: "create", name: "work", changes: {} },
      ],
    );
    await testStack.stack.up();
    assert.deepEqual(await planned(testStack.stack), []);
  });

  it("leaves nothing behind", async () => {
    await testStack.stack.destroy();
    assert.deepEqual(JSON.parse(await fs.readFile(path.join(folder, "azure", "resources.json"), "utf8")), []);
    // With a real AKS cluster it would be gone; this cluster stays.
    assert.equal(await succeeds("--namespace", namespace, "get", "configmap/greeting"), true);
  });
});
