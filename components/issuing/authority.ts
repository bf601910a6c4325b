/** A certificate authority as an argument: its certificate, its key, and the chain up to the root. */
import { createPrivateKey } from "node:crypto";
import type { KeyObject, X509Certificate } from "node:crypto";
import type * as pulumi from "@pulumi/pulumi";
import { isPromise, refuse } from "../inputs/checked";
import type { PropertyPath } from "../inputs/path";
import { shown } from "../inputs/shown";
import { checkSameKind, keyAlgorithmOf } from "../x509/keyAlgorithm";
import type { KeyAlgorithm } from "../x509/keyAlgorithm";
import { checkCaCertificate, isSelfSigned, readCertificates, subjectOf, toPem } from "../x509/pem";
import { checkServerKey } from "../x509/serverKey";

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

/** The same with its values known. */
export interface CertificateAuthorityValue {
  certificatePem: string;
  privateKeyPem: string;
  chainPem?: string;
  algorithm?: string;
}

/** What a checked authority consists of. */
export interface CheckedAuthority {
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
  authority: CertificateAuthorityValue | undefined,
  propertyPath: PropertyPath | string,
  now = new Date(),
): CheckedAuthority {
  if (!authority) {
    refuse(propertyPath, "is missing: give {certificatePem, privateKeyPem}, such as those of a CertificateChain");
  }
  const issuer = readIssuer(authority.certificatePem, `${propertyPath}.certificatePem`, now);
  checkKey(issuer, authority.privateKeyPem, `${propertyPath}.privateKeyPem`);
  const chain = readChain(issuer, authority.chainPem, propertyPath, now);
  const algorithm = keyAlgorithmOf(issuer, `${propertyPath}.certificatePem`);
  if (authority.algorithm !== undefined && authority.algorithm !== algorithm) {
    const given = shown(authority.algorithm);
    refuse(`${propertyPath}.algorithm`, `is ${given}, but the key is ${algorithm}: leave it out, or give that`);
  }
  return {
    certificatePem: toPem([issuer]),
    privateKeyPem: authority.privateKeyPem,
    algorithm,
    intermediatesPem: toPem(chain.filter(certificate => !isSelfSigned(certificate))),
    trustAnchorPem: toPem(chain.slice(-1)),
  };
}

/** An authority and the algorithm that is wanted for a key which it is to certify. */
export interface SignerValue {
  authority: CertificateAuthorityValue | undefined;
  algorithm?: KeyAlgorithm;
}

/** A checked authority and the algorithm of the key that it is to certify. */
export interface Signer extends CheckedAuthority {
  serverKeyAlgorithm: KeyAlgorithm;
}

/** Refuses a key of another kind than the authority's; without a wish the key is like the authority's. */
export function checkSigner(given: SignerValue, pathPrefix = "", now = new Date()): Signer {
  const authority = checkAuthority(given.authority, `${pathPrefix}authority`, now);
  const path = `${pathPrefix}algorithm`;
  return {
    ...authority,
    serverKeyAlgorithm: checkServerKey(given.algorithm, authority.algorithm, path, "the authority"),
  };
}

/** What the arguments say of the algorithm of an authority's key, without waiting for the rest of them. */
export function statedAlgorithm(
  authority: pulumi.Input<CertificateAuthorityArgs> | undefined,
): pulumi.Input<string> | undefined {
  return isPromise(authority) ? undefined : (authority as CertificateAuthorityArgs | undefined)?.algorithm;
}

function readIssuer(pem: string, propertyPath: PropertyPath | string, now: Date): X509Certificate {
  const [issuer, ...others] = readCertificates(pem, propertyPath);
  if (others.length > 0) {
    refuse(
      propertyPath,
      `holds ${others.length + 1} certificates: give the one that signs, and all of them as chainPem`,
    );
  }
  checkCaCertificate(issuer, propertyPath, now);
  return issuer;
}

/** Refuses what is not the private key of the certificate. Never tells what was given. */
export function checkKey(
  certificate: X509Certificate,
  privateKeyPem: string,
  propertyPath: PropertyPath | string,
): void {
  let key: KeyObject;
  try {
    key = createPrivateKey(privateKeyPem);
  } catch {
    // The cause is left out: what was given may be a secret of another kind.
    refuse(propertyPath, "is no private key that can be read: give it in PEM and not encrypted");
  }
  if (!certificate.checkPrivateKey(key)) {
    refuse(
      propertyPath,
      `is not the key of the certificate ${subjectOf(certificate)}: give the key that belongs to it`,
    );
  }
}

function readChain(
  issuer: X509Certificate,
  chainPem: string | undefined,
  authorityPath: PropertyPath | string,
  now: Date,
): X509Certificate[] {
  if (chainPem === undefined) {
    checkRoot(issuer, `${authorityPath}.certificatePem`);
    return [issuer];
  }
  const path = `${authorityPath}.chainPem`;
  const chain = readCertificates(chainPem, path);
  if (chain[0].fingerprint256 !== issuer.fingerprint256) {
    refuse(path, `starts with ${subjectOf(chain[0])}, but must start with certificatePem, ${subjectOf(issuer)}`);
  }
  const algorithm = keyAlgorithmOf(issuer, path);
  chain.forEach((certificate, index) => {
    checkCaCertificate(certificate, path, now);
    checkSameKind(keyAlgorithmOf(certificate, path), algorithm, path, subjectOf(issuer));
    const signer = chain[index + 1];
    if (signer && !(certificate.checkIssued(signer) && certificate.verify(signer.publicKey))) {
      refuse(
        path,
        `${subjectOf(certificate)} is not signed by ${subjectOf(signer)}, which follows it: the order is from the one ` +
          "that signs up to the root",
      );
    }
  });
  checkRoot(chain[chain.length - 1], path);
  return chain;
}

/** Most clients trust nothing but a root. */
function checkRoot(last: X509Certificate, propertyPath: PropertyPath | string): void {
  if (!isSelfSigned(last)) {
    const where = String(propertyPath).endsWith("certificatePem") ? " as chainPem" : "";
    refuse(propertyPath, `ends with ${subjectOf(last)}, which is no root: add the certificates up to the root${where}`);
  }
}
