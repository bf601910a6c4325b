import { AksCluster } from "../../../index";
import { aks, itTellsApart } from "./aksInput";
import type { Pair } from "./aksInput";
import { itRefuses, itWantsPlain } from "../inputs/badInput";
import type { Case } from "../inputs/badInput";

const pairs: Pair[] = [
  {
    path: "resourceGroupName",
    program: value => aks({ resourceGroupName: value }),
    bad: "factory.",
    says: /is "factory\.", but must be the name of a resource group/,
    good: "factory_(1).west",
  },
  {
    path: "location",
    program: value => aks({ location: value }),
    bad: "west-europe",
    says: /is "west-europe", but must be the name of a region/,
    good: "West Europe",
  },
  {
    path: "tags",
    program: value => aks({ tags: value }),
    bad: "mqtt",
    says: /is text, but must be tags such as \{team: mqtt\}/,
    good: {},
  },
  {
    path: "tags",
    program: value => aks({ tags: value }),
    bad: { "team/mqtt": "yes" },
    says: /has the tag "team\/mqtt", but a name must have 1 to 512 characters, none of/,
    good: { "team mqtt": "yes" },
  },
  {
    path: 'tags["team"]',
    program: value => aks({ tags: { team: value } }),
    bad: 5,
    says: /is 5, but must be text of at most 256 characters/,
    good: "5",
  },
  {
    path: "clusterName",
    program: value => aks({ clusterName: value }),
    bad: "factory-",
    says: /is "factory-", but must be 1 to 63 letters/,
    good: "factory_1",
  },
  {
    path: "dnsPrefix",
    program: value => aks({ dnsPrefix: value }),
    bad: "a".repeat(55),
    says: /but must be 1 to 54 letters/,
    good: "a".repeat(54),
  },
];

/** Missing values, and values that cannot be combined. */
const combinations: Case[] = [
  {
    what: "arguments that are null",
    program: () => new AksCluster("factory", null as never),
    path: "args",
    says: /is null, but must have properties/,
  },
  {
    what: "a name that no cluster can have",
    program: () => new AksCluster("factory.1"),
    path: "name",
    says: /is "factory\.1", but must be 1 to 46 letters, digits and '-'/,
  },
];

/** Values that decide which resources exist. */
const switches: Case[] = [
  { what: "pools", program: give => aks({ pools: give([]) }), path: "pools", says: /./ },
  { what: "a pool", program: give => aks({ pools: [give({ name: "work" })] }), path: "pools[0]", says: /./ },
  { what: "the system pool", program: give => aks({ systemPool: give({}) }), path: "systemPool", says: /./ },
  { what: "a network", program: give => aks({ network: give({}) }), path: "network", says: /./ },
  { what: "a registry", program: give => aks({ registry: give({}) }), path: "registry", says: /./ },
  { what: "aad", program: give => aks({ aad: give({}) }), path: "aad", says: /./ },
];

describe("Bad input of an AksCluster", () => {
  pairs.forEach(itTellsApart);
  combinations.forEach(itRefuses);
  switches.forEach(itWantsPlain);
});
