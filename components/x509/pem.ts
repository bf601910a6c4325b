/** Reads certificates from PEM text and says what is wrong with them. */
import { X509Certificate } from "node:crypto";
import { refuse } from "../inputs/checked";
import type { PropertyPath } from "../inputs/path";

const block = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

/** All certificates of a PEM text, in its order. Refuses text with none, and text that holds a private key. */
export function readCertificates(pem: string, propertyPath: PropertyPath | string): X509Certificate[] {
  if (typeof pem !== "string" || pem.trim() === "") {
    refuse(propertyPath, "is missing: give a certificate in PEM, which starts with -----BEGIN CERTIFICATE-----");
  }
  if (pem.includes("PRIVATE KEY-----")) {
    refuse(propertyPath, "holds a private key, but must hold certificates only");
  }
  const blocks = pem.match(block) ?? [];
  if (blocks.length === 0) {
    refuse(propertyPath, "is no certificate in PEM: no line says -----BEGIN CERTIFICATE-----");
  }
  return blocks.map((text, index) => {
    try {
      return new X509Certificate(text);
    } catch (error) {
      refuse(propertyPath, `certificate ${index + 1} of ${blocks.length} cannot be read: ${(error as Error).message}`);
    }
  });
}

/** The certificates as PEM text. */
export function toPem(certificates: X509Certificate[]): string {
  return certificates.map(certificate => certificate.toString()).join("");
}

/** Refuses a certificate that cannot sign others, or whose time is over. */
export function checkCaCertificate(certificate: X509Certificate, propertyPath: PropertyPath | string, now: Date): void {
  checkIsCa(certificate, propertyPath);
  if (isExpired(certificate, now)) {
    refuse(propertyPath, `${subjectOf(certificate)} expired on ${endOf(certificate)}: give one that is in force`);
  }
}

/** Refuses a certificate that cannot sign others. */
export function checkIsCa(certificate: X509Certificate, propertyPath: PropertyPath | string): void {
  if (!certificate.ca) {
    refuse(
      propertyPath,
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
  return certificate.checkIssued(certificate) && certificate.verify(certificate.publicKey);
}

/** The subject in one line, quoted. */
export function subjectOf(certificate: X509Certificate): string {
  return `'${certificate.subject.split("\n").join(", ")}'`;
}

/** The certificates that have not expired, each once, in the order in which each came first. */
export function inForce(pems: string[], now: Date): string {
  const certificates = pems.flatMap(pem => readCertificates(pem, "certificatesPem"));
  const living = certificates.filter(certificate => !isExpired(certificate, now));
  return toPem([...new Map(living.map(certificate => [certificate.fingerprint256, certificate])).values()]);
}
