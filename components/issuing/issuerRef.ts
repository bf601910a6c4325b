/** Names an issuer of cert-manager. */
import type * as pulumi from "@pulumi/pulumi";
import { checkAll, refuse } from "../inputs/errors";
import { optional } from "../inputs/input";
import type { PropertyPath } from "../inputs/path";
import { unlessSecret } from "../inputs/shown";
import { text } from "../inputs/values";
import { checkNamespace, checkObjectName } from "../kubernetes/names";
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

/** Refuses a reference to what is no issuer, and puts the defaults in. */
export function checkIssuerRef(given: Partial<IssuerRef>, path: PropertyPath): IssuerRef {
  const { group = certManagerGroup } = given;
  return checkAll({
    name: () => checkObjectName(given.name!, path.child("name")),
    kind: () => checkKind(given.kind, group, path.child("kind")),
    group: () => text(/^/, `an API group such as ${certManagerGroup}`)(group, path.child("group")),
    namespace: () => optional(given.namespace, path.child("namespace"), checkNamespace),
  });
}

/** The kind of the CA's key as far as that is known. Refuses what is no CA certificate in force. */
export function checkIssuerCa(
  given: Pick<IssuerRef, "caCertificatePem" | "algorithm">,
  path: PropertyPath,
): KeyAlgorithm | undefined {
  const { said, found } = checkAll({
    said: () => optional(given.algorithm, path.child("algorithm"), checkKeyAlgorithm),
    found: () => optional(given.caCertificatePem, path.child("caCertificatePem"), algorithmOfCa),
  });
  return found ?? said;
}

function algorithmOfCa(caCertificatePem: string, path: PropertyPath): KeyAlgorithm {
  const certificates = readCertificates(caCertificatePem, path);
  certificates.forEach(certificate => checkCaCertificate(certificate, path, new Date()));
  return keyAlgorithmOf(certificates[0], path);
}

/** Refuses an issuer that does not issue into the namespace of the certificate. */
export function checkReach(issuer: IssuerRef, certificateNamespace: string, path: PropertyPath): IssuerRef {
  const { kind, namespace } = issuer;
  if (kind === IssuerKind.Issuer && namespace !== undefined && namespace !== certificateNamespace) {
    refuse(
      path.child("namespace"),
      `is '${unlessSecret(namespace)}', but the certificate is in '${unlessSecret(certificateNamespace)}', and an ` +
        "Issuer issues in its own namespace only: use a ClusterIssuer, or an Issuer of that namespace",
    );
  }
  return issuer;
}

function checkKind(kind: string | undefined, group: string, path: PropertyPath): string {
  const ours = Object.keys(IssuerKind);
  if (typeof kind !== "string" || kind === "") {
    refuse(path, `is missing: cert-manager has the kinds ${ours.join(" and ")}`);
  }
  if (group === certManagerGroup && !ours.includes(kind)) {
    const near = ours.find(known => known.toLowerCase() === kind.toLowerCase());
    const meant = near ? `Did you mean '${near}'?` : "For an external issuer give its group too.";
    refuse(path, `is '${unlessSecret(kind)}', but the group ${group} has ${ours.join(" and ")} only. ${meant}`);
  }
  return kind;
}
