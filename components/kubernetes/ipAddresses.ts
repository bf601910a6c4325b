/** One spelling for each IP address, so that addresses can be compared as text. */
import { isIP } from "node:net";
import { Address6 } from "ip-address";

/**
 * The address as RFC 5952 writes it: `2001:db8::1` for `2001:DB8:0::1`. An IPv4 address in IPv6 notation, such as
 * `::ffff:203.0.113.7`, becomes `203.0.113.7`: certificates and Kubernetes do not distinguish the two. Other text stays as it is.
 */
export function canonicalAddress(address: string): string {
  if (isIP(address) !== 6) return address;
  const parsed = new Address6(address);
  return parsed.isMapped4() ? parsed.to4().correctForm() : parsed.correctForm();
}
