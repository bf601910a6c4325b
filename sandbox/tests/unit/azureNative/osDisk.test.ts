import assert from "node:assert/strict";
import type { PropertyMap } from "../../../protocol/values";
import { createAzure, groupId, inGroup, makeSurroundings, outputs, roleOf } from "./azureNativeStandIn";
import type { Deployed, Driver, TestAzure } from "./azureNativeStandIn";

const clusterType = "containerservice:ManagedCluster";
const poolType = "containerservice:AgentPool";

/** What a pool is given, and the disk that it gets. */
const cases: [PropertyMap, string, number][] = [
  [{ vmSize: "Standard_D4s_v5" }, "Managed", 128],
  [{ vmSize: "Standard_D4s_v5", osDiskSizeGB: 30 }, "Managed", 30],
  [{ vmSize: "Standard_D2ds_v5" }, "Managed", 128],
  [{ vmSize: "Standard_D2ds_v5", osDiskSizeGB: 75 }, "Ephemeral", 75],
  [{ vmSize: "Standard_D4ds_v5" }, "Ephemeral", 150],
  [{ vmSize: "Standard_D8ds_v5" }, "Ephemeral", 300],
  [{ vmSize: "Standard_D8ds_v5", osDiskSizeGB: 300 }, "Ephemeral", 300],
  [{ vmSize: "Standard_D8ds_v5", osDiskSizeGB: 301 }, "Managed", 301],
  [{ vmSize: "Standard_D8ds_v5", osDiskType: "Managed" }, "Managed", 128],
];

describe("azure-native stand-in: the disks of nodes", () => {
  let azure: TestAzure;
  let plugin: Driver;
  let identity: Deployed;
  let subnetId: string;

  beforeEach(async () => {
    azure = createAzure();
    plugin = await azure.plugin();
    const surroundings = await makeSurroundings(plugin);
    identity = surroundings.identity;
    subnetId = surroundings.subnet.state.id;
    await plugin.create("authorization:RoleAssignment", roleOf(outputs(identity).principalId, groupId));
  });
  afterEach(() => azure.remove());

  const cluster = (...pools: PropertyMap[]): PropertyMap => ({
    ...inGroup,
    resourceName: "aks",
    dnsPrefix: "factory",
    identity: { type: "UserAssigned", userAssignedIdentities: [identity.state.id] },
    networkProfile: { networkPlugin: "azure", networkPluginMode: "overlay" },
    agentPoolProfiles: pools.map((pool, index) => ({
      name: `p${index}`,
      mode: "System",
      vnetSubnetID: subnetId,
      ...pool,
    })),
  });
  const pool = (more: PropertyMap): PropertyMap => ({
    ...inGroup,
    resourceName: "aks",
    agentPoolName: "work",
    vnetSubnetID: subnetId,
    ...more,
  });
  const diskOf = ({ osDiskType, osDiskSizeGB }: Record<string, unknown>) => [osDiskType, osDiskSizeGB];
  const disksOf = (made: Deployed) => (outputs(made).agentPoolProfiles as Record<string, unknown>[]).map(diskOf);

  it("are ephemeral if nothing else is asked for and the temporary disk is large enough", async () => {
    const made = await plugin.create(clusterType, cluster(...cases.map(([given]) => given)));
    assert.deepEqual(
      disksOf(made),
      cases.map(([, ...disk]) => disk),
    );
    const work = await plugin.create(poolType, pool({ vmSize: "Standard_D4ds_v5" }));
    assert.deepEqual(diskOf(outputs(work)), ["Ephemeral", 150]);
  });

  it("are no change after a refresh, and stay as they are in later updates", async () => {
    const system = { vmSize: "Standard_D8ds_v5" };
    const made = (await plugin.refresh(await plugin.create(clusterType, cluster(system))))!;
    assert.deepEqual((await plugin.diff(made, cluster(system))).changes, {});
    const work = (await plugin.refresh(await plugin.create(poolType, pool(system))))!;
    assert.deepEqual((await plugin.diff(work, pool(system))).changes, {});

    const scaled = await plugin.update(made, cluster({ ...system, count: 2 }));
    assert.deepEqual(disksOf(scaled), [["Ephemeral", 300]]);
    assert.deepEqual(diskOf(outputs(await plugin.update(work, pool({ ...system, count: 2 })))), ["Ephemeral", 300]);
    const managed = cluster({ ...system, osDiskType: "Managed" });
    await assert.rejects(plugin.update(scaled, managed), /Code="PropertyChangeNotAllowed" .*osDiskType/);
  });
});
