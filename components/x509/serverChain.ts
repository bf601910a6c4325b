/** Checks a server's chain that is given as text: refuses what clients would refuse. */
import type { X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { refuse } from "../inputs/errors";
import type { PropertyPath } from "../inputs/path";
import { unlessSecret } from "../inputs/shown";
import { isIssuedBy, isSelfSigned, subjectOf } from "./certificate";
import { checkPath } from "./path";
import type { PathRules } from "./path";
import { readCertificates, toPem } from "./pem";
import { checkPrivateKey } from "./privateKey";
import { Purpose } from "./uses";

/** Azure IoT Operations, which alone takes a chain as text, does not take keys of two kinds. */
const rules: PathRules = {
  startsWithServer: true,
  purpose: Purpose.Server,
  order: "the server certificate first, each certificate followed by its signer",
  mixedKeys: refuse,
};

const trustedRules: PathRules = { ...rules, isTrusted: true };

/** The part of the chain that a server sends: all but a root. Refuses a chain that clients would refuse. */
export function checkServerChain(chainPem: string, path: PropertyPath): string {
  const chain = readCertificates(chainPem, path);
  checkPath(chain, path, rules);
  return toPem(sentOf(chain));
}

function sentOf([server, ...signers]: X509Certificate[]): X509Certificate[] {
  return [server, ...signers.filter(certificate => !isSelfSigned(certificate))];
}

/** The key, as it is given if Go reads it. Refuses one that is not the server's, and never shows it. */
export function checkChainKey(
  { chainPem, privateKeyPem }: Record<"chainPem" | "privateKeyPem", string>,
  path: PropertyPath,
): string {
  const [server] = readCertificates(chainPem, path.child("chainPem"));
  return checkPrivateKey(server, privateKeyPem, path.child("privateKeyPem"));
}

/** What clients trust: `trustBundlePem`, which must have signed the chain, or else the root at the chain's end, if any. */
export function checkTrust(
  { chainPem, trustBundlePem }: { chainPem: string; trustBundlePem?: string },
  path: PropertyPath,
): string | undefined {
  const chain = readCertificates(chainPem, path.child("chainPem"));
  if (trustBundlePem === undefined) {
    const last = chain.at(-1)!;
    return isSelfSigned(last) ? toPem([last]) : undefined;
  }
  return checkTrustBundle(trustBundlePem, sentOf(chain), path.child("trustBundlePem"));
}

/** Refuses a bundle that does not lead to the chain: clients with that bundle would reject the server. */
function checkTrustBundle(pem: string, sent: X509Certificate[], path: PropertyPath): string {
  const trusted = readCertificates(pem, path);
  const last = sent.at(-1)!;
  if (trusted.some(({ fingerprint256 }) => isSelfSigned(last) && fingerprint256 === last.fingerprint256)) {
    return toPem(trusted);
  }
  const signers = trusted.filter(certificate => isIssuedBy(last, certificate));
  if (signers.length === 0) refuse(path, `contains ${didNotSign(trusted, last)}`);
  // A root and its renewal have the same key: one that clients accept is enough.
  const faults = signers.flatMap(signer => faultOf(() => checkPath([...sent, signer], path, trustedRules)));
  if (faults.length === signers.length) throw faults[0];
  return toPem(trusted);
}

function faultOf(check: () => void): unknown[] {
  try {
    check();
    return [];
  } catch (error) {
    return [error];
  }
}

function didNotSign(trusted: X509Certificate[], last: X509Certificate): string {
  const fault = `${trusted.map(subjectOf).join(", ")}, which did not sign ${subjectOf(last)}`;
  return isSelfSigned(last)
    ? `${fault}: that one is self-signed, so clients must trust it itself. Put it into the bundle, or have an authority ` +
        "sign a certificate for the server"
    : `${fault}, the last certificate of chainPem: use the root above it, or add the missing intermediates to chainPem`;
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
