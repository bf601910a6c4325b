/** Whom a certificate is for, who signs it, and its options. */
import type { KeyObject } from "node:crypto";
import type * as x509 from "@peculiar/asn1-x509";

/** The inputs that self-signed and locally signed certificates share. */
export interface CertificateOptions {
  validityPeriodHours: number;
  allowedUses: string[];
  isCaCertificate: boolean;
  setSubjectKeyId: boolean;
  setAuthorityKeyId?: boolean;
  maxPathLength?: number;
}

/** Whom a certificate is for. */
export interface Holder {
  subject: x509.Name;
  names: x509.GeneralName[];
  /** DER of the SubjectPublicKeyInfo. */
  publicKey: Uint8Array;
}

/** Who signs a certificate. */
export interface Issuer {
  subject: x509.Name;
  subjectKeyId?: ArrayBuffer;
  privateKey: KeyObject;
}
