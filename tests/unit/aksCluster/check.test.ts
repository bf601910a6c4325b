import { AksCluster } from "../../../index";
import type { AksAadArgs, AksRegistryArgs } from "../../../index";
import { aks, itTellsApart } from "./aksInput";
import type { Pair } from "./aksInput";
import { itRefuses, itWantsPlain } from "../inputs/badInput";
import type { Case } from "../inputs/badInput";

const groupId = "11111111-2222-3333-4444-555555555555";

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
  {
    path: "kubernetesVersion",
    program: value => aks({ kubernetesVersion: value }),
    bad: "v1.33.5",
    says: /is "v1\.33\.5", but must be a Kubernetes version .*Did you mean "1\.33\.5"\?/,
    good: "1.33.5",
  },
  {
    path: "kubernetesVersion",
    program: value => aks({ kubernetesVersion: value }),
    bad: 1.33,
    says: /is 1\.33, but must be a Kubernetes version as text/,
    good: "1.33",
  },
  {
    path: "kubernetesVersion",
    program: value => aks({ kubernetesVersion: value, upgradeChannel: "patch" }),
    bad: "1.33.5",
    says: /is 1\.33\.5, which upgradeChannel 'patch' leaves behind: set 1\.33$/,
    good: "1.33",
  },
  {
    path: "kubernetesVersion",
    program: value => aks({ kubernetesVersion: "1.33", upgradeChannel: value }),
    bad: "rapid",
    says: /is 1\.33, which upgradeChannel 'rapid' leaves behind: remove it/,
    good: "node-image",
  },
  {
    path: "upgradeChannel",
    program: value => aks({ upgradeChannel: value }),
    bad: "weekly",
    says: /is "weekly", but must be one of none, patch, stable, rapid, node-image/,
    good: "stable",
  },
  {
    path: "nodeOsUpgradeChannel",
    program: value => aks({ nodeOsUpgradeChannel: value }),
    bad: "Daily",
    says: /is "Daily", but must be one of NodeImage, SecurityPatch, Unmanaged, None/,
    good: "SecurityPatch",
  },
  {
    path: "nodeOsUpgradeChannel",
    program: value => aks({ upgradeChannel: "node-image", nodeOsUpgradeChannel: value }),
    bad: "SecurityPatch",
    says: /is 'SecurityPatch', but upgradeChannel 'node-image' works with 'NodeImage' only/,
    good: "NodeImage",
  },
  {
    path: "tier",
    program: value => aks({ tier: value }),
    bad: "Gold",
    says: /one of Free, Standard, Premium/,
    good: "Standard",
  },
  {
    path: "authorizedIpRanges[0]",
    program: value => aks({ authorizedIpRanges: [value] }),
    bad: "203.0.113.7",
    says: /is "203\.0\.113\.7", but must be a CIDR .*Did you mean '203\.0\.113\.7\/32'\?/,
    good: "203.0.113.7/32",
  },
  {
    path: "authorizedIpRanges[0]",
    program: value => aks({ authorizedIpRanges: [value] }),
    bad: "203.0.113.7/24",
    says: /is "203\.0\.113\.7\/24", which does not begin with its first address\. Did you mean '203\.0\.113\.0\/24'\?/,
    good: "203.0.113.0/24",
  },
  {
    path: "authorizedIpRanges[0]",
    program: value => aks({ authorizedIpRanges: [value] }),
    bad: "2001:db8::/32",
    says: /is "2001:db8::\/32", but must be a range of IPv4 addresses/,
    // No address but those of the nodes.
    good: "0.0.0.0/32",
  },
  {
    path: "authorizedIpRanges",
    program: value => aks({ authorizedIpRanges: value }),
    bad: Array.from({ length: 201 }, (_, i) => `203.0.113.${i}/32`),
    says: /has 201 ranges, but AKS allows at most 200/,
    good: Array.from({ length: 200 }, (_, i) => `203.0.113.${i}/32`),
  },
  {
    path: "authorizedIpRanges",
    program: value => aks({ authorizedIpRanges: value, privateCluster: true }),
    bad: ["203.0.113.0/24"],
    says: /cannot be combined with privateCluster/,
    good: [],
  },
  {
    path: "privateCluster",
    program: value => aks({ privateCluster: value }),
    bad: "true",
    says: /is "true", but must be true or false/,
    good: true,
  },
  {
    path: "aad.adminGroupObjectIds[0]",
    program: value => aks({ aad: { adminGroupObjectIds: [value] } }),
    bad: "admins",
    says: /is "admins", but must be an id such as/,
    good: groupId,
  },
  {
    path: "aad.adminGroupObjectIds",
    program: value => aks({ aad: { adminGroupObjectIds: value } }),
    bad: [],
    says: /is empty and aad\.enableAzureRbac is not true, so that nobody could do anything/,
    good: [groupId],
  },
  {
    path: "aad.enableAzureRbac",
    program: value => aks({ aad: { adminGroupObjectIds: [groupId], enableAzureRbac: value } }),
    bad: "yes",
    says: /must be true or false/,
    good: true,
  },
  {
    path: "aad.tenantId",
    program: value => aks({ aad: { enableAzureRbac: true, tenantId: value } }),
    bad: "contoso.com",
    says: /is "contoso\.com", but must be an id such as/,
    good: groupId,
  },
  {
    path: "registry.registryName",
    program: value => aks({ registry: { registryName: value } }),
    bad: "factory-images",
    says: /is "factory-images", but must be 5 to 50 letters and digits\. Did you mean "factoryimages"\?/,
    good: "factoryimages",
    madeOf: "factory-registry",
  },
  {
    path: "registry.registryName",
    program: value => aks({ registry: { registryName: value } }),
    bad: "acr1",
    says: /is "acr1", but must be 5 to 50 letters and digits$/,
    good: "acr12",
    madeOf: "factory-registry",
  },
  {
    path: "registry.registryName",
    program: value => aks({ registry: { registryName: value } }),
    bad: "a".repeat(51),
    says: /but must be 5 to 50 letters and digits/,
    good: "a".repeat(50),
    madeOf: "factory-registry",
  },
  {
    path: "registry.sku",
    program: value => aks({ registry: { sku: value } }),
    bad: "Classic",
    says: /is "Classic", but must be one of Basic, Standard, Premium/,
    good: "Premium",
    madeOf: "factory-registry",
  },
  {
    path: "registry.registryId",
    program: value => aks({ registry: { registryId: value } }),
    bad: "factory.azurecr.io",
    says: /but must be an ARM id such as .*Microsoft\.ContainerRegistry\/registries\/NAME/,
    good: "/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerRegistry/registries/factory",
    madeOf: "factory-pulls",
  },
];

/** What does not go together, or is missing. */
const combinations: Case[] = [
  ...(["registryName", "sku"] as const).map(path => ({
    what: `${path} beside registryId`,
    program: () =>
      aks({
        registry: {
          registryId: "/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerRegistry/registries/factory",
          [path]: "Basic",
        },
      }),
    path: `registry.${path}`,
    says: /cannot be combined with registry\.registryId, which names an existing registry/,
  })),
  {
    what: "a registry that is only a name",
    program: () => aks({ registry: "shared" as AksRegistryArgs }),
    path: "registry",
    says: /is text, but must have properties/,
  },
  {
    what: "aad that is only switched on",
    program: () => aks({ aad: true as unknown as AksAadArgs }),
    path: "aad",
    says: /is true, but must have properties/,
  },
  {
    what: "arguments that are null",
    program: () => new AksCluster("factory", null as never),
    path: "args",
    says: /is null, but must have properties/,
  },
  {
    what: "a name of which no cluster can be called",
    program: () => new AksCluster("factory.1"),
    path: "name",
    says: /is "factory\.1", but must be 1 to 46 letters, digits and '-'/,
  },
];

/** Values that decide which resources there are. */
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
