/** What the operator tells the frontends of a broker, in a Secret. */
import { createHash } from "node:crypto";
import type { AuthenticationMethod, AuthorizationRule } from "./customResources";

/** The key in the Secret. */
export const configurationKey = "config.json";

export interface Configuration {
  ports: PortConfiguration[];
  /** All listeners' Secrets that are created by hand: frontends do not start without them. */
  manualSecrets: string[];
}

export interface PortConfiguration {
  port: number;
  protocol: "Mqtt" | "WebSockets";
  /** The Secret with the server's certificate. If omitted, the port has no TLS. */
  secret?: string;
  /** In the order in which they are tried. If omitted, the port is open to all. */
  authentication?: AuthenticationMethod[];
  /** What clients may do. If omitted, they may do everything. */
  authorization?: AuthorizationRule[];
}

/** The documented message about a missing server certificate. */
export function missingCertificate(secret: string): string {
  return `Server certificate ${secret} not found. Awaiting creation of secret.`;
}

/** The hash by which the frontends report which configuration they have. */
export function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
