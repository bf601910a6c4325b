/** The address ranges of a cluster and its network, as AKS and Azure take them. */
import { isIPv4 } from "node:net";
import { refuse } from "../inputs/errors";
import type { PropertyPath } from "../inputs/path";
import { shown, unlessSecret } from "../inputs/shown";
import { addressAt, checkIpv4Range, contains, overlap, sizeOf } from "../kubernetes/ipRanges";
import { mostNodes } from "./poolSizes";
import type { PoolSize } from "./poolSizes";

/** A range, and where it comes from. */
export interface Range {
  /** The argument that has it, or names what has it in Azure. */
  at: PropertyPath;
  /** What has it in Azure. */
  owner?: string;
  cidr: string;
}

/** Ranges that AKS keeps for itself, by its documents on Azure CNI, and those that Azure takes in no virtual network. */
const reserved = [
  ...["169.254.0.0/16", "172.30.0.0/16", "172.31.0.0/16", "192.0.2.0/24"],
  ...["127.0.0.0/8", "168.63.129.16/32", "224.0.0.0/4", "255.255.255.255/32"],
];

/** Refuses what AKS would not take for a range of nodes, pods or Services. */
export function checkRange(cidr: string, path: PropertyPath): string {
  checkIpv4Range(cidr, path);
  checkReserved({ at: path, cidr }, "is");
  return cidr;
}

/** Refuses a range that an argument is, or has where it names what exists, for what Azure itself has in it. */
export function checkReserved({ at, cidr }: Range, verb: "is" | "has"): void {
  const taken = reserved.find(other => overlap(cidr, other));
  if (taken !== undefined) {
    refuse(
      at,
      `${verb} ${unlessSecret(cidr)}, but Azure keeps ${taken} for itself: choose another, such as one in 10.0.0.0/8`,
    );
  }
}

/** Refuses ranges that have addresses in common. */
export function checkApart(ranges: Range[]): void {
  ranges.forEach((range, index) => {
    const other = ranges.slice(0, index).find(before => overlap(before.cidr, range.cidr));
    if (other !== undefined) {
      refuse(
        range.at,
        `is ${unlessSecret(range.cidr)}, which overlaps ${other.owner ?? other.at}, ${unlessSecret(other.cidr)}: choose a range outside of it`,
      );
    }
  });
}

/** Refuses a range of Services that has not enough for those that AKS itself makes, or is larger than AKS takes. */
export function checkServiceRange(cidr: string, path: PropertyPath): string {
  checkRange(cidr, path);
  if (sizeOf(cidr) < 16) {
    refuse(
      path,
      `is ${unlessSecret(cidr)}, which has ${sizeOf(cidr)} addresses, one for each Service: give a /28 at least`,
    );
  }
  if (sizeOf(cidr) >= 2 ** 20) {
    refuse(path, `is ${unlessSecret(cidr)}, but AKS takes ranges smaller than a /12: give a /16, or a /13 at most`);
  }
  return cidr;
}

/** The address of the cluster's DNS. The first address of the range is the API server's. */
export function checkDnsAddress(address: string | undefined, serviceCidr: string, path: PropertyPath): string {
  if (address === undefined) {
    return addressAt(serviceCidr, 10);
  }
  const meant = `choose another, such as ${unlessSecret(addressAt(serviceCidr, 10))}`;
  if (typeof address !== "string" || !isIPv4(address)) {
    refuse(path, `is ${shown(address)}, but must be an IPv4 address in ${unlessSecret(serviceCidr)}: ${meant}`);
  }
  if (!contains(serviceCidr, address)) {
    refuse(
      path,
      `is ${unlessSecret(address)}, which is outside of network.serviceCidr, ${unlessSecret(serviceCidr)}: ${meant}`,
    );
  }
  if ([addressAt(serviceCidr, 0), addressAt(serviceCidr, 1)].includes(address)) {
    refuse(
      path,
      `is ${unlessSecret(address)}, the first address of network.serviceCidr, which the API server has: ${meant}`,
    );
  }
  return address;
}

/** Refuses a subnet outside of its network, whose ranges an argument says or names. */
export function checkWithin({ at, cidr }: Range, prefixes: string[], networkPath: PropertyPath): void {
  if (!prefixes.some(prefix => contains(prefix, cidr))) {
    const all = unlessSecret(prefixes.join(", "));
    refuse(at, `is ${unlessSecret(cidr)}, which is outside of ${networkPath}, ${all}: choose a range in it`);
  }
}

/** The addresses of each subnet that Azure keeps for itself: the first four and the last. */
const keptByAzure = 5;

/**
 * Refuses a subnet that has not enough addresses for all nodes that there can be, those of an upgrade too. Without
 * `overlay` each pod that may run on a node has one as well, whether or not it runs.
 */
export function checkSubnetSize(prefixes: string[], path: PropertyPath, pools: PoolSize[], overlay: boolean): void {
  const perNode = ({ maxPods }: PoolSize) => (overlay ? 1 : maxPods + 1);
  const needed = pools.reduce((sum, pool) => sum + mostNodes(pool) * perNode(pool), 0);
  const available = prefixes.reduce((sum, prefix) => sum + Math.max(0, sizeOf(prefix) - keptByAzure), 0);
  if (needed <= available) return;
  const terms = pools.map(pool => {
    const factor = overlay ? "" : ` × (${pool.maxPods} pods + 1)`;
    return `${mostNodes(pool)} nodes with those of an upgrade${factor} for the pool ${pool.name}`;
  });
  const mend = overlay ? "fewer nodes" : "fewer nodes, less maxPods, or overlay";
  refuse(
    path,
    `has ${available} addresses in ${unlessSecret(prefixes.join(", "))}, but ${needed} are needed: ${terms.join(", and ")}. Give a ` +
      `/${prefixFor(needed + keptByAzure)}, ${mend}`,
  );
}

/** With overlay, each node takes a range of 256 addresses for its pods. */
export function checkPodRange(podCidr: string, path: PropertyPath, pools: PoolSize[]): void {
  const nodes = pools.reduce((sum, pool) => sum + mostNodes(pool), 0);
  if (nodes * 256 > sizeOf(podCidr)) {
    refuse(
      path,
      `is ${unlessSecret(podCidr)}, which has room for ${Math.floor(sizeOf(podCidr) / 256)} nodes with 256 addresses each, but there can ` +
        `be ${nodes} with those of an upgrade: give a /${prefixFor(nodes * 256)}`,
    );
  }
}

/** The length of the prefix that leaves room for so many addresses. */
function prefixFor(addresses: number): number {
  return 32 - Math.ceil(Math.log2(addresses));
}
