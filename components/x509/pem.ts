/** Reads certificates and keys in PEM, and refuses those that cannot be used. */
import { X509Certificate, createPrivateKey } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { refuse } from "../inputs/errors";
import { PropertyPath } from "../inputs/path";

const block = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

/** All certificates in PEM text, in order. Refuses text without any, and text with a private key. */
export function readCertificates(pem: string, path: PropertyPath): X509Certificate[] {
  if (typeof pem !== "string" || pem.trim() === "") {
    refuse(path, "is missing, but must be a certificate in PEM, which starts with -----BEGIN CERTIFICATE-----");
  }
  if (pem.includes("PRIVATE KEY-----")) {
    refuse(path, "contains a private key, but must contain only certificates");
  }
  const blocks = pem.match(block) ?? [];
  if (blocks.length === 0) {
    refuse(path, "is not a certificate in PEM: it has no line -----BEGIN CERTIFICATE-----");
  }
  return blocks.map((text, index) => {
    try {
      return new X509Certificate(text);
    } catch (error) {
      refuse(path, `certificate ${index + 1} of ${blocks.length} cannot be read: ${(error as Error).message}`);
    }
  });
}

/** The certificates as PEM text. */
export function toPem(certificates: X509Certificate[]): string {
  return certificates.map(certificate => certificate.toString()).join("");
}

/** Refuses a certificate that may not sign others or has expired. */
export function checkCaCertificate(certificate: X509Certificate, path: PropertyPath, now: Date): void {
  checkIsCa(certificate, path);
  if (isExpired(certificate, now)) {
    refuse(path, `${subjectOf(certificate)} expired on ${endOf(certificate)}: use one that is still valid`);
  }
}

/** Refuses a certificate that may not sign others. */
export function checkIsCa(certificate: X509Certificate, path: PropertyPath): void {
  if (!certificate.ca) {
    refuse(
      path,
      `${subjectOf(certificate)} is not a CA certificate (basicConstraints CA:TRUE is missing): use the certificate of ` +
        "the authority, not one that it signed",
    );
  }
}

/** Whether a certificate has expired. */
export function isExpired(certificate: X509Certificate, now: Date): boolean {
  return new Date(certificate.validTo) <= now;
}

/** When a certificate expires, in RFC 3339. */
export function endOf(certificate: X509Certificate): string {
  return new Date(certificate.validTo).toISOString();
}

/** Whether a certificate is signed with its own key, as a root is. */
export function isSelfSigned(certificate: X509Certificate): boolean {
  return isIssuedBy(certificate, certificate);
}

/** Whether a certificate is signed with the other's key. */
export function isIssuedBy(certificate: X509Certificate, signer: X509Certificate): boolean {
  return certificate.checkIssued(signer) && certificate.verify(signer.publicKey);
}

/** Refuses anything but the private key of the certificate. The error never shows what was given. */
export function checkKey(certificate: X509Certificate, privateKeyPem: string, path: PropertyPath): void {
  let key: KeyObject;
  try {
    key = createPrivateKey(privateKeyPem);
  } catch {
    // The cause is not shown: the value may be some other secret.
    refuse(path, "cannot be read as a private key: it must be in PEM and not encrypted");
  }
  if (!certificate.checkPrivateKey(key)) {
    refuse(path, `is not the key of the certificate ${subjectOf(certificate)}: use the key that belongs to it`);
  }
}

/** The subject on one line, quoted. */
export function subjectOf(certificate: X509Certificate): string {
  return `'${certificate.subject.split("\n").join(", ")}'`;
}

/** The certificates that have not expired, each once, in order of first appearance. */
export function inForce(pems: string[], now: Date): string {
  const certificates = pems.flatMap(pem => readCertificates(pem, PropertyPath.root.child("certificatesPem")));
  const living = certificates.filter(certificate => !isExpired(certificate, now));
  return toPem([...new Map(living.map(certificate => [certificate.fingerprint256, certificate])).values()]);
}
