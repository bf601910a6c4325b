/** Names an issuer of cert-manager. */
import type * as pulumi from "@pulumi/pulumi";
import { refuse } from "../inputs/checked";
import { checkNamespace, checkObjectName } from "../kubernetes/names";
import type { PropertyPath } from "../inputs/path";
import { shown, unlessSecret } from "../inputs/shown";
import { checkKeyAlgorithm, keyAlgorithmOf } from "../x509/keyAlgorithm";
import type { KeyAlgorithm } from "../x509/keyAlgorithm";
import { checkCaCertificate, readCertificates } from "../x509/pem";

/** The kinds of issuers that cert-manager itself has. */
export const IssuerKind = {
  /** Issues in its own namespace */
  Issuer: "Issuer",
  /** Issues in all namespaces */
  ClusterIssuer: "ClusterIssuer",
} as const;
export type IssuerKind = (typeof IssuerKind)[keyof typeof IssuerKind];

/** An issuer as an argument: the `issuerRef` of a `CertificateIssuer`, or one that is there. */
export interface IssuerRefArgs {
  /**
   * The name of the issuer.
   */
  name: pulumi.Input<string>;
  /**
   * The kind of the issuer: `Issuer`, `ClusterIssuer`, or that of an external issuer.
   */
  kind: pulumi.Input<string>;
  /**
   * The API group of the issuer.
   *
   * Default: cert-manager.io.
   */
  group?: pulumi.Input<string>;
  /**
   * The namespace of an `Issuer`, which issues nowhere else. None for a `ClusterIssuer`.
   *
   * Default: not known; then the certificate must be where the issuer is.
   */
  namespace?: pulumi.Input<string>;
  /**
   * What clients must trust, in PEM: the root of the issuer.
   *
   * Default: not known; then `trustBundlePem` is undefined.
   */
  caCertificatePem?: pulumi.Input<string>;
  /**
   * The algorithm of the issuer's CA: keys of another kind are refused.
   *
   * Default: that of `caCertificatePem`.
   */
  algorithm?: pulumi.Input<string>;
}

/** An issuer. */
export interface IssuerRef {
  /**
   * The name of the issuer.
   */
  name: string;
  /**
   * The kind of the issuer.
   */
  kind: string;
  /**
   * The API group of the issuer.
   */
  group: string;
  /**
   * The namespace of an `Issuer`. None for a `ClusterIssuer`.
   */
  namespace?: string;
  /**
   * What clients must trust, in PEM.
   */
  caCertificatePem?: string;
  /**
   * The algorithm of the issuer's CA.
   */
  algorithm?: string;
}

/** The API group of cert-manager. */
export const certManagerGroup = "cert-manager.io";

/** A reference with its values known, as given. */
export interface GivenIssuerRef {
  name?: string;
  kind?: string;
  group?: string;
  namespace?: string;
}

/** Refuses a reference to what is no issuer, and puts the defaults in. */
export function checkIssuerRef(given: GivenIssuerRef, propertyPath: PropertyPath | string): IssuerRef {
  const { kind, group = certManagerGroup, namespace } = given;
  const name = checkObjectName(given.name as string, `${propertyPath}.name`);
  checkKind(kind, group, `${propertyPath}.kind`);
  if (typeof group !== "string") {
    refuse(`${propertyPath}.group`, `is ${shown(group)}, but must be an API group such as ${certManagerGroup}`);
  }
  if (namespace !== undefined) {
    checkNamespace(namespace, `${propertyPath}.namespace`);
  }
  return { name, kind, group, namespace };
}

/** What is known of the CA of an issuer. */
export interface GivenIssuerCa {
  caCertificatePem?: string;
  algorithm?: string;
}

/** The kind of the CA's key as far as that is known. Refuses what is no CA certificate in force. */
export function checkIssuerCa(given: GivenIssuerCa, propertyPath: PropertyPath | string): KeyAlgorithm | undefined {
  const { caCertificatePem, algorithm } = given;
  const said = algorithm === undefined ? undefined : checkKeyAlgorithm(algorithm, `${propertyPath}.algorithm`);
  if (caCertificatePem === undefined) {
    return said;
  }
  const path = `${propertyPath}.caCertificatePem`;
  const certificates = readCertificates(caCertificatePem, path);
  certificates.forEach(certificate => checkCaCertificate(certificate, path, new Date()));
  return keyAlgorithmOf(certificates[0], path);
}

/** Refuses an issuer that does not issue into the namespace of the certificate. */
export function checkReach(
  { kind, namespace }: IssuerRef,
  certificateNamespace: string,
  propertyPath: PropertyPath | string,
): void {
  if (kind === IssuerKind.Issuer && namespace !== undefined && namespace !== certificateNamespace) {
    refuse(
      `${propertyPath}.namespace`,
      `is '${unlessSecret(namespace)}', but the certificate is in '${unlessSecret(certificateNamespace)}', and an Issuer issues in its own namespace ` +
        "only: use a ClusterIssuer, or an Issuer of that namespace",
    );
  }
}

function checkKind(
  kind: string | undefined,
  group: string,
  propertyPath: PropertyPath | string,
): asserts kind is string {
  const ours = Object.keys(IssuerKind);
  if (typeof kind !== "string" || kind === "") {
    refuse(propertyPath, `is missing: cert-manager has the kinds ${ours.join(" and ")}`);
  }
  if (group === certManagerGroup && !ours.includes(kind)) {
    const near = ours.find(known => known.toLowerCase() === kind.toLowerCase());
    const meant = near ? `Did you mean '${near}'?` : "For an external issuer give its group too.";
    refuse(propertyPath, `is '${unlessSecret(kind)}', but the group ${group} has ${ours.join(" and ")} only. ${meant}`);
  }
}
