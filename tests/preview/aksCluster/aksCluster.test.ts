import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { AksCluster } from "../../../index";
import type { AksClusterArgs, AksNodePoolArgs } from "../../../index";
import { SUBSCRIPTION_ID } from "../../../sandbox/azure/resourceManager/subscription";
import { allPlanned, createTestStack, planned } from "../../../sandbox/testing/testStack";
import type { Step } from "../../../sandbox/testing/testStack";
import { AzureProvider, AzureResource } from "../../../sandbox/testing/azureNativeStack";
import { treeOf } from "../tree";
import { unreachableCluster } from "../unreachable";

const group = "11111111-2222-3333-4444-555555555555";
/** What exists in Azure: see `makeThere`. */
const there = `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/there/providers`;
const virtualNetworkId = `${there}/Microsoft.Network/virtualNetworks/hub`;
const subnetId = `${virtualNetworkId}/subnets/nodes`;
const registryId = `${there}/Microsoft.ContainerRegistry/registries/shared`;

const pools: [AksNodePoolArgs, AksNodePoolArgs] = [{ name: "work" }, { name: "scaled", minCount: 1, maxCount: 3 }];
const fresh: AksClusterArgs = { kubernetesVersion: "1.33", registry: {}, pools };

const inPool = (change: object): AksClusterArgs => ({ pools: [{ ...pools[0], ...change }, pools[1]] });
const inSystem = (systemPool: object): AksClusterArgs => ({ systemPool });
const inNetwork = (network: object): AksClusterArgs => ({ network });

const updated = ["update factory-cluster"];
/** Everything in the cluster is replaced with it; pool names are fixed, so the old pools are deleted first. */
const replaced = [
  "replace factory-cluster",
  "delete, then replace factory-pool-scaled",
  "delete, then replace factory-pool-work",
  "replace factory-pulls",
];
/** Only one cluster can have these names, so the old one is deleted first. */
const cascading = replaced.map(fate => fate.replace(/^replace/, "delete, then replace"));
const updatedPool = ["update factory-pool-work"];
const replacedPool = ["delete, then replace factory-pool-work"];

const inOtherSubnet = [...replaced, "replace factory-joins"];
const everything = [
  ...inOtherSubnet.filter(fate => !fate.includes("pulls")),
  "delete, then replace factory-pulls",
  "delete, then replace factory-registry",
  "replace factory-identity",
  "replace factory-network",
  "replace factory-subnet",
];

/** An argument, a changed value, and what the preview shows for it, by what Azure documents as changeable. */
type Change = [string, AksClusterArgs, string[]];

const cases: Change[] = [
  [
    "tags",
    { tags: { team: "mqtt" } },
    ["cluster", "group", "identity", "network", "pool-scaled", "pool-work", "registry"].map(
      of => `update factory-${of}`,
    ),
  ],
  ["clusterName", { clusterName: "other" }, cascading],
  ["dnsPrefix", { dnsPrefix: "other" }, replaced],
  ["nodeResourceGroup", { nodeResourceGroup: "nodes" }, cascading],
  ["kubernetesVersion", { kubernetesVersion: "1.34" }, [...updated, "update factory-pool-scaled", ...updatedPool]],
  ["tier", { tier: "Standard" }, updated],
  ["upgradeChannel", { upgradeChannel: "patch" }, updated],
  ["nodeOsUpgradeChannel", { nodeOsUpgradeChannel: "SecurityPatch" }, updated],
  ["authorizedIpRanges", { authorizedIpRanges: ["203.0.113.0/24"] }, updated],
  ["privateCluster", { privateCluster: true }, replaced],
  ["aad", { aad: { adminGroupObjectIds: [group] } }, updated],
  [
    "network.addressPrefixes",
    inNetwork({ addressPrefixes: ["10.240.0.0/14", "10.245.0.0/16"] }),
    ["update factory-network"],
  ],
  [
    "network.subnetAddressPrefix",
    inNetwork({ subnetAddressPrefix: "10.241.0.0/16" }),
    [...inOtherSubnet, "replace factory-subnet"],
  ],
  ["network.overlay", inNetwork({ overlay: true }), replaced],
  ["network.serviceCidr", inNetwork({ serviceCidr: "10.1.0.0/16" }), replaced],
  ["network.dnsServiceIp", inNetwork({ dnsServiceIp: "10.0.0.11" }), replaced],
  ["network.networkPolicy", inNetwork({ networkPolicy: "azure" }), replaced],
  ["systemPool.name", inSystem({ name: "other" }), replaced],
  ["systemPool.count", inSystem({ count: 4 }), updated],
  [
    // If the system pool has an autoscaler, no other pool may precede it in the alphabet.
    "systemPool.minCount and maxCount",
    { systemPool: { minCount: 3, maxCount: 5 }, pools: [pools[0]] },
    [...updated, "delete factory-pool-scaled"],
  ],
  ["systemPool.vmSize", inSystem({ vmSize: "Standard_D8s_v5" }), replaced],
  ["systemPool.maxPods", inSystem({ maxPods: 50 }), replaced],
  ["systemPool.availabilityZones", inSystem({ availabilityZones: ["1"] }), replaced],
  ["systemPool.osDiskSizeGb", inSystem({ osDiskSizeGb: 64 }), replaced],
  ["systemPool.nodeLabels", inSystem({ nodeLabels: { for: "system" } }), updated],
  ["systemPool.nodeTaints", inSystem({ nodeTaints: ["CriticalAddonsOnly=true:NoSchedule"] }), updated],
  ["systemPool.maxSurge", inSystem({ maxSurge: "2" }), updated],
  ["pools, one more", { pools: [...pools, { name: "more" }] }, ["create factory-pool-more"]],
  ["pools, one less", { pools: [pools[0]] }, ["delete factory-pool-scaled"]],
  ["pools[].name", inPool({ name: "other" }), ["create factory-pool-other", "delete factory-pool-work"]],
  ["pools[].mode", inPool({ mode: "System" }), updatedPool],
  ["pools[].count", inPool({ count: 2 }), updatedPool],
  ["pools[].count beside minCount", { pools: [pools[0], { ...pools[1], count: 2 }] }, []],
  ["pools[].minCount", { pools: [pools[0], { ...pools[1], minCount: 2 }] }, ["update factory-pool-scaled"]],
  ["pools[].maxCount", { pools: [pools[0], { ...pools[1], maxCount: 4 }] }, ["update factory-pool-scaled"]],
  ["pools[].vmSize", inPool({ vmSize: "Standard_D8s_v5" }), replacedPool],
  ["pools[].maxPods", inPool({ maxPods: 50 }), replacedPool],
  ["pools[].availabilityZones", inPool({ availabilityZones: ["1"] }), replacedPool],
  ["pools[].osDiskSizeGb", inPool({ osDiskSizeGb: 64 }), replacedPool],
  ["pools[].nodeLabels", inPool({ nodeLabels: { for: "mqtt" } }), updatedPool],
  ["pools[].nodeTaints", inPool({ nodeTaints: ["for=mqtt:NoSchedule"] }), updatedPool],
  ["pools[].maxSurge", inPool({ maxSurge: "2" }), updatedPool],
  [
    "registry.registryName",
    { registry: { registryName: "other12" } },
    ["delete, then replace factory-pulls", "delete, then replace factory-registry"],
  ],
  ["registry.sku", { registry: { sku: "Standard" } }, ["update factory-registry"]],
  ["registry.registryId", { registry: { registryId } }, ["replace factory-pulls", "delete factory-registry"]],
  ["registry, none", { registry: undefined }, ["delete factory-pulls", "delete factory-registry"]],
  ["network.subnetId", inNetwork({ subnetId }), [...inOtherSubnet, "delete factory-network", "delete factory-subnet"]],
  [
    "network.virtualNetworkId",
    inNetwork({ virtualNetworkId, subnetAddressPrefix: "10.250.4.0/22" }),
    [...inOtherSubnet, "delete factory-network", "replace factory-subnet"],
  ],
  ["resourceGroupName", { resourceGroupName: "there" }, [...everything, "delete factory-group"]],
  ["location", { location: "northeurope" }, [...everything, "replace factory-group"]],
];

/** Azure gives it an ephemeral disk of 300 GiB, which nobody asked for. */
const vmSize = "Standard_D8ds_v5";

/** For changes that need another starting point: fixed names and existing resources. */
const settled: AksClusterArgs = {
  resourceGroupName: "there",
  clusterName: "aks",
  nodeResourceGroup: "aks-nodes",
  network: { subnetId, overlay: true, networkPolicy: "none" },
  aad: { adminGroupObjectIds: [group], tenantId: group },
  authorizedIpRanges: ["203.0.113.0/24"],
  registry: { registryId },
  systemPool: { vmSize, minCount: 3, maxCount: 5 },
};
const otherGroup = group.replaceAll("1", "2");
const inSettledNetwork = (network: object): AksClusterArgs => ({ network: { ...settled.network, ...network } });
const renamed = ["delete, then replace factory-cluster", "delete, then replace factory-pulls"];

const settledCases: Change[] = [
  ["aad.adminGroupObjectIds", { aad: { ...settled.aad, adminGroupObjectIds: [group, otherGroup] } }, updated],
  ["aad.enableAzureRbac", { aad: { ...settled.aad, enableAzureRbac: true } }, updated],
  ["aad.tenantId", { aad: { ...settled.aad, tenantId: otherGroup } }, updated],
  ["authorizedIpRanges, none", { authorizedIpRanges: undefined }, updated],
  ["privateCluster", { authorizedIpRanges: undefined, privateCluster: true }, renamed],
  ["systemPool.count beside minCount and maxCount", inSystem({ ...settled.systemPool, count: 4 }), []],
  ["systemPool.minCount", inSystem({ ...settled.systemPool, minCount: 2 }), updated],
  ["systemPool.maxCount", inSystem({ ...settled.systemPool, maxCount: 6 }), updated],
  ["systemPool.minCount and maxCount, none", inSystem({ vmSize }), updated],
  ["network.podCidr", inSettledNetwork({ podCidr: "10.248.0.0/16" }), renamed],
  ["network.networkDataplane", inSettledNetwork({ networkDataplane: "cilium" }), renamed],
  ["network.overlay", inSettledNetwork({ overlay: false }), renamed],
];

/** What happens to each resource, and whether the old one is deleted before the new one exists. */
function fates(steps: Step[]): string[] {
  const ops = (name: string) => steps.filter(step => step.name === name).map(({ op }) => op);
  return [...new Set(steps.map(({ name }) => name))].map(name => {
    const [first] = ops(name);
    if (!ops(name).includes("replace")) return `${first} ${name}`;
    return `${first === "delete-replaced" ? "delete, then replace" : "replace"} ${name}`;
  });
}

/** A network and a registry that belong to others. */
function makeThere(provider: AzureProvider): void {
  const make = (type: string, name: string, inputs: object) =>
    new AzureResource(
      type,
      `there-${name}`,
      { resourceGroupName: "there", ...inputs },
      { provider, dependsOn: [...made] },
    );
  const made: AzureResource[] = [];
  made.push(make("resources:ResourceGroup", "group", {}));
  const addressSpace = { addressPrefixes: ["10.250.0.0/16"] };
  made.push(make("network:VirtualNetwork", "hub", { virtualNetworkName: "hub", addressSpace }));
  const subnet = { virtualNetworkName: "hub", subnetName: "nodes", addressPrefix: "10.250.0.0/22" };
  make("network:Subnet", "nodes", subnet);
  make("containerregistry:Registry", "shared", { registryName: "shared", sku: { name: "Basic" } });
}

/** A stack with a cluster in its own simulated Azure; `change` sets the arguments of the next preview or update. */
async function createClusterStack(base: AksClusterArgs) {
  const cluster = await unreachableCluster();
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-azure-"));
  let args: AksClusterArgs | undefined;
  // eslint-disable-next-line @typescript-eslint/require-await
  const run = async () => {
    const provider = new AzureProvider("azure");
    makeThere(provider);
    if (args !== undefined) new AksCluster("factory", args, { provider });
  };
  const test = await createTestStack(
    { run },
    {
      variables: { AKS_MQTT_AZURE: folder, KUBECONFIG: cluster.kubeconfig },
      config: { "pulumi:disable-default-providers": JSON.stringify(["*"]) },
    },
  );
  await test.stack.up();
  return {
    stack: test.stack,
    change: (change: AksClusterArgs) => (args = { ...base, ...change }),
    /** Reduces the cluster to what Azure keeps after AKS failed to create it. */
    async failCluster() {
      const file = path.join(folder, "resources.json");
      const resources = JSON.parse(await fs.readFile(file, "utf8")) as { id: string; body: object }[];
      const made = resources.find(({ id }) => /\/managedClusters\/[^/]+$/.test(id)) ?? assert.fail("no cluster");
      made.body = {
        ...made.body,
        provisioningState: "Failed",
        identityProfile: undefined,
        oidcIssuerProfile: undefined,
      };
      await fs.writeFile(file, JSON.stringify(resources));
    },
    async remove() {
      // The existing resources do not depend on the cluster, so the cluster is deleted first.
      args = undefined;
      await test.stack.up();
      await test.stack.destroy();
      await test.remove();
      await fs.rm(folder, { recursive: true });
      await cluster.remove();
    },
  };
}

const freshTree = [
  "create aks-mqtt:index:AksCluster factory",
  "  create azure-native:containerservice:ManagedCluster factory-cluster",
  "  create azure-native:resources:ResourceGroup factory-group",
  "  create azure-native:managedidentity:UserAssignedIdentity factory-identity",
  "  create azure-native:authorization:RoleAssignment factory-joins",
  "  create azure-native:network:VirtualNetwork factory-network",
  "  create azure-native:containerservice:AgentPool factory-pool-scaled",
  "  create azure-native:containerservice:AgentPool factory-pool-work",
  "  create azure-native:authorization:RoleAssignment factory-pulls",
  "  create azure-native:containerregistry:Registry factory-registry",
  "  create azure-native:network:Subnet factory-subnet",
];
const settledTree = freshTree.filter(line => /factory$|-(cluster|identity|joins|pulls)$/.test(line));

for (const { title, base, tree, refreshed, changes, big } of [
  {
    title: "An AksCluster that creates everything, in a preview without default providers",
    base: fresh,
    tree: freshTree,
    refreshed: updated,
    changes: cases,
    big: ["network.subnetAddressPrefix", "pools[].maxPods", "network.virtualNetworkId", "location"],
  },
  {
    title: "An AksCluster among existing resources, in a preview without default providers",
    base: settled,
    tree: settledTree,
    refreshed: [],
    changes: settledCases,
    big: ["privateCluster"],
  },
]) {
  describe(title, function () {
    this.timeout(120_000);
    let test: Awaited<ReturnType<typeof createClusterStack>>;
    let first: Step[];

    before(async () => {
      test = await createClusterStack(base);
      test.change({});
      first = await allPlanned(test.stack);
      await test.stack.up();
    });
    after(() => test?.remove());

    it("shows everything that will be created", () => {
      // A changed name here replaces resources in every existing stack.
      const shown = treeOf(first.filter(({ parent }) => parent !== ""));
      assert.deepEqual(
        shown.filter(line => line.includes(" factory")),
        tree,
      );
    });

    for (const [what, change, expected] of changes) {
      it(`previews a change of ${what}: ${expected.length === 0 ? "nothing" : expected.join(", ")}`, async () => {
        test.change(change);

        assert.deepEqual(fates(await planned(test.stack)).sort(), [...expected].sort());
      });
    }

    it("replaces nothing after a refresh, which finds the separate pools in the cluster's own list", async () => {
      test.change({});
      await test.stack.refresh();

      assert.deepEqual(fates(await planned(test.stack)), refreshed);
    });

    it("lets an update repair a cluster that AKS failed to create", async () => {
      await test.failCluster();
      test.change({ tier: "Standard" });

      assert.ok(fates(await planned(test.stack)).includes("update factory-cluster"));
      await test.stack.up();
      assert.deepEqual(await planned(test.stack), []);
    });

    for (const what of big) {
      it(`leaves nothing to change after an update of ${what}`, async () => {
        const [, change] = changes.find(([name]) => name === what) ?? assert.fail(`no change is called ${what}`);
        test.change(change);

        await test.stack.up();

        assert.deepEqual(await planned(test.stack), []);
      });
    }
  });
}
