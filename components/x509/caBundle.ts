/** The CA certificates that someone trusts, several while one root takes the place of another. */
import * as pulumi from "@pulumi/pulumi";
import { checked, checkedItems, refuse } from "../inputs/checked";
import type { PropertyPath } from "../inputs/path";
import { checkIsCa, endOf, inForce, isExpired, readCertificates, subjectOf } from "./pem";

/** The key that Kubernetes itself uses for a CA, in Secrets and in the ConfigMap kube-root-ca.crt. */
export const bundleKey = "ca.crt";

/** The certificates, each once. Those that have expired are left out, with a warning; refuses a list with none in force. */
export function checkedCaBundle(
  certificatesPem: pulumi.Input<pulumi.Input<string>[]>,
  propertyPath: PropertyPath | string,
  resource: pulumi.Resource,
): pulumi.Output<string> {
  const now = new Date();
  const pems = checkedItems(certificatesPem, propertyPath, checkCaCertificates);
  const someInForce = checked(certificatesPem, given => checkSomeInForce(given, propertyPath, now));
  return pulumi.all([pems, someInForce]).apply(([checkedPems]) => {
    warnOfExpired(checkedPems, propertyPath, now, resource);
    return inForce(checkedPems, now);
  });
}

/** Refuses text that holds anything but CA certificates. */
function checkCaCertificates(pem: string, propertyPath: PropertyPath | string): string {
  readCertificates(pem, propertyPath).forEach(certificate => checkIsCa(certificate, propertyPath));
  return pem;
}

/** Refuses a list without a certificate that anyone could go by. */
function checkSomeInForce(pems: string[], propertyPath: PropertyPath | string, now: Date): boolean {
  const example = "such as trustBundlePem of a CertificateChain";
  if (pems.length === 0) {
    refuse(propertyPath, `is empty: give at least one CA certificate, ${example}`);
  }
  const certificates = pems.flatMap((pem, index) => readCertificates(pem, `${propertyPath}[${index}]`));
  if (certificates.every(certificate => isExpired(certificate, now))) {
    const all = certificates.map(certificate => `${subjectOf(certificate)} expired on ${endOf(certificate)}`);
    refuse(propertyPath, `has no certificate in force (${all.join(", ")}): give one that is, ${example}`);
  }
  return true;
}

function warnOfExpired(pems: string[], listPath: PropertyPath | string, now: Date, resource: pulumi.Resource): void {
  pems.forEach((pem, index) => {
    const propertyPath = `${listPath}[${index}]`;
    for (const expired of readCertificates(pem, propertyPath).filter(certificate => isExpired(certificate, now))) {
      const what = `${propertyPath}: ${subjectOf(expired)} expired on ${endOf(expired)}`;
      void pulumi.log.warn(`${what} and is left out of the bundle: take it out of the list`, resource);
    }
  });
}
