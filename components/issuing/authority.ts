/** A certificate authority as an argument: its certificate, its key, and the chain up to the root. */
import type { X509Certificate } from "node:crypto";
import type * as pulumi from "@pulumi/pulumi";
import { checkAll, refuse } from "../inputs/errors";
import { optional } from "../inputs/input";
import type { PropertyPath } from "../inputs/path";
import { shown } from "../inputs/shown";
import { checkObject } from "../inputs/values";
import { checkSigners } from "../x509/chain";
import { checkKeyAlgorithm, keyAlgorithmOf } from "../x509/keyAlgorithm";
import type { KeyAlgorithm } from "../x509/keyAlgorithm";
import { checkCaCertificate, checkKey, isSelfSigned, readCertificates, subjectOf, toPem } from "../x509/pem";

/** An authority that signs certificates: outputs of a `CertificateChain`, or one of your own. */
export interface CertificateAuthorityArgs {
  /**
   * The certificate that signs, one in PEM: a CA certificate that has not expired.
   */
  certificatePem: pulumi.Input<string>;
  /**
   * The private key of that certificate, in PEM and not encrypted. Kept secret.
   */
  privateKeyPem: pulumi.Input<string>;
  /**
   * The certificates from the one that signs up to the root, in this order, in PEM. Those between the root and the server
   * certificate are sent to clients.
   *
   * Default: `certificatePem` alone, which must be a root then.
   */
  chainPem?: pulumi.Input<string>;
  /**
   * The algorithm of `privateKeyPem`. A preview that renews `certificatePem` cannot read it there, and without it shows new
   * keys for the servers, although they stay.
   *
   * Default: read from `certificatePem`.
   */
  algorithm?: pulumi.Input<string>;
}

/** An authority, checked. */
export interface CertificateAuthority {
  certificatePem: string;
  privateKeyPem: string;
  algorithm: KeyAlgorithm;
  /** Sent after the server certificate: the chain without its root. Empty when the root itself signs. */
  intermediatesPem: string;
  /** What clients trust: the last certificate of the chain. */
  trustAnchorPem: string;
}

/** Refuses an authority whose parts do not fit together, or whose time is over. Never tells what is in the key. */
export function checkAuthority(
  given: pulumi.Unwrap<CertificateAuthorityArgs>,
  path: PropertyPath,
  now = new Date(),
): CertificateAuthority {
  checkObject(given, path, "have certificatePem and privateKeyPem, such as those of a CertificateChain");
  const { privateKeyPem } = given;
  const certificatePath = path.child("certificatePem");
  const issuer = readIssuer(given.certificatePem, certificatePath, now);
  const algorithm = keyAlgorithmOf(issuer, certificatePath);
  const { chain } = checkAll({
    key: () => checkKey(issuer, privateKeyPem, path.child("privateKeyPem")),
    chain: () => readChain(issuer, given.chainPem, path, now),
    algorithm: () => optional(given.algorithm, path.child("algorithm"), (said, at) => checkSaid(said, algorithm, at)),
  });
  return {
    certificatePem: toPem([issuer]),
    privateKeyPem,
    algorithm,
    intermediatesPem: toPem(chain.filter(certificate => !isSelfSigned(certificate))),
    trustAnchorPem: toPem(chain.slice(-1)),
  };
}

function readIssuer(pem: string, path: PropertyPath, now: Date): X509Certificate {
  const [issuer, ...others] = readCertificates(pem, path);
  if (others.length > 0) {
    refuse(path, `holds ${others.length + 1} certificates: give the one that signs, and all of them as chainPem`);
  }
  checkCaCertificate(issuer, path, now);
  return issuer;
}

function checkSaid(said: string, algorithm: KeyAlgorithm, path: PropertyPath): void {
  if (checkKeyAlgorithm(said, path) !== algorithm) {
    refuse(path, `is ${shown(said)}, but the key is ${algorithm}: leave it out, or give that`);
  }
}

function readChain(
  issuer: X509Certificate,
  chainPem: string | undefined,
  authorityPath: PropertyPath,
  now: Date,
): X509Certificate[] {
  if (chainPem === undefined) {
    checkRoot(issuer, authorityPath.child("certificatePem"), " as chainPem");
    return [issuer];
  }
  const path = authorityPath.child("chainPem");
  const chain = readCertificates(chainPem, path);
  if (chain[0].fingerprint256 !== issuer.fingerprint256) {
    refuse(path, `starts with ${subjectOf(chain[0])}, but must start with certificatePem, ${subjectOf(issuer)}`);
  }
  checkSigners(chain, path, now, "from the one that signs up to the root");
  checkRoot(chain[chain.length - 1], path);
  return chain;
}

/** Most clients trust nothing but a root. */
function checkRoot(last: X509Certificate, path: PropertyPath, where = ""): void {
  if (!isSelfSigned(last)) {
    refuse(path, `ends with ${subjectOf(last)}, which is no root: add the certificates up to the root${where}`);
  }
}
