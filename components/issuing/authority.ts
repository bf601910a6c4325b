/** A certificate authority as an argument: its certificate, its key, and the chain up to the root. */
import type { X509Certificate } from "node:crypto";
import type * as pulumi from "@pulumi/pulumi";
import { checkAll, refuse } from "../inputs/errors";
import { ifPlain, isLater, optional } from "../inputs/input";
import type { PropertyPath } from "../inputs/path";
import { shown } from "../inputs/shown";
import { checkObject } from "../inputs/values";
import type { Objection } from "../inputs/warnings";
import { checkObjectSize } from "../kubernetes/objectSize";
import { isSelfSigned, subjectOf } from "../x509/certificate";
import { checkKeyAlgorithm, keyAlgorithmOf } from "../x509/keyAlgorithm";
import type { KeyAlgorithm } from "../x509/keyAlgorithm";
import { checkPath } from "../x509/path";
import type { PathRules } from "../x509/path";
import { readCertificates, toPem } from "../x509/pem";
import { checkPrivateKey } from "../x509/privateKey";
import { Purpose } from "../x509/uses";

/** A certificate authority that signs: the outputs of a `CertificateChain`, or your own authority. */
export interface CertificateAuthorityArgs {
  /**
   * The signing certificate: one CA certificate in PEM, not expired.
   */
  certificatePem: pulumi.Input<string>;
  /**
   * The private key of `certificatePem`, in PEM and not encrypted. Kept secret.
   */
  privateKeyPem: pulumi.Input<string>;
  /**
   * The certificates from `certificatePem` up to the root, in this order, in PEM. Servers send all of them but the root
   * to clients.
   *
   * Default: `certificatePem` alone, which must then be a root.
   */
  chainPem?: pulumi.Input<string>;
  /**
   * The root, the last certificate of `chainPem`, in PEM. A preview that makes or renews `certificatePem` does not know
   * `chainPem`, and judges the names of servers by the root alone.
   *
   * Default: the last certificate of `chainPem`, once that is known.
   */
  rootCertificatePem?: pulumi.Input<string>;
  /**
   * The algorithm of `privateKeyPem`, such as `EcdsaP256`. A preview that renews `certificatePem` cannot read the
   * algorithm from it. If `algorithm` is not set, that preview shows new keys for the servers, although they stay.
   *
   * Default: read from `certificatePem`.
   */
  algorithm?: pulumi.Input<string>;
}

/**
 * Refuses an authority whose parts do not belong together, or below which clients would refuse servers. The error never
 * shows the key. By default it signs servers itself.
 */
export function checkAuthority(
  given: pulumi.Unwrap<CertificateAuthorityArgs>,
  path: PropertyPath,
  mixedKeys: Objection,
  { purpose, plannedAuthorities = 0 }: Pick<PathRules, "purpose" | "plannedAuthorities"> = { purpose: Purpose.Server },
) {
  checkObject(given, path, "have certificatePem and privateKeyPem, such as the authority of a CertificateChain");
  const certificatePath = path.child("certificatePem");
  const rules = { purpose, plannedAuthorities, mixedKeys, order };
  const issuer = readIssuer(given.certificatePem, certificatePath, rules);
  const algorithm = keyAlgorithmOf(issuer, certificatePath);
  const { chain, privateKeyPem } = checkAll({
    privateKeyPem: () => checkPrivateKey(issuer, given.privateKeyPem, path.child("privateKeyPem")),
    chain: () => readChain(issuer, given.chainPem, path, rules),
    algorithm: () =>
      optional(given.algorithm, path.child("algorithm"), (stated, at) => checkStated(stated, algorithm, at)),
  });
  checkLast(given.rootCertificatePem, chain, path.child("rootCertificatePem"));
  return {
    certificatePem: toPem([issuer]),
    privateKeyPem,
    algorithm,
    /** Sent after the server certificate: the chain without its root. Empty if the root itself signs. */
    intermediatesPem: toPem(chain.filter(certificate => !isSelfSigned(certificate))),
    /** What clients trust: the last certificate of the chain. */
    trustAnchorPem: toPem(chain.slice(-1)),
  };
}

/** Judges plain certificates at once if the key beside them is known later, as one from the configuration is. */
export function checkPlainCertificates(
  { certificatePem, privateKeyPem, chainPem, rootCertificatePem }: Partial<CertificateAuthorityArgs>,
  path: PropertyPath,
  mixedKeys: Objection,
  rulesOfUse: Pick<PathRules, "purpose" | "plannedAuthorities"> = { purpose: Purpose.Server },
): void {
  if (!isLater(privateKeyPem) || certificatePem === undefined || isLater(certificatePem) || isLater(chainPem)) return;
  const rules = { ...rulesOfUse, mixedKeys, order };
  const issuer = readIssuer(certificatePem as string, path.child("certificatePem"), rules);
  // YAML makes null of a property without a value.
  const chain = readChain(issuer, (chainPem ?? undefined) as string | undefined, path, rules);
  checkLast(ifPlain(rootCertificatePem) as string | undefined, chain, path.child("rootCertificatePem"));
}

const order = "from the signing certificate up to the root";

function readIssuer(pem: string, path: PropertyPath, rules: PathRules): X509Certificate {
  const [issuer, ...others] = readCertificates(pem, path);
  if (others.length > 0) {
    refuse(path, `contains ${others.length + 1} certificates: set it to the signing one, and chainPem to all of them`);
  }
  checkPath([issuer], path, rules);
  return issuer;
}

function checkStated(stated: string, algorithm: KeyAlgorithm, path: PropertyPath): void {
  if (checkKeyAlgorithm(stated, path) !== algorithm) {
    refuse(path, `is ${shown(stated)}, but the key is ${algorithm}: set ${algorithm}, or remove it`);
  }
}

/** The chain, which fits into the Secret of a server: each of its certificates is stored there, to be sent or to be trusted. */
function readChain(
  issuer: X509Certificate,
  chainPem: string | undefined,
  authorityPath: PropertyPath,
  rules: PathRules,
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
  checkPath(chain, path, rules);
  checkRoot(chain.at(-1)!, path);
  checkObjectSize(toPem(chain), path);
  return chain;
}

/** Refuses another root than that of the chain. */
function checkLast(rootPem: string | undefined, chain: X509Certificate[], path: PropertyPath): void {
  if (rootPem === undefined) return;
  const [root, ...others] = readCertificates(rootPem, path);
  const last = chain.at(-1)!;
  if (others.length > 0 || root.fingerprint256 !== last.fingerprint256) {
    refuse(
      path,
      `contains ${[root, ...others].map(subjectOf).join(", ")}, but must be the last certificate of the chain, ` +
        `${subjectOf(last)}: set it to that one, or remove it`,
    );
  }
}

/** Most clients trust only roots. */
function checkRoot(last: X509Certificate, path: PropertyPath, where = ""): void {
  if (!isSelfSigned(last)) {
    refuse(path, `ends with ${subjectOf(last)}, which is not a root: add the certificates up to the root${where}`);
  }
}
