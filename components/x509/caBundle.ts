/** The CA certificates that someone trusts, several while one root takes the place of another. */
import * as pulumi from "@pulumi/pulumi";
import { refuse } from "../inputs/errors";
import { gated, input, inputItems } from "../inputs/input";
import type { PropertyPath } from "../inputs/path";
import { checkIsCa, endOf, inForce, isExpired, readCertificates, subjectOf } from "./pem";

/** The key that Kubernetes itself uses for a CA, in Secrets and in the ConfigMap kube-root-ca.crt. */
export const bundleKey = "ca.crt";

/** The certificates, each once. Those that have expired are left out, with a warning; refuses a list with none in force. */
export function checkedCaBundle(
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

/** Refuses text that holds anything but CA certificates. */
function checkCaCertificates(pem: string, path: PropertyPath): string {
  readCertificates(pem, path).forEach(certificate => checkIsCa(certificate, path));
  return pem;
}

/** Refuses a list without a certificate that anyone could go by. */
function checkSomeInForce(pems: string[], path: PropertyPath, now: Date): void {
  const example = "such as trustBundlePem of a CertificateChain";
  if (pems.length === 0) refuse(path, `is empty: give at least one CA certificate, ${example}`);
  const certificates = pems.flatMap((pem, index) => readCertificates(pem, path.index(index)));
  if (certificates.every(certificate => isExpired(certificate, now))) {
    const all = certificates.map(certificate => `${subjectOf(certificate)} expired on ${endOf(certificate)}`);
    refuse(path, `has no certificate in force (${all.join(", ")}): give one that is, ${example}`);
  }
}

function warnOfExpired(pems: string[], path: PropertyPath, now: Date, resource: pulumi.Resource): void {
  pems.forEach((pem, index) => {
    const at = path.index(index);
    for (const expired of readCertificates(pem, at).filter(certificate => isExpired(certificate, now))) {
      const what = `${String(at)}: ${subjectOf(expired)} expired on ${endOf(expired)}`;
      void pulumi.log.warn(`${what} and is left out of the bundle: take it out of the list`, resource);
    }
  });
}
