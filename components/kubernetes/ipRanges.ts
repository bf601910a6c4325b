/** Ranges of IP addresses. */
import { isIP } from "node:net";
import * as pulumi from "@pulumi/pulumi";
import { Address4 } from "ip-address";
import { checked, checkedItems, refuse } from "../inputs/checked";
import type { PropertyPath } from "../inputs/path";
import { mayShow, shown, unlessSecret } from "../inputs/shown";

/** Refuses what is no range of IP addresses in CIDR notation. */
export function checkCidr(cidr: string, propertyPath: PropertyPath | string): string {
  const [address, prefix, ...rest] = String(cidr).split("/");
  const bits = isIP(address) === 6 ? 128 : 32;
  const valid = isIP(address) && rest.length === 0 && /^\d{1,3}$/.test(prefix ?? "") && Number(prefix) <= bits;
  if (!valid) {
    const meant = isIP(address) && prefix === undefined && mayShow(cidr) ? `. Did you mean '${address}/${bits}'?` : "";
    refuse(propertyPath, `is ${shown(cidr)}, but must be a CIDR such as 203.0.113.0/24${meant}`);
  }
  return cidr;
}

/** What is wrong with an empty list of ranges that are let in. */
export const openToAll = "is empty, which lets everyone in: name at least one range, or leave it out if you mean that";

/** The ranges that are let in. Refuses null and an empty list, which Kubernetes and routers read as everyone. */
export function checkedSources(
  ranges: pulumi.Input<pulumi.Input<string>[]>,
  propertyPath: PropertyPath | string,
  check: (range: string, propertyPath: PropertyPath | string) => string,
): pulumi.Output<string[]> {
  const notEmpty = checked(ranges, given => {
    if (!Array.isArray(given)) {
      refuse(propertyPath, `is ${shown(given)}, but must be a list of ranges: leave it out to let everyone in`);
    }
    if (given.length === 0) {
      refuse(propertyPath, openToAll);
    }
  });
  return pulumi.all([checkedItems(ranges, propertyPath, check), notEmpty]).apply(([cidrs]) => cidrs);
}

/** Refuses what is no range of IPv4 addresses, or one that does not begin at its first address: Azure refuses that. */
export function checkIpv4Range(cidr: string, propertyPath: PropertyPath | string): string {
  checkCidr(cidr, propertyPath);
  if (cidr.includes(":")) {
    refuse(propertyPath, `is ${shown(cidr)}, but must be a range of IPv4 addresses`);
  }
  const range = new Address4(cidr);
  const first = range.startAddress().correctForm();
  if (first !== range.correctForm()) {
    refuse(
      propertyPath,
      `is ${shown(cidr)}, which does not begin with its first address. Did you mean '${unlessSecret(first)}/${range.subnetMask}'?`,
    );
  }
  return cidr;
}

/** Whether two ranges have addresses in common. */
export function overlap(cidr: string, other: string): boolean {
  return contains(cidr, other) || contains(other, cidr);
}

/** Whether an address, or all of a range, is in a range. */
export function contains(cidr: string, inner: string): boolean {
  return new Address4(inner).isInSubnet(new Address4(cidr));
}

/** How many addresses a range has. */
export function sizeOf(cidr: string): number {
  return 2 ** (32 - new Address4(cidr).subnetMask);
}

/** The address that many after the first of a range. */
export function addressAt(cidr: string, index: number): string {
  return new Address4(cidr).startAddress().offset(index).correctForm();
}
