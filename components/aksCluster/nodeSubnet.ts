/** The subnet of the nodes and its network, created or looked up. */
import * as pulumi from "@pulumi/pulumi";
import { AzureNativeResource } from "../azure/azureNative";
import { gated } from "../inputs/input";
import type { Cluster } from "./check";
import { existingNetwork, existingSubnet } from "./existingNetwork";
import type { InGroup } from "./resourceGroup";

/** The id of the nodes' subnet, created unless it exists. Known only once the subnet is known to fit the cluster. */
export function placeNodes(
  name: string,
  cluster: Cluster,
  inGroup: InGroup,
  parent: pulumi.Resource,
): pulumi.Output<string> {
  const { network } = cluster;
  if (network.subnetId !== undefined) return existingSubnet(cluster, network.subnetId, parent);
  const prefix = network.ranges.apply(of => of.subnetAddressPrefix!);
  const { place, fits } =
    network.virtualNetworkId === undefined
      ? newVirtualNetwork(name, cluster, inGroup, parent)
      : existingNetwork(network, network.virtualNetworkId, subnetNameOf(name, prefix), parent);
  const addressPrefix = gated(prefix, fits);
  return new AzureNativeResource(
    "network:Subnet",
    `${name}-subnet`,
    { ...place, subnetName: subnetNameOf(name, addressPrefix), addressPrefix },
    // The range of a subnet in use cannot be changed. The old subnet stays until the old cluster has left it, so the new one
    // needs another name.
    { parent, deleteBeforeReplace: false },
  ).id;
}

/** A name that contains the range, because another range means another subnet. */
function subnetNameOf(name: string, addressPrefix: pulumi.Output<string>): pulumi.Output<string> {
  return addressPrefix.apply(prefix => `${name}-${prefix.replace("/", "-")}`);
}

function newVirtualNetwork(name: string, { network }: Cluster, inGroup: InGroup, parent: pulumi.Resource) {
  const addressPrefixes = network.ranges.apply(of => of.addressPrefixes!);
  const inputs = { ...inGroup, addressSpace: { addressPrefixes } };
  const made = new AzureNativeResource("network:VirtualNetwork", `${name}-network`, inputs, { parent });
  const place = { resourceGroupName: inGroup.resourceGroupName, virtualNetworkName: made.name };
  return { place, fits: pulumi.output(undefined) };
}
