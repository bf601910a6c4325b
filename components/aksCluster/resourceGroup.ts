/** The resource group of a cluster. */
import type * as pulumi from "@pulumi/pulumi";
import { AzureNativeResource } from "../azure/azureNative";
import type { Cluster } from "./check";
import { checkNodeGroup } from "./nodeGroup";

/** The properties that all resources in the resource group share. */
export interface InGroup {
  resourceGroupName: pulumi.Output<string>;
  location?: pulumi.Output<string>;
  tags?: pulumi.Output<Record<string, string>>;
}

/** The resource group, created unless it exists, and whether AKS accepts the name of the nodes' group next to it. */
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
    // Without a region in the arguments, the new group knows the provider's.
    nodeGroupFits: location === undefined ? checkNodeGroup(name, cluster, group.location) : nodeGroupFits,
  };
}
