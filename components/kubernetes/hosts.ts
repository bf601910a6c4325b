/** The names and addresses of hosts. */
import { isIP } from "node:net";
import { refuse } from "../inputs/errors";
import type { PropertyPath } from "../inputs/path";
import { shown, unlessSecret } from "../inputs/shown";
import { canonicalAddress } from "./ipAddresses";

const hostLabel = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/i;

/** Labels that clients read as an IPv4 address, in decimal, octal or hexadecimal. */
const onlyNumbers = /^(\d+|0x[0-9a-f]*)(\.(\d+|0x[0-9a-f]*))*$/i;

/** A DNS name. Its first label may be `*`. */
export function checkDnsName(dnsName: string, path: PropertyPath): string {
  const text = typeof dnsName === "string" ? dnsName : "";
  if (isIP(text)) {
    refuse(path, `is the IP address ${unlessSecret(text)}: move it to ipAddresses, where clients look for it`);
  }
  const name = text.replace(/^\*\./, "");
  if (onlyNumbers.test(name)) refuseNumbers(text, path);
  if (text.length > 253 || !name.split(".").every(part => part.length < 64 && hostLabel.test(part))) {
    refuse(path, `is ${shown(dnsName)}, but must be a DNS name such as mqtt.example.com`);
  }
  return dnsName;
}

/** An IP address, in canonical form. */
export function checkIpAddress(ipAddress: string, path: PropertyPath): string {
  // Node.js accepts zones, as in fe80::1%eth0; certificates and Go's parsers do not.
  // It also accepts what only reads like an address when made into text, such as a list of one.
  if (typeof ipAddress !== "string" || !isIP(ipAddress) || ipAddress.includes("%")) {
    refuse(path, `is ${shown(ipAddress)}, but must be an IP address such as 203.0.113.7 or 2001:db8::7`);
  }
  return canonicalAddress(ipAddress);
}

/** An IP address, in canonical form, or a DNS name without a wildcard: something to connect to. */
export function checkHost(host: string, path: PropertyPath): string {
  if (typeof host === "string" && isIP(host)) return checkIpAddress(host, path);
  if (typeof host === "string" && host.startsWith("*")) {
    refuse(
      path,
      `is ${shown(host)}, but clients cannot connect to a wildcard: set a DNS name such as mqtt.example.com`,
    );
  }
  return checkDnsName(host, path);
}

function refuseNumbers(text: string, path: PropertyPath): never {
  const rule = "an IPv4 address has four numbers from 0 to 255, without leading zeros, such as 203.0.113.7";
  refuse(path, `is ${shown(text)}, which is neither an IP address nor a DNS name: ${rule}`);
}
