/** The resource group of a cluster. */
import type * as pulumi from "@pulumi/pulumi";
import { AzureNativeResource } from "../azure/azureNative";
import type { Cluster } from "./check";
import { checkNodeGroup } from "./nodeGroup";

/** What everything in the resource group has. */
export interface InGroup {
  resourceGroupName: pulumi.Output<string>;
  location?: pulumi.Output<string>;
  tags?: pulumi.Output<Record<string, string>>;
}

/** The resource group, made if it does not exist, and whether AKS can make that of the nodes beside it. */
export function placeInGroup(
  name: string,
  cluster: Cluster,
  parent: pulumi.Resource,
): { inGroup: InGroup; nodeGroupFits: pulumi.Output<void> } {
  const { resourceGroupName, location, tags, nodeGroupFits } = cluster;
  if (resourceGroupName !== undefined) return { inGroup: { resourceGroupName, location, tags }, nodeGroupFits };
  const group = new AzureNativeResource("resources:ResourceGroup", `${name}-group`, { location, tags }, { parent });
  return {
    inGroup: { resourceGroupName: group.name, location, tags },
    // Without a region in the arguments, the new group tells the provider's.
    nodeGroupFits: location === undefined ? checkNodeGroup(name, cluster, group.location) : nodeGroupFits,
  };
}
