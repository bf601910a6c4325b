/** Ranges of IP addresses, in CIDR notation. */
import { isIP } from "node:net";
import type * as pulumi from "@pulumi/pulumi";
import { Address4 } from "ip-address";
import { refuse } from "../inputs/errors";
import { gated, input, inputItems } from "../inputs/input";
import type { PropertyPath } from "../inputs/path";
import { mayShow, shown, unlessSecret } from "../inputs/shown";

/** Rejects a range of IP addresses that is not in CIDR notation. */
export function checkCidr(cidr: string, path: PropertyPath): string {
  const [address, prefix, ...rest] = String(cidr).split("/");
  const bits = isIP(address) === 6 ? 128 : 32;
  const valid = isIP(address) && rest.length === 0 && /^\d{1,3}$/.test(prefix ?? "") && Number(prefix) <= bits;
  if (!valid) {
    const meant = isIP(address) && prefix === undefined && mayShow(cidr) ? `. Did you mean '${address}/${bits}'?` : "";
    refuse(path, `is ${shown(cidr)}, but must be a CIDR such as 203.0.113.0/24${meant}`);
  }
  return cidr;
}

/** Why an empty list of allowed ranges is refused. */
export const openToAll = "is empty, which lets everyone in: set at least one range, or remove it if you mean that";

/** Ranges of allowed clients. Rejects null and an empty list, which Kubernetes and routers read as everyone. */
export function checkSources(
  ranges: pulumi.Input<pulumi.Input<string>[]>,
  path: PropertyPath,
): pulumi.Output<string[]> {
  const some = input(ranges, path, given => {
    if (!Array.isArray(given)) {
      refuse(path, `is ${shown(given)}, but must be a list of ranges: remove it to let everyone in`);
    }
    if (given.length === 0) refuse(path, openToAll);
  });
  return gated(inputItems(ranges, path, checkCidr), some);
}

/** Rejects, as Azure does, a range that is not IPv4 or that does not begin with its first address. */
export function checkIpv4Range(cidr: string, path: PropertyPath): string {
  checkCidr(cidr, path);
  if (cidr.includes(":")) refuse(path, `is ${shown(cidr)}, but must be a range of IPv4 addresses`);
  const range = new Address4(cidr);
  const first = range.startAddress().correctForm();
  if (first !== range.correctForm()) {
    refuse(
      path,
      `is ${shown(cidr)}, which does not begin with its first address. Did you mean '${unlessSecret(first)}/${range.subnetMask}'?`,
    );
  }
  return cidr;
}

/** Whether two ranges have addresses in common. */
export function overlap(cidr: string, other: string): boolean {
  return contains(cidr, other) || contains(other, cidr);
}

/** Whether a range contains an address or another range. */
export function contains(cidr: string, inner: string): boolean {
  return new Address4(inner).isInSubnet(new Address4(cidr));
}

/** How many addresses a range has. */
export function sizeOf(cidr: string): number {
  return 2 ** (32 - new Address4(cidr).subnetMask);
}

/** The address at a distance from the first one of a range. */
export function addressAt(cidr: string, index: number): string {
  return new Address4(cidr).startAddress().offset(index).correctForm();
}
