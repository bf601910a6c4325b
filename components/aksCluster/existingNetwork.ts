/** Checks an existing network in Azure against the cluster. */
import type * as pulumi from "@pulumi/pulumi";
import { callAzure, namesIn } from "../azure/azureNative";
import { refuse } from "../inputs/errors";
import { gated, input } from "../inputs/input";
import { PropertyPath } from "../inputs/path";
import type { Cluster } from "./check";
import { servicesAndPods } from "./checkNetwork";
import type { Ranges } from "./checkNetwork";
import { checkApart, checkReserved, checkSubnetSize, checkWithin } from "./clusterRanges";
import type { PoolSize } from "./poolSizes";

const networkPath = PropertyPath.root.child("network");
const subnetPath = networkPath.child("subnetAddressPrefix");

/** A subnet as Azure describes it. */
interface FoundSubnet {
  name?: string;
  addressPrefix?: string;
  addressPrefixes?: string[];
}

/** A virtual network as Azure describes it. */
interface FoundNetwork {
  addressSpace?: { addressPrefixes?: string[] };
  subnets?: FoundSubnet[];
}

/** The id of an existing subnet, once it is known to fit the cluster. */
export function existingSubnet(
  { network: { ranges }, pools }: Cluster,
  id: pulumi.Output<string>,
  parent: pulumi.Resource,
): pulumi.Output<string> {
  const place = placeOf(id);
  const { subnetName } = namesIn(id, { subnetName: "subnets" });
  const subnet = callAzure<FoundSubnet>("network:getSubnet", { ...place, subnetName }, parent);
  const network = callAzure<FoundNetwork>("network:getVirtualNetwork", place, parent);
  const { sizes } = pools;
  return gated(id, input({ subnet, network, subnetName, ranges, sizes }, networkPath.child("subnetId"), checkSubnet));
}

/** An existing subnet for the cluster. */
interface InSubnet {
  subnet: FoundSubnet;
  network: FoundNetwork;
  subnetName: string;
  ranges: Ranges;
  sizes: PoolSize[];
}

function checkSubnet({ subnet, network, subnetName, ranges, sizes }: InSubnet, path: PropertyPath): void {
  const prefixes = checkPrefixes(prefixesOf(subnet), path);
  // AKS refuses Services with addresses from any subnet of the network.
  const others = otherRanges(network, subnetName).map(cidr => ({
    at: path,
    owner: "another subnet in the network of network.subnetId",
    cidr,
  }));
  checkApart([...prefixes.map(cidr => ({ at: path, cidr })), ...others, ...servicesAndPods(ranges, networkPath)]);
  checkSubnetSize(prefixes, path, sizes, ranges.podCidr !== undefined);
}

/** The names of an existing virtual network, and whether the cluster and a subnet of this name fit into it. */
export function existingNetwork(
  { ranges }: Cluster["network"],
  id: pulumi.Output<string>,
  subnetName: pulumi.Output<string>,
  parent: pulumi.Resource,
) {
  const place = placeOf(id);
  const network = callAzure<FoundNetwork>("network:getVirtualNetwork", place, parent);
  const fits = input({ network, subnetName, ranges }, networkPath.child("virtualNetworkId"), checkInNetwork);
  return { place, fits };
}

/** A new subnet in an existing virtual network. */
type InNetwork = Omit<InSubnet, "subnet" | "sizes">;

function checkInNetwork({ network, subnetName, ranges }: InNetwork, path: PropertyPath): void {
  const prefixes = checkPrefixes(network.addressSpace?.addressPrefixes ?? [], path);
  const subnet = { at: subnetPath, cidr: ranges.subnetAddressPrefix! };
  checkWithin(subnet, prefixes, path);
  // After the first update, the new subnet is in the list too.
  const others = otherRanges(network, subnetName).map(cidr => ({
    at: path,
    owner: "a subnet of network.virtualNetworkId",
    cidr,
  }));
  checkApart([...others, subnet]);
  checkApart([...prefixes.map(cidr => ({ at: path, cidr })), ...servicesAndPods(ranges, networkPath)]);
}

/** The IPv4 ranges of the resource that an argument names. */
function checkPrefixes(prefixes: string[], path: PropertyPath): string[] {
  const found = prefixes.filter(isIpv4);
  if (found.length === 0) refuse(path, "has no range of IPv4 addresses in Azure: set another id");
  found.forEach(cidr => checkReserved({ at: path, cidr }, "has"));
  return found;
}

function otherRanges({ subnets = [] }: FoundNetwork, own: string): string[] {
  const others = subnets.filter(({ name }) => name?.toLowerCase() !== own.toLowerCase());
  return others.flatMap(prefixesOf).filter(isIpv4);
}

function prefixesOf({ addressPrefix, addressPrefixes }: FoundSubnet): string[] {
  return addressPrefixes ?? (addressPrefix === undefined ? [] : [addressPrefix]);
}

function isIpv4(prefix: string): boolean {
  return !prefix.includes(":");
}

function placeOf(id: pulumi.Output<string>) {
  return namesIn(id, { resourceGroupName: "resourceGroups", virtualNetworkName: "virtualNetworks" });
}
