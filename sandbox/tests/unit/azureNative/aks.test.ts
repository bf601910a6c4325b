import assert from "node:assert/strict";
import type { PropertyMap } from "../../../protocol/values";
import {
  acrPull,
  createAzure,
  groupId,
  inGroup,
  makeSurroundings,
  outputs,
  roleOf,
  subnetInputs,
} from "./azureNativeStandIn";
import type { Deployed, Driver, TestAzure } from "./azureNativeStandIn";
import { unreachableKubeconfig } from "../../../testing/kubernetesStandIn";

describe("azure-native stand-in: AKS", () => {
  let azure: TestAzure;
  let plugin: Driver;
  let identity: Deployed;
  let subnet: Deployed;

  beforeEach(async () => {
    azure = createAzure();
    plugin = await azure.plugin();
    ({ identity, subnet } = await makeSurroundings(plugin));
  });
  afterEach(() => azure.remove());

  const pool = (more: PropertyMap = {}) => ({
    name: "system",
    mode: "System",
    count: 3,
    vmSize: "Standard_D4s_v5",
    vnetSubnetID: subnet.state.id,
    ...more,
  });
  const cluster = (more: PropertyMap = {}): PropertyMap => ({
    ...inGroup,
    resourceName: "aks",
    dnsPrefix: "factory",
    kubernetesVersion: "1.33.2",
    identity: { type: "UserAssigned", userAssignedIdentities: [identity.state.id] },
    agentPoolProfiles: [pool()],
    networkProfile: { networkPlugin: "azure", networkPolicy: "calico" },
    oidcIssuerProfile: { enabled: true },
    ...more,
  });
  const withRole = async () => {
    await plugin.create("authorization:RoleAssignment", roleOf(outputs(identity).principalId, subnet.state.id));
  };
  const refused = (type: string, inputs: PropertyMap, message: RegExp) =>
    assert.rejects(plugin.create(type, inputs), message);

  it("refuses subnets outside their network or overlapping each other, and to remove one that a cluster uses", async () => {
    const other = { ...subnetInputs, subnetName: "other" };
    await refused(
      "network:Subnet",
      { ...other, addressPrefix: "10.241.0.0/24" },
      /Code="NetcfgInvalidSubnet" .*outside the IP address range/,
    );
    await refused(
      "network:Subnet",
      { ...other, addressPrefix: "10.240.2.0/24" },
      /Code="NetcfgSubnetRangesOverlap" .*'nodes'/,
    );
    await refused("network:Subnet", { ...other, addressPrefix: "10.240.4.1/24" }, /Code="InvalidAddressPrefixFormat"/);
    await withRole();
    await plugin.create("containerservice:ManagedCluster", cluster());
    await assert.rejects(plugin.delete(subnet), /Code="InUseSubnetCannotBeDeleted" .*managedClusters\/aks/);
    await assert.rejects(
      plugin.update(subnet, { ...subnetInputs, addressPrefix: "10.240.0.0/23" }),
      /Code="InUsePrefixCannotBeDeleted"/,
    );
  });

  it("requires the identity's role on the subnet or above it before it makes the cluster", async () => {
    await refused(
      "containerservice:ManagedCluster",
      cluster(),
      /Code="ResourceMissingPermissionError" .*subnets\/join\/action/,
    );
    await plugin.create("authorization:RoleAssignment", roleOf(outputs(identity).principalId, groupId));
    await plugin.create("containerservice:ManagedCluster", cluster());
  });

  it("has the documented defaults and outputs", async () => {
    await withRole();
    const made = await plugin.create("containerservice:ManagedCluster", cluster());
    assert.equal(made.state.id, `${groupId}/providers/Microsoft.ContainerService/managedClusters/aks`);
    const given = outputs(made);
    assert.match(String(given.fqdn), /^factory-[0-9a-f]{8}\.hcp\.westeurope\.azmk8s\.io$/);
    assert.equal(given.nodeResourceGroup, "MC_factory_aks_westeurope");
    assert.equal(given.currentKubernetesVersion, "1.33.2");
    assert.match(
      JSON.stringify(given.oidcIssuerProfile),
      /"issuerURL":"https:\/\/westeurope\.oic\.prod-aks\.azure\.com\//,
    );
    assert.deepEqual(given.identity, {
      type: "UserAssigned",
      userAssignedIdentities: {
        [identity.state.id]: { clientId: outputs(identity).clientId, principalId: outputs(identity).principalId },
      },
    });
    const [first] = given.agentPoolProfiles as Record<string, unknown>[];
    assert.deepEqual(
      [first.maxPods, first.osDiskSizeGB, first.osType, first.type, first.orchestratorVersion],
      [30, 128, "Linux", "VirtualMachineScaleSets", "1.33.2"],
    );
    const { kubeletidentity } = given.identityProfile as { kubeletidentity: Record<string, string> };
    const registry = await plugin.create("containerregistry:Registry", {
      ...inGroup,
      registryName: "factory1",
      sku: { name: "Basic" },
    });
    assert.equal(outputs(registry).loginServer, "factory1.azurecr.io");
    await plugin.create("authorization:RoleAssignment", roleOf(kubeletidentity.objectId, registry.state.id, acrPull));
    // The engine keeps properties in its own order.
    const reversed = Object.fromEntries(Object.entries(made.state.properties).reverse());
    const { objectId, clientId, resourceId } = kubeletidentity;
    const state = {
      ...made.state,
      properties: { ...reversed, identityProfile: { kubeletidentity: { resourceId, clientId, objectId } } },
    };
    assert.deepEqual((await plugin.refresh({ ...made, state }))?.news, made.news);
    assert.deepEqual((await plugin.refresh(registry))?.news, registry.news);
  });

  it("returns the kubeconfig of the cluster that plays AKS", async () => {
    await withRole();
    const made = await plugin.create(
      "containerservice:ManagedCluster",
      cluster({ aadProfile: { managed: true }, disableLocalAccounts: true }),
    );
    const args = { ...inGroup, resourceName: "aks" };
    const list = (who: string, given: PropertyMap) =>
      Promise.resolve(
        plugin.provider.invoke?.(`azure-native:containerservice:listManagedCluster${who}Credentials`, given),
      );
    const answer = (await list("User", args)) as { kubeconfigs: { name: string; value: string }[] };
    assert.equal(answer.kubeconfigs[0].name, "clusterUser");
    assert.equal(Buffer.from(answer.kubeconfigs[0].value, "base64").toString(), unreachableKubeconfig);
    await assert.rejects(list("Admin", args), /Getting static credential is not allowed/);
    await assert.rejects(list("User", { ...args, resourceName: "none" }), /Code="ResourceNotFound"/);
    await plugin.delete(made);
    await assert.rejects(list("User", args), /Code="ResourceNotFound"/);
  });

  describe("a changed cluster", () => {
    let made: Deployed;
    beforeEach(async () => {
      await withRole();
      made = await plugin.create("containerservice:ManagedCluster", cluster());
    });

    it("is replaced for the properties on the plugin's list, and updated for all others", async () => {
      const cases: [PropertyMap, string[]][] = [
        [{ dnsPrefix: "other" }, ["dnsPrefix"]],
        [{ nodeResourceGroup: "nodes" }, ["nodeResourceGroup"]],
        [{ location: "northeurope" }, ["location"]],
        [{ networkProfile: { networkPlugin: "azure", networkPolicy: "azure" } }, ["networkProfile.networkPolicy"]],
        [{ networkProfile: { networkPlugin: "azure", networkPolicy: "calico", loadBalancerSku: "standard" } }, []],
        [{ kubernetesVersion: "1.34.0" }, []],
        [{ agentPoolProfiles: [pool({ count: 4 })] }, []],
        [{ apiServerAccessProfile: { authorizedIPRanges: ["192.0.2.0/24"] } }, []],
        [{ tags: { a: "b" } }, []],
        [{ sku: { name: "Base", tier: "Standard" } }, []],
      ];
      for (const [change, expected] of cases) {
        const { changes, replaces } = await plugin.diff(made, cluster(change));
        assert.notDeepEqual(changes, {}, JSON.stringify(change));
        assert.deepEqual(replaces, expected, JSON.stringify(change));
      }
    });

    it("scales and upgrades in place, one minor version at a time", async () => {
      const scaled = await plugin.update(
        made,
        cluster({ agentPoolProfiles: [pool({ count: 5 })], kubernetesVersion: "1.34" }),
      );
      const { agentPoolProfiles, currentKubernetesVersion, fqdn } = outputs(scaled);
      assert.equal((agentPoolProfiles as { count: number }[])[0].count, 5);
      assert.equal(currentKubernetesVersion, "1.34.5");
      assert.equal(fqdn, outputs(made).fqdn);
      await assert.rejects(
        plugin.update(scaled, cluster({ kubernetesVersion: "1.36" })),
        /Code="OperationNotAllowed" .*1\.34\.5 to 1\.36/,
      );
      await assert.rejects(plugin.update(scaled, cluster({ kubernetesVersion: "1.33" })), /Code="OperationNotAllowed"/);
    });

    it("refuses an immutable property of a pool, and a pool added to the list", async () => {
      const larger = cluster({ agentPoolProfiles: [pool({ vmSize: "Standard_D8s_v5" })] });
      await assert.rejects(
        plugin.update(made, larger),
        /Code="PropertyChangeNotAllowed" .*'agentPoolProfiles\[0\]\.vmSize'/,
      );
      const two = cluster({ agentPoolProfiles: [pool(), pool({ name: "more", mode: "User" })] });
      await assert.rejects(
        plugin.update(made, two),
        /Status=400 Code="BadRequest" Message="A new agent pool was introduced\. Adding agent pools to an existing cluster is/,
      );
    });

    it("lists separate pools beside its own, by name, and a refresh takes them for the program's", async () => {
      const inputs = { ...inGroup, resourceName: "aks", agentPoolName: "mqtt", vnetSubnetID: subnet.state.id };
      await plugin.create("containerservice:AgentPool", inputs);
      const refreshed = await plugin.refresh(made);
      const names = (pools: unknown) => (pools as { name: string }[]).map(({ name }) => name);
      assert.deepEqual(names(outputs(refreshed!).agentPoolProfiles), ["mqtt", "system"]);
      assert.ok("agentPoolProfiles[0].name" in ((await plugin.diff(refreshed!, cluster())).changes ?? {}));
      const updated = await plugin.update(refreshed!, cluster());
      assert.deepEqual(names(outputs((await plugin.refresh(updated))!).agentPoolProfiles), ["mqtt", "system"]);
    });

    it("counts the addresses of all pools in the subnet, but the updated pool only once", async () => {
      const inputs = { ...inGroup, resourceName: "aks", agentPoolName: "work", vnetSubnetID: subnet.state.id };
      // There are 1019 addresses: the cluster's 3 nodes and 1 for upgrades take 124, 28 nodes and 3 for upgrades take 961.
      await refused("containerservice:AgentPool", { ...inputs, count: 28 }, /Code="InsufficientSubnetSize" .*IPs 1085/);
      const work = await plugin.create("containerservice:AgentPool", { ...inputs, count: 20 });
      await plugin.update(work, { ...inputs, count: 25 });
      await refused(
        "containerservice:AgentPool",
        { ...inputs, agentPoolName: "more", count: 1 },
        /Code="InsufficientSubnetSize"/,
      );
    });

    it("keeps Microsoft Entra ID", async () => {
      const joined = await plugin.update(made, cluster({ aadProfile: { managed: true }, disableLocalAccounts: true }));
      await assert.rejects(plugin.update(joined, cluster()), /Entra ID integration cannot be disabled/);
    });

    it("refuses another cluster that uses the same node resource group", async () => {
      const group = { nodeResourceGroup: "MC_factory_aks_westeurope", resourceName: "other" };
      await refused("containerservice:ManagedCluster", cluster(group), /Code="NodeResourceGroupAlreadyExists"/);
    });

    it("takes further pools as resources, and replaces one for another size", async () => {
      const inputs = {
        ...inGroup,
        resourceName: "aks",
        agentPoolName: "work",
        count: 2,
        vmSize: "Standard_D4s_v5",
        vnetSubnetID: subnet.state.id,
      };
      const work = await plugin.create("containerservice:AgentPool", inputs);
      assert.equal(work.state.id, `${made.state.id}/agentPools/work`);
      assert.deepEqual(
        [outputs(work).mode, outputs(work).type, outputs(work).name],
        ["User", "VirtualMachineScaleSets", "work"],
      );
      assert.deepEqual((await plugin.refresh(work))?.news, work.news);
      assert.deepEqual((await plugin.diff(work, { ...inputs, count: 3 })).replaces, []);
      assert.deepEqual((await plugin.diff(work, { ...inputs, vmSize: "Standard_D8s_v5" })).replaces, ["vmSize"]);
      assert.equal(outputs(await plugin.update(work, { ...inputs, count: 3 })).count, 3);
      await assert.rejects(
        plugin.update(work, { ...inputs, maxPods: 50 }),
        /Code="PropertyChangeNotAllowed" .*'maxPods'/,
      );
      await refused("containerservice:AgentPool", { ...inputs, agentPoolName: "system" }, /Code="Conflict"/);
      assert.deepEqual(await plugin.failures("containerservice:AgentPool", { ...inputs, agentPoolName: "Work" }), [
        "'agentPoolName' does not match expression '^[a-z][a-z0-9]{0,11}$'",
      ]);
      await plugin.delete(made);
      assert.equal(await plugin.refresh(work), undefined);
    });
  });
});
