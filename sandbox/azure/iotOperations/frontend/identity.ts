/** Who a client is, and what it shows to prove it. */
import type { Attributes } from "../customResources";

/** The MQTT 5 reason codes that the broker itself gives. */
export const reasons = {
  success: 0,
  continueAuthentication: 24,
  protocolError: 130,
  notAuthorized: 135,
  serverUnavailable: 136,
  badAuthenticationMethod: 140,
  administrativeAction: 152,
} as const;

/** A client that was admitted. */
export interface Identity {
  username: string;
  attributes: Attributes;
  /** When it ceases to be valid, in milliseconds since 1970. */
  expires?: number;
}

/** Everything that a client has shown in its TLS handshake and in a CONNECT or AUTH packet. */
export interface Credentials {
  packet: "connect" | "auth";
  username?: string;
  password?: Buffer;
  authenticationMethod?: string;
  authenticationData?: Buffer;
  /** The client's certificate, then its issuers'. The handshake verified them; an AUTH has no use for them. */
  certificates: ClientCertificate[];
}

export interface ClientCertificate {
  subject: Record<string, string | string[]>;
  pem: string;
  /** The end of its validity, in milliseconds since 1970. */
  validTo: number;
}

/** What one method says about credentials. If they are not relevant to it, or it cannot tell now, the next one is asked. */
export type Verdict = { pass: Identity } | { fail: number; why: string } | "not relevant" | "unavailable";
