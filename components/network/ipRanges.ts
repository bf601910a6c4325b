/** Ranges of IP addresses. */
import { isIP } from "node:net";
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
