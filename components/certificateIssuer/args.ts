/** Arguments of `CertificateIssuer`. */
import type * as pulumi from "@pulumi/pulumi";
import type { IssuerKind } from "../issuing/issuerRef";
import type { KeyAlgorithm } from "../x509/keyAlgorithm";

/** The arguments of a `CertificateIssuer`. Set exactly one of `existing` and `selfSigned`. */
export interface CertificateIssuerArgs {
  /**
   * Whether the issuer works in one namespace (`Issuer`) or in all (`ClusterIssuer`). Plain, because it is the kind of a
   * resource.
   *
   * Default: Issuer.
   */
  kind?: IssuerKind;
  /**
   * The namespace of an `Issuer`, in which it issues. For a `ClusterIssuer`, the namespace in which cert-manager looks for
   * the issuer's Secret: cert-manager's own, unless its chart sets another. It must exist.
   *
   * Default: cert-manager for a `ClusterIssuer`; required for an `Issuer`.
   */
  namespace?: pulumi.Input<string>;
  /**
   * The name of the issuer.
   *
   * Default: my-issuer.
   */
  issuerName?: pulumi.Input<string>;
  /**
   * An existing CA. Plain, because it decides which resources are created.
   */
  existing?: ExistingCaArgs;
  /**
   * A new CA, which cert-manager makes and renews; `{}` for the defaults. Plain, because it decides which resources are
   * created.
   */
  selfSigned?: SelfSignedCaArgs;
  /**
   * Refuse a CA key that comes through the program, because it would be kept in the stack's state.
   *
   * Default: false.
   */
  strict?: boolean;
}

/** An existing CA: either an existing Secret, or a certificate and its key, which are put into a Secret. */
export interface ExistingCaArgs {
  /**
   * The name of the Secret with the CA. Set alone, it names an existing Secret of type `kubernetes.io/tls`, whose key
   * never enters the stack's state. It must be in the issuer's namespace, or in cert-manager's for a `ClusterIssuer`.
   *
   * Default: test-ca, if certificate and key are set.
   */
  secretName?: pulumi.Input<string>;
  /**
   * The certificate of the CA: one CA certificate in PEM, not expired.
   */
  certificatePem?: pulumi.Input<string>;
  /**
   * The private key of `certificatePem`, in PEM and not encrypted. Kept secret.
   */
  privateKeyPem?: pulumi.Input<string>;
  /**
   * The certificates from `certificatePem` up to the root, in this order, in PEM.
   *
   * Default: `certificatePem` alone, which must then be a root.
   */
  chainPem?: pulumi.Input<string>;
}

/** A new CA, which cert-manager makes and renews. */
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
   * How long the CA certificate is valid, as a Go duration such as `87600h`, at least 1h. With cert-manager's own default
   * of 90 days, the CA would change every 60 days, outside any update.
   *
   * Default: 87600h (ten years).
   */
  duration?: pulumi.Input<string>;
  /**
   * How long before its expiry cert-manager replaces the CA by a new one with a new key, as a Go duration such as
   * `8760h`, at least 5m and less than `duration`. Set it to more than the lifetime of the certificates that the CA signs.
   *
   * Default: 8760h (a year), or a third of `duration` if that is less.
   */
  renewBefore?: pulumi.Input<string>;
  /**
   * The algorithm of the CA's key.
   *
   * Default: EcdsaP256.
   */
  algorithm?: pulumi.Input<KeyAlgorithm>;
}
