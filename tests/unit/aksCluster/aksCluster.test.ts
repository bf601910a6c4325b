import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { AksCluster } from "../../../index";
import type { AksClusterArgs } from "../../../index";
import { attempt, find, isKnown, run, valueOf } from "../engine/engine";
import type { Circumstances, Registered } from "../engine/engine";

const make = (args: AksClusterArgs = {}, circumstances: Circumstances = {}) =>
  run(() => new AksCluster("factory", args), circumstances);

const clusterOf = (resources: Registered[]) =>
  find(resources, "azure-native:containerservice:ManagedCluster", "factory-cluster").inputs;

const childrenOf = (resources: Registered[]) =>
  resources
    .filter(({ type }) => type.startsWith("azure-native:"))
    .map(({ type, name }) => `${type.replace("azure-native:", "")} ${name}`)
    .sort();

const subnetId = "/subscriptions/test/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/hub/subnets/nodes";

describe("AksCluster", () => {
  for (const preview of [false, true]) {
    it(`keeps its child names in ${preview ? "a preview" : "an update"}`, async () => {
      const { resources } = await make({ registry: {}, pools: [{ name: "work" }] }, { preview });

      assert.deepEqual(childrenOf(resources), [
        "authorization:RoleAssignment factory-joins",
        "authorization:RoleAssignment factory-pulls",
        "containerregistry:Registry factory-registry",
        "containerservice:AgentPool factory-pool-work",
        "containerservice:ManagedCluster factory-cluster",
        "managedidentity:UserAssignedIdentity factory-identity",
        "network:Subnet factory-subnet",
        "network:VirtualNetwork factory-network",
        "resources:ResourceGroup factory-group",
      ]);
    });
  }

  it("uses Azure CNI with Calico, and pods in the nodes' subnet, by default", async () => {
    const { resources } = await make();

    const { identity, agentPoolProfiles, ...inputs } = clusterOf(resources);
    assert.deepEqual(inputs, {
      resourceGroupName: "factory-group1a2b3c4d",
      dnsPrefix: "factory",
      sku: { name: "Base", tier: "Free" },
      supportPlan: "KubernetesOfficial",
      autoUpgradeProfile: { upgradeChannel: "none", nodeOSUpgradeChannel: "NodeImage" },
      networkProfile: {
        networkPlugin: "azure",
        networkPolicy: "calico",
        networkDataplane: "azure",
        serviceCidr: "10.0.0.0/16",
        dnsServiceIP: "10.0.0.10",
        loadBalancerSku: "standard",
        outboundType: "loadBalancer",
      },
      apiServerAccessProfile: { authorizedIPRanges: [], enablePrivateCluster: false },
      disableLocalAccounts: false,
      enableRBAC: true,
      oidcIssuerProfile: { enabled: true },
      securityProfile: { workloadIdentity: { enabled: true } },
    });
    assert.match(
      JSON.stringify(identity),
      /^\{"type":"UserAssigned","userAssignedIdentities":\[".*factory-identity1a2b3c4d"\]\}$/,
    );
    const [{ vnetSubnetID, ...pool }] = agentPoolProfiles as { vnetSubnetID: string }[];
    assert.match(vnetSubnetID, /\/subnets\/factory-10\.240\.0\.0-16$/);
    assert.deepEqual(pool, {
      name: "agentnodes",
      mode: "System",
      type: "VirtualMachineScaleSets",
      osType: "Linux",
      vmSize: "Standard_D4s_v5",
      count: 3,
      enableAutoScaling: false,
      maxPods: 30,
      upgradeSettings: { maxSurge: "10%" },
    });
  });

  it("gives pods their own address range on request", async () => {
    const { resources } = await make({ network: { overlay: true, serviceCidr: "10.100.0.0/24" } });

    const { networkProfile, agentPoolProfiles } = clusterOf(resources);
    const { networkPluginMode, podCidr, dnsServiceIP } = networkProfile as Record<string, unknown>;
    assert.deepEqual([networkPluginMode, podCidr, dnsServiceIP], ["overlay", "10.244.0.0/16", "10.100.0.10"]);
    assert.equal((agentPoolProfiles as { maxPods: number }[])[0].maxPods, 250);
  });

  it("passes all arguments to Azure, and the version to every pool", async () => {
    const group = "11111111-2222-3333-4444-555555555555";
    const pool = {
      vmSize: "Standard_D8s_v5",
      maxPods: 50,
      availabilityZones: ["1", "2"],
      osDiskSizeGb: 64,
      nodeLabels: { for: "mqtt" },
      nodeTaints: ["CriticalAddonsOnly=true:NoSchedule"],
      maxSurge: "2",
    };
    const { resources } = await make({
      clusterName: "aks",
      dnsPrefix: "aks1",
      nodeResourceGroup: "aks-nodes",
      location: "northeurope",
      tags: { team: "mqtt" },
      tier: "Premium",
      network: { networkPolicy: "azure" },
      kubernetesVersion: "1.33",
      upgradeChannel: "patch",
      nodeOsUpgradeChannel: "SecurityPatch",
      authorizedIpRanges: ["203.0.113.0/24"],
      aad: { adminGroupObjectIds: [group], enableAzureRbac: true, tenantId: group },
      systemPool: { ...pool, name: "sys", minCount: 3, maxCount: 5 },
      pools: [{ ...pool, name: "work", mode: "System", count: 2 }],
    });

    const cluster = clusterOf(resources);
    const { resourceName, dnsPrefix, nodeResourceGroup, location, tags, sku, supportPlan, kubernetesVersion } = cluster;
    assert.deepEqual(
      { resourceName, dnsPrefix, nodeResourceGroup, location, tags, sku, supportPlan, kubernetesVersion },
      {
        resourceName: "aks",
        dnsPrefix: "aks1",
        nodeResourceGroup: "aks-nodes",
        location: "northeurope",
        tags: { team: "mqtt" },
        sku: { name: "Base", tier: "Premium" },
        supportPlan: "AKSLongTermSupport",
        kubernetesVersion: "1.33",
      },
    );
    const { autoUpgradeProfile, apiServerAccessProfile, aadProfile, disableLocalAccounts } = cluster;
    assert.deepEqual(autoUpgradeProfile, { upgradeChannel: "patch", nodeOSUpgradeChannel: "SecurityPatch" });
    assert.deepEqual(apiServerAccessProfile, { authorizedIPRanges: ["203.0.113.0/24"], enablePrivateCluster: false });
    assert.deepEqual(aadProfile, {
      managed: true,
      adminGroupObjectIDs: [group],
      enableAzureRBAC: true,
      tenantID: group,
    });
    assert.equal(disableLocalAccounts, true);
    const azurePool = {
      mode: "System",
      type: "VirtualMachineScaleSets",
      osType: "Linux",
      vmSize: "Standard_D8s_v5",
      maxPods: 50,
      availabilityZones: ["1", "2"],
      osDiskSizeGB: 64,
      nodeLabels: { for: "mqtt" },
      nodeTaints: ["CriticalAddonsOnly=true:NoSchedule"],
      upgradeSettings: { maxSurge: "2" },
      orchestratorVersion: "1.33",
      tags: { team: "mqtt" },
    };
    const [{ vnetSubnetID, ...system }] = cluster.agentPoolProfiles as { vnetSubnetID: string }[];
    assert.deepEqual(system, {
      ...azurePool,
      name: "sys",
      count: 3,
      enableAutoScaling: true,
      minCount: 3,
      maxCount: 5,
    });
    const { inputs } = find(resources, "azure-native:containerservice:AgentPool", "factory-pool-work");
    assert.deepEqual(inputs, {
      ...azurePool,
      resourceGroupName: "factory-group1a2b3c4d",
      resourceName: "aks",
      agentPoolName: "work",
      count: 2,
      enableAutoScaling: false,
      vnetSubnetID,
    });
  });

  it("lets its identity join the subnet, and the nodes' identity pull images", async () => {
    const { resources } = await make({ registry: {} });

    const roles = ["joins", "pulls"].map(
      suffix => find(resources, "azure-native:authorization:RoleAssignment", `factory-${suffix}`).inputs,
    );
    const definitions = "/subscriptions/test/providers/Microsoft.Authorization/roleDefinitions";
    const [joins, pulls] = roles.map(({ scope, ...role }) => ({ ...role, scope: (scope as string).split("/").at(-2) }));
    assert.deepEqual(joins, {
      principalId: "principal of factory-identity1a2b3c4d",
      principalType: "ServicePrincipal",
      roleDefinitionId: `${definitions}/4d97b98b-1d4f-4787-a291-c67834d212e7`,
      scope: "subnets",
    });
    assert.deepEqual(pulls, {
      principalId: "kubelet of factory-cluster1a2b3c4d",
      principalType: "ServicePrincipal",
      roleDefinitionId: `${definitions}/7f951dda-4ed3-4680-a7ca-43fe172d538d`,
      scope: "registries",
    });
  });

  it("uses an existing resource group and subnet", async () => {
    const azure = { subnet: { addressPrefix: "10.9.0.0/22" } };
    const args = { resourceGroupName: pulumi.output("mine"), network: { subnetId: pulumi.output(subnetId) } };
    const { resources, result } = await make(args, { azure });

    assert.deepEqual(childrenOf(resources), [
      "authorization:RoleAssignment factory-joins",
      "containerservice:ManagedCluster factory-cluster",
      "managedidentity:UserAssignedIdentity factory-identity",
    ]);
    assert.equal(find(resources, "azure-native:authorization:RoleAssignment", "factory-joins").inputs.scope, subnetId);
    assert.equal(await valueOf(result.subnetId), subnetId);
    assert.equal(await valueOf(result.resourceGroupName), "mine");
    assert.equal(clusterOf(resources).resourceGroupName, "mine");
  });

  it("creates a subnet in an existing network, in the network's resource group", async () => {
    const virtualNetworkId = subnetId.replace(/\/subnets.*/, "");
    const { resources } = await make(
      { network: { virtualNetworkId, subnetAddressPrefix: "10.9.0.0/22" } },
      { azure: { virtualNetwork: { addressSpace: { addressPrefixes: ["10.9.0.0/16"] } } } },
    );

    assert.ok(!childrenOf(resources).includes("network:VirtualNetwork factory-network"));
    assert.deepEqual(find(resources, "azure-native:network:Subnet", "factory-subnet").inputs, {
      resourceGroupName: "net",
      virtualNetworkName: "hub",
      subnetName: "factory-10.9.0.0-22",
      addressPrefix: "10.9.0.0/22",
    });
  });

  it("creates a registry with a stable name of letters and digits, which differs between resource groups", async () => {
    const nameIn = async (resourceGroupName: string, name = "my-factory") => {
      const { resources } = await run(() => new AksCluster(name, { resourceGroupName, registry: { sku: "Premium" } }));
      const { registryName, sku, adminUserEnabled } = find(
        resources,
        "azure-native:containerregistry:Registry",
        `${name}-registry`,
      ).inputs;
      assert.deepEqual([sku, adminUserEnabled], [{ name: "Premium" }, false]);
      return String(registryName);
    };

    const [first, again, other] = [await nameIn("one"), await nameIn("one"), await nameIn("two")];
    assert.match(first, /^myfactory[0-9a-f]{8}$/);
    assert.equal(again, first);
    assert.notEqual(other, first);
    // Azure accepts no longer name.
    assert.match(await nameIn("one", "a".repeat(46)), /^a{42}[0-9a-f]{8}$/);
  });

  it("lets the nodes pull from an existing registry", async () => {
    const registryId = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerRegistry/registries/shared";
    const { resources, result } = await make({ registry: { registryId } });

    assert.equal(
      find(resources, "azure-native:authorization:RoleAssignment", "factory-pulls").inputs.scope,
      registryId,
    );
    assert.ok(!childrenOf(resources).includes("containerregistry:Registry factory-registry"));
    assert.equal(await valueOf(result.registryLoginServer), "shared.azurecr.io");
  });

  it("treats null, which a YAML property without a value is, as unset where that opens nothing", async () => {
    const nothing = { registry: null, network: null, systemPool: null, pools: null } as unknown;
    const [{ resources }, { resources: usual }] = [await make(nothing as AksClusterArgs), await make()];

    assert.deepEqual(childrenOf(resources), childrenOf(usual));
    assert.deepEqual(clusterOf(resources), clusterOf(usual));
  });

  it("outputs what other resources need, with the kubeconfig as a secret", async () => {
    const { result } = await make();

    const { clusterId, clusterName, nodeResourceGroup, oidcIssuerUrl, registryLoginServer, kubeconfig } = result;
    assert.match(await valueOf(clusterId), /\/managedClusters\/factory-cluster1a2b3c4d$/);
    assert.deepEqual(
      await Promise.all([clusterName, nodeResourceGroup, oidcIssuerUrl, registryLoginServer].map(valueOf<unknown>)),
      [
        "factory-cluster1a2b3c4d",
        "MC_factory-group1a2b3c4d_factory-cluster1a2b3c4d_westeurope",
        "https://westeurope.oic.prod-aks.azure.com/factory-cluster1a2b3c4d/",
        undefined,
      ],
    );
    assert.equal(await valueOf(kubeconfig), "kubeconfig of factory-cluster1a2b3c4d");
    assert.equal(await pulumi.isSecret(kubeconfig), true);
  });

  it("uses the kubeconfig that calls kubelogin if local accounts are off", async () => {
    const { result } = await make({ aad: { enableAzureRbac: true } });

    assert.equal(await valueOf(result.kubeconfig), "kubeconfig of factory-cluster1a2b3c4d in the form exec");
  });

  it("has unknown outputs before the cluster exists, and keeps its kubeconfig secret even then", async () => {
    const { result } = await make({}, { preview: true });

    for (const output of [result.kubeconfig, result.clusterId, result.oidcIssuerUrl]) {
      assert.equal(await isKnown(output), false);
    }
    assert.equal(await pulumi.isSecret(result.kubeconfig), true);
  });

  it("lets a preview repair a cluster that AKS failed to create, and fails an update if it stays broken", async () => {
    const azure = { failedCluster: true };
    const { result, resources } = await make({ registry: {} }, { preview: true, azure });

    assert.equal(await isKnown(result.clusterId), true);
    for (const output of [result.kubeconfig, result.oidcIssuerUrl]) assert.equal(await isKnown(output), false);
    const pulls = find(resources, "azure-native:authorization:RoleAssignment", "factory-pulls");
    assert.equal(pulls.inputs.principalId, undefined);

    const { errors } = await attempt(() => new AksCluster("factory"), { azure });
    const messages = errors.map(({ message }) => message).join("\n");
    assert.match(messages, /Reading the issuer of tokens from the cluster: Azure returned none\./);
  });

  it("creates a Kubernetes provider on first use, and only one", async () => {
    const asked = await run(() => {
      const aks = new AksCluster("factory");
      assert.equal(aks.provider, aks.provider);
    });
    const { inputs, secretInputs } = find(asked.resources, "pulumi:providers:kubernetes", "factory-provider");
    assert.match(String(inputs.clusterIdentifier), /\/managedClusters\/factory-cluster1a2b3c4d$/);
    assert.equal(inputs.kubeconfig, "kubeconfig of factory-cluster1a2b3c4d");
    assert.deepEqual(secretInputs, ["kubeconfig"]);

    const { resources } = await make();
    assert.ok(!resources.some(({ type }) => type === "pulumi:providers:kubernetes"));
  });
});
