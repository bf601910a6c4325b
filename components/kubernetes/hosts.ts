/** The names and addresses of hosts. */
import { isIP } from "node:net";
import { refuse } from "../inputs/errors";
import type { PropertyPath } from "../inputs/path";
import { shown, unlessSecret } from "../inputs/shown";

const hostLabel = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/i;

/** A DNS name. Its first label may be `*`. */
export function checkDnsName(dnsName: string, path: PropertyPath): string {
  if (isIP(dnsName)) {
    refuse(path, `is the IP address ${unlessSecret(dnsName)}: move it to ipAddresses, where clients look for it`);
  }
  const labels = typeof dnsName === "string" ? dnsName.replace(/^\*\./, "").split(".") : [];
  if (labels.length === 0 || dnsName.length > 253 || !labels.every(part => part.length < 64 && hostLabel.test(part))) {
    refuse(path, `is ${shown(dnsName)}, but must be a DNS name such as mqtt.example.com`);
  }
  return dnsName;
}

/** An IP address. */
export function checkIpAddress(ipAddress: string, path: PropertyPath): string {
  // Node.js accepts zones, as in fe80::1%eth0; certificates and Go's parsers do not.
  if (!isIP(ipAddress) || ipAddress.includes("%")) {
    refuse(path, `is ${shown(ipAddress)}, but must be an IP address such as 203.0.113.7 or 2001:db8::7`);
  }
  return ipAddress;
}

/** An IP address or a DNS name. */
export function checkHost(host: string, path: PropertyPath): string {
  return isIP(host) ? checkIpAddress(host, path) : checkDnsName(host, path);
}
