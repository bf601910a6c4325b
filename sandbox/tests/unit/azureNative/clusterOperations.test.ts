import assert from "node:assert/strict";
import type { JsonObject } from "../../../azure/resourceManager/json";
import { checkAlone, isScaling, poolsUnderWay } from "../../../azure/resourceManager/kinds/clusterOperations";
import type { PropertyMap } from "../../../protocol/values";
import { createAzure, groupId, inGroup, outputs } from "./azureNativeStandIn";
import type { Deployed, Driver, TestAzure } from "./azureNativeStandIn";

const clusterType = "containerservice:ManagedCluster";
const poolType = "containerservice:AgentPool";
const clusterId = `${groupId}/providers/Microsoft.ContainerService/managedClusters/aks`;
const poolId = (name: string) => `${clusterId}/agentPools/${name}`;
const advice =
  "please wait for it to finish before starting a new operation. See https://aka.ms/aks-pending-operation for more details";

/** What is under way, what is asked for meanwhile, and the answer. */
const cases: { busy: string; state: string; body?: JsonObject; asked: string; answer: string | undefined }[] = [
  {
    busy: poolId("work"),
    state: "Accepted",
    asked: poolId("apps"),
    answer: `Operation is not allowed: Another agentpool operation (work - Creating) is in progress, ${advice}`,
  },
  {
    busy: poolId("work"),
    state: "Updating",
    asked: poolId("work"),
    answer: `Operation is not allowed: Another agentpool operation (work - Updating) is in progress, ${advice}`,
  },
  {
    busy: poolId("work"),
    state: "Deleting",
    asked: clusterId,
    answer: `Managed Cluster operation is not allowed: Another operation (Deleting) is in progress on agent pool (work), ${advice}`,
  },
  {
    busy: clusterId,
    state: "Updating",
    asked: clusterId.toUpperCase(),
    answer: `Operation is not allowed: Another operation (Updating) is in progress, ${advice}`,
  },
  {
    busy: clusterId,
    state: "Updating",
    asked: poolId("work"),
    answer: `Operation is not allowed: Another operation (Updating) is in progress, ${advice}`,
  },
  {
    busy: clusterId,
    state: "Updating",
    body: { agentPoolProfiles: [{ name: "system", provisioningState: "Scaling" }] },
    asked: poolId("work"),
    answer: `Operation is not allowed: Another agentpool operation (system - Scaling) is in progress, ${advice}`,
  },
  { busy: `${clusterId}2`, state: "Updating", asked: clusterId, answer: undefined },
  { busy: poolId("work").replace("/aks/", "/aks2/"), state: "Updating", asked: poolId("work"), answer: undefined },
];

describe("azure-native stand-in: operations on a cluster and its pools", () => {
  for (const { busy, state, body = {}, asked, answer } of cases) {
    const short = (id: string) => id.split("/managed")[1] ?? id.slice(-12);
    it(`${answer === undefined ? "allow" : "refuse"} ${short(asked)} while ${short(busy)} is in ${state}`, () => {
      const resource = { id: busy, token: "", parameters: {}, body };
      const ask = () => checkAlone(asked, [{ resource, state }]);

      if (answer === undefined) return ask();
      assert.throws(ask, { status: 409, code: "OperationNotAllowed", reason: answer });
    });
  }

  it("put all pools into Scaling if one in the cluster's list changes", () => {
    const [before, after] = [
      [{ name: "system", count: 3, provisioningState: "Succeeded" }],
      [{ name: "system", count: 4 }],
    ];

    assert.equal(isScaling({ agentPoolProfiles: poolsUnderWay(after, before) }), true);
    assert.equal(isScaling({ agentPoolProfiles: poolsUnderWay([{ name: "system", count: 3 }], before) }), false);
    assert.equal(isScaling({ agentPoolProfiles: poolsUnderWay(after, undefined) }), false);
  });

  describe("begun at the same time", () => {
    let azure: TestAzure;
    let plugin: Driver;
    let made: Deployed;
    const pool = (agentPoolName: string, count = 1): PropertyMap => ({
      ...inGroup,
      resourceName: "aks",
      agentPoolName,
      count,
    });
    const cluster = (count: number): PropertyMap => ({
      ...inGroup,
      resourceName: "aks",
      dnsPrefix: "factory",
      agentPoolProfiles: [{ name: "system", mode: "System", count }],
    });

    beforeEach(async () => {
      azure = createAzure();
      plugin = await azure.plugin();
      await plugin.create("resources:ResourceGroup", inGroup);
      made = await plugin.create(clusterType, cluster(3));
    });
    afterEach(() => azure.remove());

    /** The first of them succeeds, the other one is refused. */
    async function oneWins(...operations: Promise<unknown>[]): Promise<void> {
      const results = await Promise.allSettled(operations);
      const refusals = results.flatMap(result => (result.status === "rejected" ? [String(result.reason)] : []));
      assert.equal(refusals.length, operations.length - 1);
      for (const refusal of refusals) assert.match(refusal, /Status=409 Code="OperationNotAllowed"/);
    }

    it("make one pool, and later another one", async () => {
      await oneWins(plugin.create(poolType, pool("work")), plugin.create(poolType, pool("apps")));
      await plugin.create(poolType, pool("gpu"));
    });

    it("change or delete one pool", async () => {
      const [work, apps] = [await plugin.create(poolType, pool("work")), await plugin.create(poolType, pool("apps"))];

      await oneWins(plugin.update(work, pool("work", 2)), plugin.update(apps, pool("apps", 2)));
      await oneWins(plugin.delete(work), plugin.delete(apps));
    });

    it("change the cluster, or make a pool in it", async () => {
      await oneWins(plugin.update(made, cluster(4)), plugin.create(poolType, pool("work")));

      const [system] = outputs((await plugin.refresh(made))!).agentPoolProfiles as { provisioningState: string }[];
      assert.equal(system.provisioningState, "Succeeded");
    });

    it("do not keep a cluster from being deleted", async () => {
      const creating = plugin.create(poolType, pool("work"));
      await new Promise(setImmediate);

      await Promise.all([creating, plugin.delete(made)]);

      assert.equal(await plugin.refresh(made), undefined);
    });
  });
});
