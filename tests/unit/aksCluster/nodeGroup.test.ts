import assert from "node:assert/strict";
import { AksCluster } from "../../../index";
import { aks, itTellsApart } from "./aksInput";
import type { Pair } from "./aksInput";
import { itRefuses } from "../inputs/badInput";
import { run } from "../engine/engine";

const pairs: Pair[] = [
  {
    path: "nodeResourceGroup",
    program: value => aks({ nodeResourceGroup: value }),
    bad: "nodes/1",
    says: /but must be the name of a resource group/,
    good: "nodes-1",
  },
  {
    path: "nodeResourceGroup",
    program: value => aks({ nodeResourceGroup: value }),
    bad: "n".repeat(81),
    says: /is n{81}, which has 81 characters, but AKS allows at most 80/,
    good: "n".repeat(80),
  },
  {
    // MC_GROUP_factory-clusterXXXXXXXX_westeurope
    path: "nodeResourceGroup",
    program: value => aks({ resourceGroupName: value, location: "West Europe" }),
    bad: "g".repeat(43),
    says: /is missing, and the name that AKS would derive from .*, MC_g{43}_factory-clusterX{8}_westeurope, has 81 characters, but AKS allows at most 80: set a shorter one/,
    good: "g".repeat(42),
  },
  {
    // MC_factory-groupXXXXXXXX_CLUSTER_REGION
    path: "nodeResourceGroup",
    program: value => aks({ clusterName: value }),
    bad: "c".repeat(49),
    says: /is missing, .*, MC_factory-groupX{8}_c{49}_REGION, has 81 characters/,
    good: "c".repeat(48),
  },
  {
    path: "nodeResourceGroup",
    program: value => aks({ resourceGroupName: "g".repeat(30), clusterName: "c".repeat(36), location: value }),
    bad: "westeurope",
    says: /, MC_g{30}_c{36}_westeurope, has 81 characters/,
    good: "eastus",
  },
];

describe("Bad input of an AksCluster's node resource group", () => {
  pairs.forEach(itTellsApart);

  itRefuses({
    what: "a name that makes the node resource group's name too long",
    program: () => new AksCluster("factory-in-the-north", {}),
    path: "nodeResourceGroup",
    says: /is missing, .*, MC_factory-in-the-north-groupX{8}_factory-in-the-north-clusterX{8}_REGION, has 81 characters/,
  });

  for (const [what, name, args] of [
    ["a name that keeps the node resource group's name short enough", "factory-to-the-west", {}],
    ["a longer name together with nodeResourceGroup", "f".repeat(46), { nodeResourceGroup: "nodes" }],
  ] as const) {
    it(`accepts ${what}`, async () => {
      const { resources } = await run(() => new AksCluster(name, args));

      assert.ok(resources.some(resource => resource.name === `${name}-cluster`));
    });
  }
});
