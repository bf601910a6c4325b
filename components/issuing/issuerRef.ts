/** References to issuers of cert-manager. */
import type * as pulumi from "@pulumi/pulumi";
import { checkAll, refuse } from "../inputs/errors";
import { optional } from "../inputs/input";
import type { PropertyPath } from "../inputs/path";
import { unlessSecret } from "../inputs/shown";
import { text } from "../inputs/values";
import { checkNamespaceName, checkObjectName } from "../kubernetes/names";
import { checkSomeInForce } from "../x509/caBundle";
import { isIssuedBy, subjectOf, whenValid } from "../x509/certificate";
import { keyAlgorithmOf } from "../x509/keyAlgorithm";
import type { KeyAlgorithm } from "../x509/keyAlgorithm";
import { checkPath } from "../x509/path";
import { readCertificates, storedPem } from "../x509/pem";
import { Purpose } from "../x509/uses";

/** cert-manager's own kinds of issuers. */
export const IssuerKind = {
  /** Issues only in its own namespace */
  Issuer: "Issuer",
  /** Issues in all namespaces */
  ClusterIssuer: "ClusterIssuer",
} as const;
export type IssuerKind = (typeof IssuerKind)[keyof typeof IssuerKind];

/** An issuer of cert-manager: the `issuerRef` of a `CertificateIssuer`, or an existing issuer. */
export interface IssuerRefArgs {
  /**
   * The name of the issuer.
   */
  name: pulumi.Input<string>;
  /**
   * The kind of the issuer: `Issuer`, `ClusterIssuer`, or the kind of an external issuer, such as `AWSPCAIssuer`.
   */
  kind: pulumi.Input<string>;
  /**
   * The API group of the issuer, such as `awspca.cert-manager.io` for an external one.
   *
   * Default: cert-manager.io.
   */
  group?: pulumi.Input<string>;
  /**
   * The namespace of an `Issuer`, which issues only there. Not used for a `ClusterIssuer`.
   *
   * Default: not known; the certificate must be in the namespace of the issuer.
   */
  namespace?: pulumi.Input<string>;
  /**
   * The root certificate of the issuer, which clients must trust, in PEM.
   *
   * Default: not known; the trust bundle then has no value.
   */
  caCertificatePem?: pulumi.Input<string>;
  /**
   * The certificates from the CA that signs up to the root, in this order, in PEM. All of them must allow the names of
   * the certificate, and servers.
   *
   * Default: not known; only `caCertificatePem` is judged.
   */
  chainPem?: pulumi.Input<string>;
  /**
   * The algorithm of the key of the issuer's CA, such as `EcdsaP256`. A server's key of another kind is a
   * warning, and for Azure IoT Operations an error.
   *
   * Default: read from `caCertificatePem`.
   */
  algorithm?: pulumi.Input<string>;
}

/** An issuer of cert-manager. */
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
   * The namespace of an `Issuer`. Not set for a `ClusterIssuer`.
   */
  namespace?: string;
  /**
   * The root certificate of the issuer, which clients must trust, in PEM.
   */
  caCertificatePem?: string;
  /**
   * The certificates from the CA that signs up to the root, in PEM. Set only for a CA that is given in PEM, and known
   * before the issuer is ready.
   */
  chainPem?: string;
  /**
   * The algorithm of the key of the issuer's CA.
   */
  algorithm?: string;
}

/** The API group of cert-manager. */
export const certManagerGroup = "cert-manager.io";

/** The reference with its defaults. Refuses one that cannot name an issuer. */
export function checkIssuerRef(given: Partial<IssuerRef>, path: PropertyPath): IssuerRef {
  const { group = certManagerGroup } = given;
  return checkAll({
    name: () => checkObjectName(given.name!, path.child("name")),
    kind: () => checkKind(given.kind, group, path.child("kind")),
    group: () => text(/^/, `an API group such as ${certManagerGroup}`)(group, path.child("group")),
    namespace: () => optional(given.namespace, path.child("namespace"), checkNamespaceName),
  });
}

/** The issuer's CA as a Secret stores it. Refuses anything but CA certificates of which one is valid. */
export function checkIssuerCa(caCertificatePem: string, path: PropertyPath): string {
  const certificates = readCertificates(caCertificatePem, path);
  // The next CA may be listed before it begins.
  certificates.forEach(certificate =>
    checkPath([certificate], path, { isTrusted: true, purpose: Purpose.Server }, whenValid(certificate)),
  );
  checkSomeInForce(certificates, path, "caCertificatePem of a CertificateIssuer");
  return storedPem(caCertificatePem, path);
}

/** The algorithm of the CA's key, read from the CA or else as it is stated. */
export function issuerAlgorithm(
  { ca, stated }: { ca?: string; stated?: KeyAlgorithm },
  path: PropertyPath,
): KeyAlgorithm | undefined {
  return ca === undefined ? stated : keyAlgorithmOf(readCertificates(ca, path)[0], path);
}

/** The chain, as it is given. Refuses one below which clients would refuse servers. */
export function checkIssuerChain(chainPem: string, path: PropertyPath): string {
  const order = "from the CA that signs up to the root";
  // It may end below the root, which is then in caCertificatePem.
  checkPath(readCertificates(chainPem, path), path, { isTrusted: true, purpose: Purpose.Server, order });
  return chainPem;
}

/** What clients trust, unless the chain ends there already. Refuses a chain that leads somewhere else. */
export function aboveChain(
  { chainPem, caCertificatePem }: Pick<IssuerRef, "chainPem" | "caCertificatePem">,
  path: PropertyPath,
): string | undefined {
  if (chainPem === undefined || caCertificatePem === undefined) return caCertificatePem;
  const chainPath = path.child("chainPem");
  const last = readCertificates(chainPem, chainPath).at(-1)!;
  const trusted = readCertificates(caCertificatePem, path.child("caCertificatePem"));
  if (trusted.some(({ fingerprint256 }) => fingerprint256 === last.fingerprint256)) return undefined;
  if (!trusted.some(certificate => isIssuedBy(last, certificate))) {
    refuse(
      chainPath,
      `ends with ${subjectOf(last)}, but caCertificatePem, which clients trust, is ` +
        `${trusted.map(subjectOf).join(", ")}: set both for the same root`,
    );
  }
  return caCertificatePem;
}

/** Refuses an issuer that does not issue in the namespace of the certificate. */
export function checkReach(issuer: IssuerRef, certificateNamespace: string, path: PropertyPath): IssuerRef {
  const { kind, namespace } = issuer;
  if (kind === IssuerKind.Issuer && namespace !== undefined && namespace !== certificateNamespace) {
    refuse(
      path.child("namespace"),
      `is '${unlessSecret(namespace)}', but the certificate is in '${unlessSecret(certificateNamespace)}', and an ` +
        `Issuer issues only in its own namespace: use a ClusterIssuer, or an Issuer in '${unlessSecret(certificateNamespace)}'`,
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
    const meant = near ? `Did you mean '${near}'?` : "For an external issuer, set group too.";
    refuse(path, `is '${unlessSecret(kind)}', but the group ${group} has only ${ours.join(" and ")}. ${meant}`);
  }
  return kind;
}
