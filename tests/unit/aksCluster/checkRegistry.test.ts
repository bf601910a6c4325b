import type { AksRegistryArgs } from "../../../index";
import { aks, itTellsApart } from "./aksInput";
import type { Pair } from "./aksInput";
import { itRefuses } from "../inputs/badInput";
import type { Case } from "../inputs/badInput";

const pairs: Pair[] = [
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

/** Missing values, and values that cannot be combined. */
const combinations: Case[] = [
  ...(["registryName", "sku"] as const).map(path => ({
    what: `${path} together with registryId`,
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
];

describe("Bad input of the registry of an AksCluster", () => {
  pairs.forEach(itTellsApart);
  combinations.forEach(itRefuses);
});
