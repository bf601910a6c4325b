/** Who a client is, and what it shows to prove it. */
import type { Attributes } from "../customResources";

/** MQTT 5's reason codes, as far as the broker gives them itself. */
export const reasons = {
  success: 0,
  continueAuthentication: 24,
  protocolError: 130,
  notAuthorized: 135,
  serverUnavailable: 136,
  badAuthenticationMethod: 140,
  administrativeAction: 152,
} as const;

/** A client that has been let in. */
export interface Identity {
  username: string;
  attributes: Attributes;
  /** When it ceases to be valid, in milliseconds since 1970. */
  expires?: number;
}

/** All that a client has shown: in its TLS handshake, and in a CONNECT or AUTH packet. */
export interface Credentials {
  packet: "connect" | "auth";
  username?: string;
  password?: Buffer;
  authenticationMethod?: string;
  authenticationData?: Buffer;
  /** The client's certificate first, then those that issued it; verified in the handshake, and of no use to an AUTH. */
  certificates: ClientCertificate[];
}

export interface ClientCertificate {
  subject: Record<string, string | string[]>;
  pem: string;
  /** The end of its validity, in milliseconds since 1970. */
  validTo: number;
}

/** What one method of authentication makes of credentials. The next one is asked where they are not relevant for it, or it cannot tell now. */
export type Verdict = { pass: Identity } | { fail: number; why: string } | "not relevant" | "unavailable";
