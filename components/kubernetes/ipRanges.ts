/** Ranges of IP addresses, in CIDR notation. */
import { isIP } from "node:net";
import type * as pulumi from "@pulumi/pulumi";
import { Address4, Address6 } from "ip-address";
import { refuse } from "../inputs/errors";
import { gated, input, inputItems } from "../inputs/input";
import type { PropertyPath } from "../inputs/path";
import { mayShow, shown, unlessSecret } from "../inputs/shown";

/**
 * A range of IP addresses, with its first address in canonical form. Rejects one with bits behind its prefix: whether
 * `203.0.113.7/24` means one address or all 256 is not clear, and Azure refuses it.
 */
export function checkCidr(cidr: string, path: PropertyPath): string {
  const [address = "", prefix, ...rest] = typeof cidr === "string" ? cidr.split("/") : [];
  const version = address.includes("%") ? 0 : isIP(address);
  const bits = version === 6 ? 128 : 32;
  if (!version || rest.length > 0 || !/^\d{1,3}$/.test(prefix ?? "") || Number(prefix) > bits) {
    const meant = version && prefix === undefined && mayShow(cidr) ? `. Did you mean '${address}/${bits}'?` : "";
    refuse(path, `is ${shown(cidr)}, but must be a CIDR such as 203.0.113.0/24${meant}`);
  }
  const given = `${address}/${Number(prefix)}`;
  const range = version === 6 ? new Address6(given) : new Address4(given);
  const first = `${range.startAddress().correctForm()}/${range.subnetMask}`;
  if (range.startAddress().correctForm() !== range.correctForm()) {
    const meant = `Did you mean '${unlessSecret(first)}'?`;
    refuse(path, `is ${shown(cidr)}, which does not begin with its first address. ${meant}`);
  }
  return first;
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

/** Rejects, as Azure does, a range that is not IPv4. */
export function checkIpv4Range(cidr: string, path: PropertyPath): string {
  const range = checkCidr(cidr, path);
  return range.includes(":") ? refuse(path, `is ${shown(cidr)}, but must be a range of IPv4 addresses`) : range;
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
