/** What a certificate says: what node:crypto tells, and the extensions that it does not tell. */
import type { X509Certificate } from "node:crypto";
import type * as asn1Schema from "@peculiar/asn1-schema";
import type * as asn1 from "@peculiar/asn1-x509";
import { refuse } from "../inputs/errors";
import type { PropertyPath } from "../inputs/path";
import { shortened } from "../inputs/shown";
import { readHosts, readNameConstraints, readNames } from "./certificateNames";
import type { CertificateName, NameConstraints } from "./certificateNames";

/** What node:crypto does not tell of a certificate. */
export interface CertificateDetails {
  /** Whether the basic constraints say so. */
  isCa: boolean;
  /** Undefined if the extension is missing: then every use is allowed. */
  keyUsage?: string[];
  /** Object identifiers. Undefined if the extension is missing: then every use is allowed. */
  extendedKeyUsage?: string[];
  /** How many CA certificates may stand between this one and the server's. Undefined for any number. */
  pathLength?: number;
  nameConstraints?: NameConstraints;
  /** The subject alternative names, the subject, and email addresses in it. */
  names: CertificateName[];
  /** Names in the subject that clients take for DNS names of a server without any. */
  hosts: CertificateName[];
  /** The object identifier of the signature algorithm and, for RSA-PSS, of its hash. */
  signature: { algorithm: string; hash?: string };
  /** Whether the key is on a curve that is given by its parameters instead of its name. */
  hasCurveParameters: boolean;
  /** The critical extensions, by their object identifiers. */
  critical: string[];
}

/** When a certificate begins to be valid. */
export function beginOf(certificate: X509Certificate): Date {
  return new Date(certificate.validFrom);
}

/** When a certificate expires, in RFC 3339. */
export function endOf(certificate: X509Certificate): string {
  return new Date(certificate.validTo).toISOString();
}

/** Whether a certificate has expired. */
export function isExpired(certificate: X509Certificate, now: Date): boolean {
  return new Date(certificate.validTo) <= now;
}

// Clocks differ a little: whoever made the certificate a moment ago may be ahead.
const toleratedMilliseconds = 5 * 60_000;

/** Whether a certificate is not valid yet. */
export function isEarly(certificate: X509Certificate, now: Date): boolean {
  return beginOf(certificate).getTime() > now.getTime() + toleratedMilliseconds;
}

/** Now, or when the certificate begins, if that is later. */
export function whenValid(certificate: X509Certificate): Date {
  return new Date(Math.max(Date.now(), beginOf(certificate).getTime()));
}

/** Whether subject and issuer have the same name. */
export function isSelfIssued({ subject, issuer }: X509Certificate): boolean {
  return subject === issuer;
}

/** Whether a certificate is signed with its own key, as a root is. */
export function isSelfSigned(certificate: X509Certificate): boolean {
  return isSelfIssued(certificate) && certificate.verify(certificate.publicKey);
}

/** Whether a certificate is signed with the other's key. */
export function isIssuedBy(certificate: X509Certificate, signer: X509Certificate): boolean {
  return certificate.checkIssued(signer) && certificate.verify(signer.publicKey);
}

/** The subject on one line, quoted. It is public, even if the certificate is given together with a secret key. */
export function subjectOf(certificate: X509Certificate): string {
  return `'${shortened(certificate.subject.split("\n").join(", "))}'`;
}

const detailsBy = new WeakMap<X509Certificate, CertificateDetails>();

/** Reads the details. Refuses a certificate with an extension that cannot be read. */
export function detailsOf(certificate: X509Certificate, path: PropertyPath): CertificateDetails {
  const known = detailsBy.get(certificate);
  if (known !== undefined) return known;
  try {
    const details = readDetails(certificate);
    detailsBy.set(certificate, details);
    return details;
  } catch (error) {
    refuse(path, `${subjectOf(certificate)} cannot be read: ${(error as Error).message}`);
  }
}

/* eslint-disable @typescript-eslint/no-require-imports -- Loaded on first use: most programs have no certificate to judge. */
const parser = () => require("@peculiar/asn1-schema") as typeof asn1Schema;
const types = () => require("@peculiar/asn1-x509") as typeof asn1;
/* eslint-enable @typescript-eslint/no-require-imports */

function readDetails({ raw }: X509Certificate): CertificateDetails {
  const x509 = types();
  const { AsnConvert } = parser();
  const { tbsCertificate, signatureAlgorithm } = AsnConvert.parse(raw, x509.Certificate);
  const { subject, subjectPublicKeyInfo, extensions = [] } = tbsCertificate;
  const read = <T>(id: string, type: new () => T): T | undefined => {
    const [extension, ...others] = extensions.filter(({ extnID }) => extnID === id);
    if (others.length > 0) throw new Error(`it has the extension ${id} twice`);
    return extension && AsnConvert.parse(extension.extnValue, type);
  };
  const alternative = read(x509.id_ce_subjectAltName, x509.SubjectAlternativeName);
  const constraints = read(x509.id_ce_nameConstraints, x509.NameConstraints);
  const usage = read(x509.id_ce_extKeyUsage, x509.ExtendedKeyUsage);
  const basic = read(x509.id_ce_basicConstraints, x509.BasicConstraints);
  return {
    isCa: basic?.cA === true,
    keyUsage: read(x509.id_ce_keyUsage, x509.KeyUsage)?.toJSON(),
    extendedKeyUsage: usage && [...usage],
    pathLength: basic?.pathLenConstraint,
    nameConstraints: constraints && readNameConstraints(constraints),
    names: readNames(subject, alternative ?? []),
    hosts: readHosts(subject, alternative ?? []),
    signature: { algorithm: signatureAlgorithm.algorithm, hash: hashOf(signatureAlgorithm) },
    hasCurveParameters: hasCurveParameters(subjectPublicKeyInfo.algorithm),
    critical: extensions.filter(({ critical }) => critical).map(({ extnID }) => extnID),
  };
}

/** The hash that RSA-PSS names in its parameters. */
function hashOf({ parameters }: asn1.AlgorithmIdentifier): string | undefined {
  const found =
    parameters &&
    Buffer.from(parameters)
      .toString("hex")
      .match(/06096086480165030402(0[1-9a-f])/);
  return found ? `2.16.840.1.101.3.4.2.${parseInt(found[1], 16)}` : undefined;
}

/** The name of a curve is an object identifier, with the tag 6; parameters are a sequence. */
function hasCurveParameters({ algorithm, parameters }: asn1.AlgorithmIdentifier): boolean {
  return algorithm === "1.2.840.10045.2.1" && new Uint8Array(parameters ?? [])[0] !== 6;
}
