/** The chain that a server sends, as text that someone gives: what clients would refuse in it. */
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

/** What a server sends of the chain: all but a root. Refuses a chain that clients would refuse. */
export function checkServerChain(chainPem: string, path: PropertyPath, now = new Date()): string {
  const chain = readCertificates(chainPem, path);
  checkServerCertificate(chain[0], path, now);
  checkSigners(chain, path, now, "the server certificate first, then each certificate that signed the one before");
  return toPem(sentOf(chain));
}

function sentOf([server, ...signers]: X509Certificate[]): X509Certificate[] {
  return [server, ...signers.filter(certificate => !isSelfSigned(certificate))];
}

/** Refuses a key that is not the server's. The reasons never tell what is in it. */
export function checkChainKey({ chainPem, privateKeyPem }: ChainWithKey, path: PropertyPath): string {
  const [server] = readCertificates(chainPem, path.child("chainPem"));
  checkKey(server, privateKeyPem, path.child("privateKeyPem"));
  return privateKeyPem;
}

interface ChainWithKey {
  chainPem: string;
  privateKeyPem: string;
}

/** What clients trust: what is given, which must reach the chain, or else the root at its end, if there is one. */
export function checkTrust(
  { chainPem, trustBundlePem }: ChainWithTrust,
  path: PropertyPath,
  now = new Date(),
): string | undefined {
  const chain = readCertificates(chainPem, path.child("chainPem"));
  if (trustBundlePem === undefined) {
    const last = chain[chain.length - 1];
    return isSelfSigned(last) ? toPem([last]) : undefined;
  }
  const sent = sentOf(chain);
  return checkTrustBundle(trustBundlePem, sent[sent.length - 1], path.child("trustBundlePem"), now);
}

interface ChainWithTrust {
  chainPem: string;
  trustBundlePem?: string;
}

/** Refuses what cannot stand at the head of a chain: a server's own certificate does, which is in force. */
function checkServerCertificate(certificate: X509Certificate, path: PropertyPath, now: Date): void {
  const subject = subjectOf(certificate);
  if (certificate.ca) {
    refuse(
      path,
      `starts with ${subject}, which is a CA certificate: the order is the server certificate first, then the intermediates`,
    );
  }
  if (certificate.keyUsage !== undefined && !certificate.keyUsage.some(use => serverUses.includes(use))) {
    refuse(
      path,
      `starts with ${subject}, which is not made for servers (its extendedKeyUsage lacks serverAuth): give a server certificate`,
    );
  }
  const begin = new Date(certificate.validFrom);
  if (begin > now) {
    refuse(path, `${subject} is not valid before ${begin.toISOString()}: give one that is in force`);
  }
  if (isExpired(certificate, now)) {
    refuse(path, `${subject} expired on ${endOf(certificate)}: give one that is in force`);
  }
}

// Node.js calls the extended key usage keyUsage. These are serverAuth and anyExtendedKeyUsage.
const serverUses = ["1.3.6.1.5.5.7.3.1", "2.5.29.37.0"];

/** Refuses trust that does not reach the chain: clients that go by it would turn the server away. */
function checkTrustBundle(pem: string, last: X509Certificate, path: PropertyPath, now: Date): string {
  const trusted = readCertificates(pem, path);
  const signer = trusted.find(certificate => isIssuedBy(last, certificate));
  if (signer === undefined) {
    const subjects = trusted.map(subjectOf).join(", ");
    refuse(
      path,
      `holds ${subjects}, which did not sign ${subjectOf(last)}, the last certificate of chainPem: give the root above ` +
        "it, or add the intermediates that are missing to chainPem",
    );
  }
  checkCaCertificate(signer, path, now);
  checkSameKind(keyAlgorithmOf(signer, path), keyAlgorithmOf(last, path), path, subjectOf(last));
  return toPem(trusted);
}

/** Refuses a chain whose server certificate is not for all of these DNS names and IP addresses. */
export function checkCovers(chainPem: string, hosts: string[], path: PropertyPath): void {
  const [certificate] = readCertificates(chainPem, path);
  const missing = hosts.filter(host => !isFor(certificate, host));
  if (missing.length > 0) {
    refuse(
      path,
      `${subjectOf(certificate)} is not for ${unlessSecret(missing.join(", "))}, by which clients connect; its subject alternative ` +
        `names are: ${namesOf(certificate)}. Give one with that name or address, or say in hosts by which names clients connect`,
    );
  }
}

/** Refuses a chain whose server certificate is for none of the names by which clients in the cluster connect. */
export function checkCoversOne(chainPem: string, names: string[], path: PropertyPath): void {
  const [certificate] = readCertificates(chainPem, path);
  if (!names.some(name => isFor(certificate, name))) {
    refuse(
      path,
      `${subjectOf(certificate)} is for none of ${unlessSecret(names.join(", "))}, by which clients in the cluster connect; its subject ` +
        `alternative names are: ${namesOf(certificate)}. Give one with such a name, or say in hosts by what clients connect`,
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
 * Refuses a certificate that cannot be for any IP address, before a listener is made that would wait for it: the address is
 * known only then.
 */
export function checkForAddress(chainPem: string, path: PropertyPath): void {
  const [certificate] = readCertificates(chainPem, path);
  if (!certificate.subjectAltName?.includes("IP Address:")) {
    refuse(
      path,
      `${subjectOf(certificate)} is for no IP address, and clients of a load balancer connect by one unless hosts says by ` +
        "what: give hosts, such as the DNS name that leads there",
    );
  }
}
