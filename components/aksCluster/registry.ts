/** The container registry of a cluster. */
import { createHash } from "node:crypto";
import type * as pulumi from "@pulumi/pulumi";
import { AzureNativeResource, callAzure, namesIn, segmentOf } from "../azure/azureNative";
import type { Registry } from "./checkRegistry";
import { lettersAndDigits } from "./names";
import type { InGroup } from "./resourceGroup";

/** The ARM id of the registry, created unless it exists. `sibling` is the id of another resource in its resource group. */
export function registryId(
  name: string,
  registry: Registry,
  sibling: pulumi.Output<string>,
  inGroup: InGroup,
  parent: pulumi.Resource,
): pulumi.Output<string> {
  if (registry.id !== undefined) return registry.id;
  const registryName = registry.name ?? sibling.apply(id => uniqueName(name, id));
  const inputs = { ...inGroup, registryName, sku: { name: registry.sku }, adminUserEnabled: false };
  return new AzureNativeResource("containerregistry:Registry", `${name}-registry`, inputs, { parent }).id;
}

/** Unique in all of Azure, as far as a hash can be, and the same in every update. Pulumi's own names contain dashes. */
function uniqueName(name: string, sibling: string): string {
  const group = `${segmentOf(sibling, "subscriptions")}/${segmentOf(sibling, "resourceGroups")}`.toLowerCase();
  const digits = createHash("sha256").update(`${group}/${name}`).digest("hex").slice(0, 8);
  return lettersAndDigits(name).slice(0, 50 - digits.length) + digits;
}

/** The host name from which images are pulled. */
export function loginServerOf(id: pulumi.Output<string>, parent: pulumi.Resource): pulumi.Output<string> {
  const args = namesIn(id, { resourceGroupName: "resourceGroups", registryName: "registries" });
  return callAzure<{ loginServer: string }>("containerregistry:getRegistry", args, parent).apply(of => of.loginServer);
}
