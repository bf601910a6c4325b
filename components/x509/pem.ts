/** Reads certificates and keys from PEM text and says what is wrong with them. */
import { X509Certificate, createPrivateKey } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { refuse } from "../inputs/errors";
import { PropertyPath } from "../inputs/path";

const block = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

/** All certificates of a PEM text, in its order. Refuses text without any, and text that holds a private key. */
export function readCertificates(pem: string, path: PropertyPath): X509Certificate[] {
  if (typeof pem !== "string" || pem.trim() === "") {
    refuse(path, "is missing: give a certificate in PEM, which starts with -----BEGIN CERTIFICATE-----");
  }
  if (pem.includes("PRIVATE KEY-----")) {
    refuse(path, "holds a private key, but must hold certificates only");
  }
  const blocks = pem.match(block) ?? [];
  if (blocks.length === 0) {
    refuse(path, "is no certificate in PEM: no line says -----BEGIN CERTIFICATE-----");
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

/** Refuses a certificate that cannot sign others, or whose time is over. */
export function checkCaCertificate(certificate: X509Certificate, path: PropertyPath, now: Date): void {
  checkIsCa(certificate, path);
  if (isExpired(certificate, now)) {
    refuse(path, `${subjectOf(certificate)} expired on ${endOf(certificate)}: give one that is in force`);
  }
}

/** Refuses a certificate that cannot sign others. */
export function checkIsCa(certificate: X509Certificate, path: PropertyPath): void {
  if (!certificate.ca) {
    refuse(
      path,
      `${subjectOf(certificate)} is no CA certificate (basicConstraints CA:TRUE is missing): give the certificate of ` +
        "the authority, not one that it signed",
    );
  }
}

/** Whether a certificate's time is over. */
export function isExpired(certificate: X509Certificate, now: Date): boolean {
  return new Date(certificate.validTo) <= now;
}

/** When a certificate ends, in RFC 3339. */
export function endOf(certificate: X509Certificate): string {
  return new Date(certificate.validTo).toISOString();
}

/** Whether a certificate is a root: signed with its own key. */
export function isSelfSigned(certificate: X509Certificate): boolean {
  return isIssuedBy(certificate, certificate);
}

/** Whether a certificate is signed with the other's key. */
export function isIssuedBy(certificate: X509Certificate, signer: X509Certificate): boolean {
  return certificate.checkIssued(signer) && certificate.verify(signer.publicKey);
}

/** Refuses any other text than the private key of the certificate. Never tells what was given. */
export function checkKey(certificate: X509Certificate, privateKeyPem: string, path: PropertyPath): void {
  let key: KeyObject;
  try {
    key = createPrivateKey(privateKeyPem);
  } catch {
    // The cause is left out: what was given may be a secret of another kind.
    refuse(path, "is no private key that can be read: give it in PEM and not encrypted");
  }
  if (!certificate.checkPrivateKey(key)) {
    refuse(path, `is not the key of the certificate ${subjectOf(certificate)}: give the key that belongs to it`);
  }
}

/** The subject in one line, quoted. */
export function subjectOf(certificate: X509Certificate): string {
  return `'${certificate.subject.split("\n").join(", ")}'`;
}

/** The certificates that have not expired, each once, in the order in which each came first. */
export function inForce(pems: string[], now: Date): string {
  const certificates = pems.flatMap(pem => readCertificates(pem, PropertyPath.root.child("certificatesPem")));
  const living = certificates.filter(certificate => !isExpired(certificate, now));
  return toPem([...new Map(living.map(certificate => [certificate.fingerprint256, certificate])).values()]);
}
