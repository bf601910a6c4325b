import assert from "node:assert/strict";
import type { AksNodePoolArgs } from "../../../index";
import { aks, itTellsApart, system, work } from "./aksInput";
import type { Pair } from "./aksInput";
import { itRefuses, itWantsPlain } from "../inputs/badInput";
import type { Case } from "../inputs/badInput";
import { find, run } from "../engine/engine";

const pairs: Pair[] = [
  {
    path: "systemPool.count",
    program: value => system({ count: value }),
    bad: 0,
    says: /is 0, but must be a whole number from 1 to 1000/,
    good: 1,
  },
  {
    path: "pools[0].count",
    program: value => work({ count: value }),
    bad: 1001,
    says: /is 1001, but must be a whole number from 0 to 1000/,
    good: 0,
  },
  {
    path: "pools[0].count",
    program: value => work({ mode: "System", count: value }),
    bad: 0,
    says: /is 0, but must be a whole number from 1 to 1000/,
    good: 1,
  },
  {
    path: "pools[0].count",
    program: value => work({ count: value, minCount: 2, maxCount: 4 }),
    bad: 5,
    says: /is 5, but must be a whole number from 2 to 4/,
    good: 4,
  },
  {
    path: "pools[0].maxCount",
    program: value => work({ minCount: 3, maxCount: value }),
    bad: 2,
    says: /is 2, but must be a whole number from 3 to 1000/,
    good: 3,
  },
  {
    path: "systemPool.minCount",
    program: value => system({ minCount: value, maxCount: 3 }),
    bad: 0,
    says: /is 0, but must be a whole number from 1 to 1000/,
    good: 1,
  },
  {
    path: "systemPool.maxPods",
    program: value => system({ maxPods: value }),
    bad: 9,
    says: /is 9, but must be a whole number from 10 to 250/,
    good: 10,
  },
  {
    path: "systemPool.maxPods",
    program: value => system({ count: 2, maxPods: value }),
    bad: 14,
    says: /is 14, on 2 nodes, but AKS requires room for 30 pods in a pool: set count to 3, or allow more pods/,
    good: 15,
  },
  {
    path: "systemPool.maxSurge",
    program: value => system({ maxSurge: value }),
    bad: "101%",
    says: /is "101%", but must be text such as "1" or "33%"/,
    good: "100%",
  },
  {
    path: "systemPool.vmSize",
    program: value => system({ vmSize: value }),
    bad: "D4s_v5",
    says: /is "D4s_v5", but must be the size of a virtual machine such as Standard_D4s_v5/,
    good: "Standard_DS2_v2",
  },
  {
    path: "systemPool.vmSize",
    program: value => system({ vmSize: value }),
    bad: "Standard_E4 2s_v5",
    says: /must be the size of a virtual machine/,
    good: "Standard_E4-2s_v5",
  },
  {
    path: "systemPool.availabilityZones[1]",
    program: value => system({ availabilityZones: ["1", value] }),
    bad: "4",
    says: /is "4", but must be one of the texts "1", "2" and "3"/,
    good: "3",
  },
  {
    path: "systemPool.availabilityZones[1]",
    program: value => system({ availabilityZones: ["1", value] }),
    bad: "1",
    says: /is "1", which is already in the list/,
    good: "2",
  },
  {
    path: "systemPool.osDiskSizeGb",
    program: value => system({ osDiskSizeGb: value }),
    bad: 29,
    says: /is 29, but must be a whole number of GiB from 30 to 2048/,
    good: 30,
  },
  {
    path: "pools[0].mode",
    program: value => work({ mode: value }),
    bad: "Gateway",
    says: /is "Gateway", but must be one of User, System/,
    good: "System",
  },
];

/** Missing values, and values that cannot be combined. */
const combinations: Case[] = [
  {
    what: "two pools with one name",
    program: () => aks({ pools: [{ name: "work" }, { name: "work" }] }),
    path: "pools[1].name",
    says: /is "work", which is already the name of pools\[0\]/,
  },
  {
    what: "a pool with the system pool's name",
    program: () => aks({ pools: [{ name: "agentnodes" }] }),
    path: "pools[0].name",
    says: /is "agentnodes", which is already the name of systemPool/,
  },
  {
    what: "a pool with the name that the system pool of an earlier version has",
    program: () => aks({ pools: [{ name: "system" }] }),
    path: "pools[0].name",
    says: /is "system", which earlier versions called the system pool by default: .* or set systemPool\.name/,
  },
  {
    what: "a pool that Azure lists before a system pool with an autoscaler",
    program: () => aks({ systemPool: { minCount: 1, maxCount: 3 }, pools: [{ name: "work" }, { name: "acme" }] }),
    path: "pools[1].name",
    says: /is "acme", which Azure lists before "agentnodes", .*: choose a name later in the alphabet, or remove systemPool\.minCount/,
  },
  {
    what: "a pool that Azure lists before a named system pool with an autoscaler",
    program: () => aks({ systemPool: { name: "main", minCount: 1, maxCount: 3 }, pools: [{ name: "apps" }] }),
    path: "pools[0].name",
    says: /is "apps", which Azure lists before "main"/,
  },
  {
    what: "a pool that is null, as an empty item in YAML is",
    program: () => aks({ pools: [null as unknown as AksNodePoolArgs] }),
    path: "pools[0]",
    says: /is null, but must have properties/,
  },
  {
    what: "minCount alone",
    program: () => work({ minCount: 1 }),
    path: "pools[0].maxCount",
    says: /is missing, but minCount is set/,
  },
  {
    what: "maxCount alone",
    program: () => work({ maxCount: 3 }),
    path: "pools[0].minCount",
    says: /is missing, but maxCount is set/,
  },
];

/** Values that decide which resources exist, or their names. */
const plainCases: Case[] = [
  {
    what: "a pool name with capitals",
    program: give => aks({ pools: [{ name: give("MQTT-Work") }] }),
    path: "pools[0].name",
    says: /is "MQTT-Work", but must be 1 to 12 lower-case letters and digits, the first a letter\. Did you mean "mqttwork"\?/,
  },
  {
    what: "a pool name that is too long",
    program: give => aks({ systemPool: { name: give("a".repeat(13)) } }),
    path: "systemPool.name",
    says: /Did you mean "a{12}"\?/,
  },
  {
    what: "a pool name that begins with a digit",
    program: give => aks({ pools: [{ name: give("1work") }] }),
    path: "pools[0].name",
    says: /Did you mean "work"\?/,
  },
];

describe("Bad input of the node pools of an AksCluster", () => {
  pairs.forEach(itTellsApart);
  [...plainCases, ...combinations].forEach(itRefuses);
  plainCases.forEach(itWantsPlain);

  for (const [what, systemPool, names] of [
    ["with a fixed number of nodes", {}, ["agentpool", "apps", "gpu", "mqtt", "work"]],
    ["with an autoscaler", { minCount: 3, maxCount: 5 }, ["apps", "batch", "gpu", "system2", "work"]],
    ["with an autoscaler and an early name", { name: "agentpool", minCount: 3, maxCount: 5 }, ["apps", "system"]],
  ] as const) {
    it(`accepts names of pools beside a system pool ${what}`, async () => {
      const { resources } = await run(() => aks({ systemPool, pools: names.map(name => ({ name })) }));

      const made = resources.filter(({ type }) => type === "azure-native:containerservice:AgentPool");
      assert.deepEqual(
        made.map(({ inputs }) => inputs.agentPoolName),
        names,
      );
    });
  }

  it("accepts enumerations in any case, and passes them to Azure in Azure's spelling", async () => {
    const pool = { mode: "system" as AksNodePoolArgs["mode"], nodeTaints: ["CriticalAddonsOnly=yes:noexecute"] };
    const { resources } = await run(() => work(pool));

    const { mode, nodeTaints } = find(resources, "azure-native:containerservice:AgentPool", "factory-pool-work").inputs;
    assert.deepEqual([mode, nodeTaints], ["System", ["CriticalAddonsOnly=yes:NoExecute"]]);
  });
});
