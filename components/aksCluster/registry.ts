/** The container registry of a cluster. */
import { createHash } from "node:crypto";
import type * as pulumi from "@pulumi/pulumi";
import { AzureNativeResource, callAzure, segmentOf } from "../azure/azureNative";
import { oneOf } from "../azure/names";
import { checked, givenNames, refuse, requireObject } from "../inputs/checked";
import type { AksRegistryArgs } from "./args";
import { AksRegistrySku } from "./enums";
import { checkArmId, checkRegistryName, lettersAndDigits } from "./names";
import type { InGroup } from "./nodeSubnet";

/** A registry, checked. */
export interface WantedRegistry {
  /** One that is there. */
  id?: pulumi.Output<string>;
  name?: pulumi.Output<string>;
  sku: pulumi.Output<string>;
}

/** The registry that the arguments ask for; undefined where they ask for none. */
export function checkedRegistry(args: AksRegistryArgs | undefined): WantedRegistry | undefined {
  // In YAML a property without a value is null.
  if (args == null) return undefined;
  const { registryId, registryName, sku } = requireObject(args, "registry");
  const besideId = givenNames({ registryName, sku });
  if (registryId !== undefined && besideId.length > 0) {
    refuse(
      `registry.${besideId[0]}`,
      "is given beside registry.registryId, with which no registry is made: leave out the one or the other",
    );
  }
  return {
    id:
      registryId === undefined
        ? undefined
        : checked(registryId, given => checkArmId(given, "registries", "registry.registryId")),
    name:
      registryName === undefined
        ? undefined
        : checked(registryName, given => checkRegistryName(given, "registry.registryName")),
    sku: checked(sku ?? AksRegistrySku.Basic, given => oneOf(AksRegistrySku, given, "registry.sku")),
  };
}

/** The ARM id of the registry, made where it is not there. `sibling` is the id of another resource in its resource group. */
export function registryId(
  name: string,
  registry: WantedRegistry,
  sibling: pulumi.Output<string>,
  inGroup: InGroup,
  parent: pulumi.Resource,
): pulumi.Output<string> {
  if (registry.id !== undefined) return registry.id;
  const registryName = registry.name ?? sibling.apply(id => uniqueName(name, id));
  const inputs = { ...inGroup, registryName, sku: { name: registry.sku }, adminUserEnabled: false };
  return new AzureNativeResource("containerregistry:Registry", `${name}-registry`, inputs, { parent }).id;
}

/** Unique in all of Azure, as far as a hash is, and the same with every update. Pulumi's own names have dashes in them. */
function uniqueName(name: string, sibling: string): string {
  const group = `${segmentOf(sibling, "subscriptions")}/${segmentOf(sibling, "resourceGroups")}`.toLowerCase();
  const digits = createHash("sha256").update(`${group}/${name}`).digest("hex").slice(0, 8);
  return lettersAndDigits(name).slice(0, 50 - digits.length) + digits;
}

/** The host name from which images are pulled. */
export function loginServerOf(id: pulumi.Output<string>, parent: pulumi.Resource): pulumi.Output<string> {
  const args = {
    resourceGroupName: id.apply(of => segmentOf(of, "resourceGroups")!),
    registryName: id.apply(of => segmentOf(of, "registries")!),
  };
  return callAzure<{ loginServer: string }>("containerregistry:getRegistry", args, parent).apply(of => of.loginServer);
}
