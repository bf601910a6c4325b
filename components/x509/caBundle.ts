/** A bundle of trusted CA certificates: several while one root replaces another. */
import * as pulumi from "@pulumi/pulumi";
import { refuse } from "../inputs/errors";
import { gated, input, inputItems } from "../inputs/input";
import type { PropertyPath } from "../inputs/path";
import { checkIsCa, endOf, inForce, isExpired, readCertificates, subjectOf } from "./pem";

/** The key that Kubernetes itself uses for a CA, in Secrets and in the ConfigMap kube-root-ca.crt. */
export const bundleKey = "ca.crt";

/** The certificates, each once. Expired ones are left out, with a warning; a list in which all have expired is refused. */
export function checkCaBundle(
  certificatesPem: pulumi.Input<pulumi.Input<string>[]>,
  path: PropertyPath,
  resource: pulumi.Resource,
): pulumi.Output<string> {
  const now = new Date();
  const pems = inputItems(certificatesPem, path, checkCaCertificates);
  const someInForce = input(certificatesPem, path, given => checkSomeInForce(given, path, now));
  return gated(pems, someInForce).apply(known => {
    warnOfExpired(known, path, now, resource);
    return inForce(known, now);
  });
}

/** Refuses text that contains anything but CA certificates. */
function checkCaCertificates(pem: string, path: PropertyPath): string {
  readCertificates(pem, path).forEach(certificate => checkIsCa(certificate, path));
  return pem;
}

/** Refuses a list in which every certificate has expired. */
function checkSomeInForce(pems: string[], path: PropertyPath, now: Date): void {
  const example = "such as trustBundlePem of a CertificateChain";
  if (pems.length === 0) refuse(path, `is empty: set at least one CA certificate, ${example}`);
  const certificates = pems.flatMap((pem, index) => readCertificates(pem, path.index(index)));
  if (certificates.every(certificate => isExpired(certificate, now))) {
    const all = certificates.map(certificate => `${subjectOf(certificate)} expired on ${endOf(certificate)}`);
    refuse(path, `has only expired certificates (${all.join(", ")}): add one that is still valid, ${example}`);
  }
}

function warnOfExpired(pems: string[], path: PropertyPath, now: Date, resource: pulumi.Resource): void {
  pems.forEach((pem, index) => {
    const at = path.index(index);
    for (const expired of readCertificates(pem, at).filter(certificate => isExpired(certificate, now))) {
      const what = `${String(at)}: ${subjectOf(expired)} expired on ${endOf(expired)}`;
      void pulumi.log.warn(`${what} and is left out of the bundle: remove it from the list`, resource);
    }
  });
}
