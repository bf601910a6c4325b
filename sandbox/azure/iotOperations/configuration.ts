/** What the operator tells the frontends of a broker, in a Secret. */
import { createHash } from "node:crypto";
import type { AuthenticationMethod, AuthorizationRule } from "./customResources";

/** The key in the Secret. */
export const configurationKey = "config.json";

export interface Configuration {
  ports: PortConfiguration[];
  /** The Secrets that somebody makes by hand, of all listeners: frontends do not start without them. */
  manualSecrets: string[];
}

export interface PortConfiguration {
  port: number;
  protocol: "Mqtt" | "WebSockets";
  /** The Secret with the server's certificate; without it the port has no TLS. */
  secret?: string;
  /** In the order in which they are tried; without it the port is open to all. */
  authentication?: AuthenticationMethod[];
  /** What clients may do; without it they may do everything. */
  authorization?: AuthorizationRule[];
}

/** What is said of a server certificate that is not there, in the words of the documents. */
export function missingCertificate(secret: string): string {
  return `Server certificate ${secret} not found. Awaiting creation of secret.`;
}

/** By which the frontends say which configuration they have. */
export function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
