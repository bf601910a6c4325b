/** The arguments of `CertificateIssuer`. */
import type * as pulumi from "@pulumi/pulumi";
import type { IssuerKind } from "../issuing/issuerRef";
import type { KeyAlgorithm } from "../x509/keyAlgorithm";

/** What a `CertificateIssuer` is made from: exactly one of `existing` and `selfSigned`. */
export interface CertificateIssuerArgs {
  /**
   * Whether it issues in one namespace or in all. Plain, since it is the kind of a resource.
   *
   * Default: Issuer.
   */
  kind?: IssuerKind;
  /**
   * The namespace of an `Issuer`, where it issues. Of a `ClusterIssuer`: where cert-manager looks for its Secret, the
   * namespace of cert-manager unless its chart was told otherwise.
   *
   * Default: cert-manager for a `ClusterIssuer`; an `Issuer` needs one.
   */
  namespace?: pulumi.Input<string>;
  /**
   * The name of the issuer.
   *
   * Default: my-issuer.
   */
  issuerName?: pulumi.Input<string>;
  /**
   * The CA that is there already. Plain, since it decides which resources there are.
   */
  existing?: ExistingCaArgs;
  /**
   * A new CA, made and renewed by cert-manager. Plain, since it decides which resources there are.
   */
  selfSigned?: SelfSignedCaArgs;
  /**
   * Refuse a CA key that comes through the program, since it would stand in the stack's state.
   *
   * Default: false.
   */
  strict?: boolean;
}

/** A CA that is there already: a Secret of that name, or a certificate and its key, which are put into one. */
export interface ExistingCaArgs {
  /**
   * The name of the Secret with the CA. Alone, it names a Secret of type `kubernetes.io/tls` that is there, and whose key
   * never comes into the state. It must be in the issuer's namespace, or in cert-manager's for a `ClusterIssuer`.
   *
   * Default: test-ca, if the certificate and the key are given.
   */
  secretName?: pulumi.Input<string>;
  /**
   * The certificate of the CA, one in PEM: a CA certificate that has not expired.
   */
  certificatePem?: pulumi.Input<string>;
  /**
   * Its private key, in PEM and not encrypted. Kept secret.
   */
  privateKeyPem?: pulumi.Input<string>;
  /**
   * The certificates from that of the CA up to the root, in this order, in PEM.
   *
   * Default: `certificatePem` alone, which must be a root then.
   */
  chainPem?: pulumi.Input<string>;
}

/** A new CA. */
export interface SelfSignedCaArgs {
  /**
   * The common name of the CA, 1 to 64 characters.
   *
   * Default: test-ca.
   */
  commonName?: pulumi.Input<string>;
  /**
   * The name of the Secret with the CA, and of its Certificate.
   *
   * Default: test-ca.
   */
  secretName?: pulumi.Input<string>;
  /**
   * How long the CA lives, as a Go duration of 1h at least. cert-manager's own default of 90 days would give clients a
   * new CA every two months, outside any update.
   *
   * Default: 87600h (ten years).
   */
  duration?: pulumi.Input<string>;
  /**
   * How long before its end cert-manager makes a new CA with a new key, as a Go duration of 5m at least: longer than the
   * certificates live that it signs.
   *
   * Default: 8760h (a year), or a third of `duration` if that is less.
   */
  renewBefore?: pulumi.Input<string>;
  /**
   * The algorithm of its key.
   *
   * Default: EcdsaP256.
   */
  algorithm?: pulumi.Input<KeyAlgorithm>;
}
