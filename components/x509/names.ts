/** The names that a certificate carries: its common name, DNS names and IP addresses. */
import { isIP } from "node:net";
import { refuse } from "../inputs/checked";
import type { PropertyPath } from "../inputs/path";
import { shown, unlessSecret } from "../inputs/shown";

const hostLabel = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/i;

/** Refuses what is no DNS name; a first label of `*` is one. */
export function checkDnsName(dnsName: string, propertyPath: PropertyPath | string): string {
  if (isIP(dnsName)) {
    refuse(
      propertyPath,
      `is the IP address ${unlessSecret(dnsName)}: it belongs in ipAddresses, where clients look for it`,
    );
  }
  const labels = typeof dnsName === "string" ? dnsName.replace(/^\*\./, "").split(".") : [];
  if (labels.length === 0 || dnsName.length > 253 || !labels.every(part => part.length < 64 && hostLabel.test(part))) {
    refuse(propertyPath, `is ${shown(dnsName)}, but must be a DNS name such as mqtt.example.com`);
  }
  return dnsName;
}

/** Refuses what is no IP address. */
export function checkIpAddress(ipAddress: string, propertyPath: PropertyPath | string): string {
  // Neither certificates nor Go's parsers have the zones that Node.js takes, as in fe80::1%eth0.
  if (!isIP(ipAddress) || ipAddress.includes("%")) {
    refuse(propertyPath, `is ${shown(ipAddress)}, but must be an IP address such as 203.0.113.7 or 2001:db8::7`);
  }
  return ipAddress;
}

/** Refuses what is neither an IP address nor a DNS name. */
export function checkHost(host: string, propertyPath: PropertyPath | string): string {
  return isIP(host) ? checkIpAddress(host, propertyPath) : checkDnsName(host, propertyPath);
}

/** Refuses a common name or an organization that X.509 has no room for. */
export function checkSubjectText(text: string, propertyPath: PropertyPath | string): string {
  if (typeof text !== "string" || text === "" || text.length > 64) {
    refuse(propertyPath, `is ${shown(text)}, but must have 1 to 64 characters`);
  }
  return text;
}

/** The values without repetitions, in the order in which each came first. */
export function unique(values: string[]): string[] {
  return [...new Set(values)];
}
