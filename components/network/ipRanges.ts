/** Ranges of IP addresses. */
import { isIP } from "node:net";
import { Address4 } from "ip-address";
import { refuse } from "../checked";

/** Refuses what is no range of IP addresses in CIDR notation. */
export function checkCidr(cidr: string, propertyPath: string): string {
  const [address, prefix, ...rest] = String(cidr).split("/");
  const bits = isIP(address) === 6 ? 128 : 32;
  const valid = isIP(address) && rest.length === 0 && /^\d{1,3}$/.test(prefix ?? "") && Number(prefix) <= bits;
  if (!valid) {
    const meant = isIP(address) && prefix === undefined ? `. Did you mean '${address}/${bits}'?` : "";
    refuse(propertyPath, `is ${JSON.stringify(cidr)}, but must be a CIDR such as 203.0.113.0/24${meant}`);
  }
  return cidr;
}

/** Refuses what is no range of IPv4 addresses, or one that does not begin at its first address: Azure refuses that. */
export function checkIpv4Range(cidr: string, propertyPath: string): string {
  checkCidr(cidr, propertyPath);
  if (cidr.includes(":")) {
    refuse(propertyPath, `is ${JSON.stringify(cidr)}, but must be a range of IPv4 addresses`);
  }
  const range = new Address4(cidr);
  const first = range.startAddress().correctForm();
  if (first !== range.correctForm()) {
    refuse(
      propertyPath,
      `is ${JSON.stringify(cidr)}, which does not begin with its first address. Did you mean '${first}/${range.subnetMask}'?`,
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
