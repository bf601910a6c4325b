/** The subnet of the nodes, and the network that it is in: made, or looked up. */
import * as pulumi from "@pulumi/pulumi";
import { AzureNativeResource, callAzure, segmentOf } from "../azure/azureNative";
import type { ClusterNetwork } from "./clusterNetwork";

/** What everything in the resource group has. */
export interface InGroup {
  resourceGroupName: pulumi.Output<string>;
  location?: pulumi.Output<string>;
  tags?: pulumi.Input<{ [key: string]: pulumi.Input<string> }>;
}

/** The id of the subnet for the nodes, made where it is not there. It fits the cluster: nothing comes of one that does not. */
export function placeNodes(
  name: string,
  network: ClusterNetwork,
  inGroup: InGroup,
  parent: pulumi.Resource,
): pulumi.Output<string> {
  if (network.subnetId !== undefined) return existingSubnet(network, network.subnetId, parent);
  const [virtualNetwork, fits] =
    network.virtualNetworkId === undefined
      ? [newVirtualNetwork(name, network, inGroup, parent), undefined]
      : existingNetwork(name, network, network.virtualNetworkId, parent);
  const addressPrefix = pulumi.all([network.subnetAddressPrefix, fits]).apply(([prefix]) => prefix);
  const subnetName = addressPrefix.apply(prefix => subnetNameOf(name, prefix));
  const subnet = new AzureNativeResource(
    "network:Subnet",
    `${name}-subnet`,
    { ...virtualNetwork, subnetName, addressPrefix },
    // The range of a subnet in use cannot be changed. The old one stays until the old cluster has left it, so the new one
    // has another name.
    { parent, deleteBeforeReplace: false },
  );
  return subnet.id;
}

/** The range is in the name: see below what becomes of another one. */
function subnetNameOf(name: string, addressPrefix: string): string {
  return `${name}-${addressPrefix.replace("/", "-")}`;
}

function newVirtualNetwork(
  name: string,
  { addressPrefixes }: ClusterNetwork,
  inGroup: InGroup,
  parent: pulumi.Resource,
) {
  const inputs = { ...inGroup, addressSpace: { addressPrefixes } };
  const network = new AzureNativeResource("network:VirtualNetwork", `${name}-network`, inputs, { parent });
  return { resourceGroupName: inGroup.resourceGroupName, virtualNetworkName: network.name };
}

/** What Azure tells of a subnet. */
interface FoundSubnet {
  name?: string;
  addressPrefix?: string;
  addressPrefixes?: string[];
}

/** What Azure tells of a virtual network. */
interface FoundNetwork {
  addressSpace?: { addressPrefixes?: string[] };
  subnets?: FoundSubnet[];
}

function existingNetwork(
  name: string,
  { subnetAddressPrefix, checkAgainst }: ClusterNetwork,
  id: pulumi.Output<string>,
  parent: pulumi.Resource,
) {
  const place = placeOf(id);
  const found = callAzure<FoundNetwork>("network:getVirtualNetwork", place, parent);
  const existing = pulumi.all([found, subnetAddressPrefix]).apply(([{ addressSpace, subnets }, prefix]) => ({
    propertyPath: "network.virtualNetworkId" as const,
    prefixes: addressSpace?.addressPrefixes ?? [],
    // After the first update the new subnet is there, too.
    besides: otherRanges(subnets, subnetNameOf(name, prefix)),
  }));
  return [place, checkAgainst(existing)] as const;
}

function existingSubnet({ checkAgainst }: ClusterNetwork, id: pulumi.Output<string>, parent: pulumi.Resource) {
  const place = placeOf(id);
  const subnetName = id.apply(of => segmentOf(of, "subnets")!);
  const subnet = callAzure<FoundSubnet>("network:getSubnet", { ...place, subnetName }, parent);
  const network = callAzure<FoundNetwork>("network:getVirtualNetwork", place, parent);
  const existing = pulumi.all([subnet, network, subnetName]).apply(([found, { subnets }, own]) => ({
    propertyPath: "network.subnetId" as const,
    prefixes: prefixesOf(found),
    besides: otherRanges(subnets, own),
  }));
  return pulumi.all([id, checkAgainst(existing)]).apply(([given]) => given);
}

function otherRanges(subnets: FoundSubnet[] = [], own: string): string[] {
  return subnets.filter(({ name }) => name?.toLowerCase() !== own.toLowerCase()).flatMap(prefixesOf);
}

function prefixesOf({ addressPrefix, addressPrefixes }: FoundSubnet): string[] {
  return addressPrefixes ?? (addressPrefix === undefined ? [] : [addressPrefix]);
}

function placeOf(id: pulumi.Output<string>) {
  return {
    resourceGroupName: id.apply(of => segmentOf(of, "resourceGroups")!),
    virtualNetworkName: id.apply(of => segmentOf(of, "virtualNetworks")!),
  };
}
