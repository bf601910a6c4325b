/** Checks a server's chain that is given as text: refuses what clients would refuse. */
import type { X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { refuse } from "../inputs/errors";
import type { PropertyPath } from "../inputs/path";
import { unlessSecret } from "../inputs/shown";
import { checkSigners } from "./chain";
import { checkSameKind, keyAlgorithmOf } from "./keyAlgorithm";
import {
  checkCaCertificate,
  checkKey,
  endOf,
  isExpired,
  isIssuedBy,
  isSelfSigned,
  readCertificates,
  subjectOf,
  toPem,
} from "./pem";

/** The part of the chain that a server sends: all but a root. Refuses a chain that clients would refuse. */
export function checkServerChain(chainPem: string, path: PropertyPath, now = new Date()): string {
  const chain = readCertificates(chainPem, path);
  checkServerCertificate(chain[0], path, now);
  checkSigners(chain, path, now, "the server certificate first, each certificate followed by its signer");
  return toPem(sentOf(chain));
}

function sentOf([server, ...signers]: X509Certificate[]): X509Certificate[] {
  return [server, ...signers.filter(certificate => !isSelfSigned(certificate))];
}

/** Refuses a key that is not the server's. The error never shows it. */
export function checkChainKey(
  { chainPem, privateKeyPem }: Record<"chainPem" | "privateKeyPem", string>,
  path: PropertyPath,
): string {
  const [server] = readCertificates(chainPem, path.child("chainPem"));
  checkKey(server, privateKeyPem, path.child("privateKeyPem"));
  return privateKeyPem;
}

/** What clients trust: `trustBundlePem`, which must have signed the chain, or else the root at the chain's end, if any. */
export function checkTrust(
  { chainPem, trustBundlePem }: { chainPem: string; trustBundlePem?: string },
  path: PropertyPath,
  now = new Date(),
): string | undefined {
  const chain = readCertificates(chainPem, path.child("chainPem"));
  if (trustBundlePem === undefined) {
    const last = chain.at(-1)!;
    return isSelfSigned(last) ? toPem([last]) : undefined;
  }
  return checkTrustBundle(trustBundlePem, sentOf(chain).at(-1)!, path.child("trustBundlePem"), now);
}

/** Refuses a chain whose first certificate is not a valid certificate of a server. */
function checkServerCertificate(certificate: X509Certificate, path: PropertyPath, now: Date): void {
  const subject = subjectOf(certificate);
  if (certificate.ca) {
    refuse(
      path,
      `starts with ${subject}, which is a CA certificate: put the server certificate first, then the intermediates`,
    );
  }
  if (certificate.keyUsage !== undefined && !certificate.keyUsage.some(use => serverUses.includes(use))) {
    refuse(
      path,
      `starts with ${subject}, which is not for servers (its extendedKeyUsage lacks serverAuth): use a server certificate`,
    );
  }
  const begin = new Date(certificate.validFrom);
  if (begin > now) {
    refuse(path, `${subject} is not valid before ${begin.toISOString()}: use one that is already valid`);
  }
  if (isExpired(certificate, now)) {
    refuse(path, `${subject} expired on ${endOf(certificate)}: use one that is still valid`);
  }
}

// serverAuth and anyExtendedKeyUsage. Node.js calls the extended key usage keyUsage.
const serverUses = ["1.3.6.1.5.5.7.3.1", "2.5.29.37.0"];

/** Refuses a bundle that did not sign the chain: clients with that bundle would reject the server. */
function checkTrustBundle(pem: string, last: X509Certificate, path: PropertyPath, now: Date): string {
  const trusted = readCertificates(pem, path);
  const signer = trusted.find(certificate => isIssuedBy(last, certificate));
  if (signer === undefined) {
    const subjects = trusted.map(subjectOf).join(", ");
    refuse(
      path,
      `contains ${subjects}, which did not sign ${subjectOf(last)}, the last certificate of chainPem: use the root above ` +
        "it, or add the missing intermediates to chainPem",
    );
  }
  checkCaCertificate(signer, path, now);
  checkSameKind(keyAlgorithmOf(signer, path), keyAlgorithmOf(last, path), path, subjectOf(last));
  return toPem(trusted);
}

/** Refuses a chain whose server certificate is not valid for all of these DNS names and IP addresses. */
export function checkCovers(chainPem: string, hosts: string[], path: PropertyPath): void {
  const [certificate] = readCertificates(chainPem, path);
  const missing = hosts.filter(host => !isFor(certificate, host));
  if (missing.length > 0) {
    refuse(
      path,
      `${subjectOf(certificate)} is not valid for ${unlessSecret(missing.join(", "))}, which clients connect to; its ` +
        `subject alternative names are: ${namesOf(certificate)}. Use a certificate for all of these, or set hosts to the ` +
        "names and addresses that clients connect to",
    );
  }
}

/** Refuses a chain whose server certificate is valid for none of the names of the Service inside the cluster. */
export function checkCoversOne(chainPem: string, names: string[], path: PropertyPath): void {
  const [certificate] = readCertificates(chainPem, path);
  if (!names.some(name => isFor(certificate, name))) {
    refuse(
      path,
      `${subjectOf(certificate)} is valid for none of ${unlessSecret(names.join(", "))}, which clients inside the cluster ` +
        `connect to; its subject alternative names are: ${namesOf(certificate)}. Use a certificate for one of these, or set ` +
        "hosts to the names and addresses that clients connect to",
    );
  }
}

function namesOf({ subjectAltName }: X509Certificate): string {
  return subjectAltName ?? "none";
}

/** Clients look at the subject alternative names only. */
function isFor(certificate: X509Certificate, host: string): boolean {
  const match = isIP(host) ? certificate.checkIP(host) : certificate.checkHost(host, { subject: "never" });
  return match !== undefined;
}

/**
 * Refuses a certificate without an IP address before a listener is made: the address of its load balancer is only known
 * afterwards, and then the listener would wait for a certificate in vain.
 */
export function checkForAddress(chainPem: string, path: PropertyPath): void {
  const [certificate] = readCertificates(chainPem, path);
  if (!certificate.subjectAltName?.includes("IP Address:")) {
    refuse(
      path,
      `${subjectOf(certificate)} is not valid for any IP address, but clients connect to a load balancer by its IP address ` +
        "unless hosts says otherwise: set hosts, such as to the DNS name of the load balancer",
    );
  }
}
