/** The address ranges that AKS and Azure accept for a cluster and its network. */
import { isIPv4 } from "node:net";
import { refuse } from "../inputs/errors";
import type { PropertyPath } from "../inputs/path";
import { shown, unlessSecret } from "../inputs/shown";
import { addressAt, checkIpv4Range, contains, overlap, sizeOf } from "../kubernetes/ipRanges";
import { mostNodes } from "./poolSizes";
import type { PoolSize } from "./poolSizes";

/** A range and its origin. */
export interface Range {
  /** The argument with the range, or with the id of a resource that has it in Azure. */
  at: PropertyPath;
  /** The resource that has it in Azure, for errors. */
  owner?: string;
  cidr: string;
}

/** Ranges that AKS reserves, by its documents on Azure CNI, and ranges that no virtual network of Azure may have. */
const reserved = [
  ...["169.254.0.0/16", "172.30.0.0/16", "172.31.0.0/16", "192.0.2.0/24"],
  ...["127.0.0.0/8", "168.63.129.16/32", "224.0.0.0/4", "255.255.255.255/32"],
];

/** Refuses a range that AKS would not accept for nodes, pods or Services. */
export function checkRange(cidr: string, path: PropertyPath): string {
  checkIpv4Range(cidr, path);
  checkReserved({ at: path, cidr }, "is");
  return cidr;
}

/** Refuses a range that overlaps a reserved one. An argument `is` the range, or names a resource that `has` it. */
export function checkReserved({ at, cidr }: Range, verb: "is" | "has"): void {
  const taken = reserved.find(other => overlap(cidr, other));
  if (taken !== undefined) {
    refuse(
      at,
      `${verb} ${unlessSecret(cidr)}, but Azure reserves ${taken}: choose another range, such as one in 10.0.0.0/8`,
    );
  }
}

/** Refuses ranges that overlap. */
export function checkApart(ranges: Range[]): void {
  ranges.forEach((range, index) => {
    const other = ranges.slice(0, index).find(before => overlap(before.cidr, range.cidr));
    if (other !== undefined) {
      refuse(
        range.at,
        `is ${unlessSecret(range.cidr)}, which overlaps ${other.owner ?? other.at}, ${unlessSecret(other.cidr)}: choose a range outside it`,
      );
    }
  });
}

/** Refuses a range too small for the Services of AKS itself, or larger than AKS accepts. */
export function checkServiceRange(cidr: string, path: PropertyPath): string {
  checkRange(cidr, path);
  if (sizeOf(cidr) < 16) {
    refuse(
      path,
      `is ${unlessSecret(cidr)}, which has ${sizeOf(cidr)} addresses, one for each Service: set at least a /28`,
    );
  }
  if (sizeOf(cidr) >= 2 ** 20) {
    refuse(path, `is ${unlessSecret(cidr)}, but AKS requires a range smaller than a /12: set a /16, or at most a /13`);
  }
  return cidr;
}

/** The address of the cluster's DNS. The first address of the range belongs to the API server. */
export function checkDnsAddress(address: string | undefined, serviceCidr: string, path: PropertyPath): string {
  if (address === undefined) return addressAt(serviceCidr, 10);
  const meant = `choose another, such as ${unlessSecret(addressAt(serviceCidr, 10))}`;
  if (typeof address !== "string" || !isIPv4(address)) {
    refuse(path, `is ${shown(address)}, but must be an IPv4 address in ${unlessSecret(serviceCidr)}: ${meant}`);
  }
  if (!contains(serviceCidr, address)) {
    refuse(
      path,
      `is ${unlessSecret(address)}, which is outside network.serviceCidr, ${unlessSecret(serviceCidr)}: ${meant}`,
    );
  }
  if ([addressAt(serviceCidr, 0), addressAt(serviceCidr, 1)].includes(address)) {
    refuse(
      path,
      `is ${unlessSecret(address)}, the first address of network.serviceCidr, which the API server uses: ${meant}`,
    );
  }
  return address;
}

/** Refuses a subnet outside its network. `networkPath` is the argument with the network's ranges or its id. */
export function checkWithin({ at, cidr }: Range, prefixes: string[], networkPath: PropertyPath): void {
  if (!prefixes.some(prefix => contains(prefix, cidr))) {
    const all = unlessSecret(prefixes.join(", "));
    refuse(at, `is ${unlessSecret(cidr)}, which is outside ${networkPath}, ${all}: choose a range in it`);
  }
}

/** The number of addresses that Azure reserves in each subnet: the first four and the last. */
const reservedInSubnet = 5;

/**
 * Refuses a subnet with too few addresses for the maximum number of nodes, including those of an upgrade. Without `overlay`,
 * each possible pod of a node takes an address too, whether or not it runs.
 */
export function checkSubnetSize(prefixes: string[], path: PropertyPath, pools: PoolSize[], overlay: boolean): void {
  const perNode = ({ maxPods }: PoolSize) => (overlay ? 1 : maxPods + 1);
  const needed = pools.reduce((sum, pool) => sum + mostNodes(pool) * perNode(pool), 0);
  const available = prefixes.reduce((sum, prefix) => sum + Math.max(0, sizeOf(prefix) - reservedInSubnet), 0);
  if (needed <= available) return;
  const terms = pools.map(pool => {
    const factor = overlay ? "" : ` × (${pool.maxPods} pods + 1)`;
    return `${mostNodes(pool)} nodes during an upgrade${factor} for the pool ${pool.name}`;
  });
  const others = overlay ? "or use fewer nodes" : "use fewer nodes, lower maxPods, or set overlay";
  refuse(
    path,
    `has ${available} addresses in ${unlessSecret(prefixes.join(", "))}, but ${needed} are needed: ${terms.join(", and ")}. Set a ` +
      `/${prefixFor(needed + reservedInSubnet)}, ${others}`,
  );
}

/** Refuses a range that is too small for the pods. With overlay, each node takes 256 of its addresses. */
export function checkPodRange(podCidr: string, path: PropertyPath, pools: PoolSize[]): void {
  const nodes = pools.reduce((sum, pool) => sum + mostNodes(pool), 0);
  if (nodes * 256 > sizeOf(podCidr)) {
    refuse(
      path,
      `is ${unlessSecret(podCidr)}, which has room for ${Math.floor(sizeOf(podCidr) / 256)} nodes with 256 addresses each, but there can ` +
        `be ${nodes} during an upgrade: set a /${prefixFor(nodes * 256)}`,
    );
  }
}

/** The length of the prefix of a range with at least that many addresses. */
function prefixFor(addresses: number): number {
  return 32 - Math.ceil(Math.log2(addresses));
}
