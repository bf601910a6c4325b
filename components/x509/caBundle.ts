/** A bundle of trusted CA certificates: several while one root replaces another. */
import type { X509Certificate } from "node:crypto";
import type * as pulumi from "@pulumi/pulumi";
import { refuse } from "../inputs/errors";
import { gated, input, inputItems } from "../inputs/input";
import { PropertyPath } from "../inputs/path";
import { checkList } from "../inputs/values";
import { warnAt } from "../inputs/warnings";
import type { Objection } from "../inputs/warnings";
import { beginOf, endOf, isEarly, isExpired, subjectOf, whenValid } from "./certificate";
import { checkPath } from "./path";
import { readCertificates, toPem } from "./pem";
import { checkIsCa } from "./uses";
import type { Purpose } from "./uses";

/** The key that Kubernetes itself uses for a CA, in Secrets and in the ConfigMap kube-root-ca.crt. */
export const bundleKey = "ca.crt";

/**
 * The certificates, each once. Expired ones are left out, with a warning; a list in which none is valid is refused.
 * `purpose` is what the certificates below them are for, if that is known.
 */
export function checkCaBundle(
  certificatesPem: pulumi.Input<pulumi.Input<string>[]>,
  path: PropertyPath,
  resource: pulumi.Resource,
  purpose?: Purpose,
): pulumi.Output<string> {
  const warn = warnAt(resource);
  const pems = inputItems(certificatesPem, path, (pem, at) => checkCaCertificates(pem, at, purpose));
  const someInForce = input(certificatesPem, path, checkListInForce);
  return gated(pems, someInForce).apply(known => {
    warnOfExpired(known, path, warn);
    return inForce(known);
  });
}

/** The certificates that have not expired, each once, in order of first appearance. */
export function inForce(pems: string[]): string {
  const now = new Date();
  const certificates = pems.flatMap(pem => readCertificates(pem, PropertyPath.root.child("certificatesPem")));
  const living = certificates.filter(certificate => !isExpired(certificate, now));
  return toPem([...new Map(living.map(certificate => [certificate.fingerprint256, certificate])).values()]);
}

/** Refuses text that contains anything but CA certificates, and certificates that no client would trust. */
function checkCaCertificates(pem: string, path: PropertyPath, purpose: Purpose | undefined): string {
  for (const certificate of readCertificates(pem, path)) {
    // Only its age is forgiven: an expired one is left out, and the next one may be listed before it begins.
    if (isExpired(certificate, new Date())) checkIsCa(certificate, path);
    else checkPath([certificate], path, { isTrusted: true, purpose }, whenValid(certificate));
  }
  return pem;
}

/** Refuses a list in which no certificate is valid. */
function checkListInForce(pems: string[], path: PropertyPath): void {
  const example = "trustBundlePem of a CertificateChain";
  if (checkList(pems, path).length === 0) refuse(path, `is empty: set at least one CA certificate, such as ${example}`);
  const certificates = pems.flatMap((pem, index) => readCertificates(pem, path.index(index)));
  checkSomeInForce(certificates, path, example);
}

/** Refuses certificates of which none is valid. The clock is read now: a root may be made in this very update. */
export function checkSomeInForce(certificates: X509Certificate[], path: PropertyPath, example: string): void {
  const now = new Date();
  const age = (certificate: X509Certificate) =>
    isExpired(certificate, now)
      ? `${subjectOf(certificate)} expired on ${endOf(certificate)}`
      : `${subjectOf(certificate)} is not valid before ${beginOf(certificate).toISOString()}`;
  if (certificates.every(certificate => isExpired(certificate, now) || isEarly(certificate, now))) {
    const kind = certificates.every(certificate => isExpired(certificate, now))
      ? "expired certificates"
      : "certificates that are not valid now";
    refuse(
      path,
      `has only ${kind} (${certificates.map(age).join(", ")}): add one that is still valid, such as ${example}`,
    );
  }
}

function warnOfExpired(pems: string[], path: PropertyPath, warn: Objection): void {
  const now = new Date();
  pems.forEach((pem, index) => {
    const at = path.index(index);
    for (const expired of readCertificates(pem, at).filter(certificate => isExpired(certificate, now))) {
      const what = `${subjectOf(expired)} expired on ${endOf(expired)}`;
      warn(at, `${what} and is left out of the bundle: remove it from the list`);
    }
  });
}
