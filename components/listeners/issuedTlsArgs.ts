/** The arguments of a listener's certificate that this package issues. */
import type * as pulumi from "@pulumi/pulumi";
import type { CertificateAuthorityArgs } from "../issuing/authority";
import type { IssuerRefArgs } from "../issuing/issuerRef";
import type { RotationPolicy } from "../issuing/request";
import type { KeyAlgorithm } from "../x509/keyAlgorithm";

/**
 * A certificate that carries all addresses of its listener: external ones, the cluster IP, the names in the cluster.
 * Exactly one of `authority` and `issuerRef` signs it.
 */
export interface IssuedTlsArgs {
  /**
   * The authority that signs, through the TLS provider: a `CertificateChain`'s, or one of your own. Updates renew.
   */
  authority?: pulumi.Input<CertificateAuthorityArgs>;
  /**
   * The issuer of cert-manager that signs: a `CertificateIssuer`'s, or any other. cert-manager renews by itself, and
   * neither its key nor the server's comes into the stack's state.
   */
  issuerRef?: pulumi.Input<IssuerRefArgs>;
  /**
   * The algorithm of the server's key, of the same kind as the authority's, ECDSA or RSA.
   *
   * Default: the algorithm of the authority, or EcdsaP256 for an issuer whose CA is not known.
   */
  algorithm?: pulumi.Input<KeyAlgorithm>;
  /**
   * More DNS names by which clients reach the listener.
   *
   * Default: none.
   */
  dnsNames?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * More IP addresses by which clients reach the listener.
   *
   * Default: none.
   */
  ipAddresses?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Whether the certificate is also good for localhost and 127.0.0.1, as `kubectl port-forward` needs it.
   *
   * Default: false.
   */
  includeLocalhost?: pulumi.Input<boolean>;
  /**
   * How long the certificate lives, in whole hours from 1 up. Only with `authority`.
   *
   * Default: 8760 (a year).
   */
  validityHours?: pulumi.Input<number>;
  /**
   * How long before its end an update replaces the certificate, in whole hours, less than `validityHours`. Only with
   * `authority`.
   *
   * Default: a third of `validityHours`.
   */
  earlyRenewalHours?: pulumi.Input<number>;
  /**
   * How long the certificate lives, as a Go duration of 1h at least. Only with `issuerRef`.
   *
   * Default: 2160h (90 days).
   */
  duration?: pulumi.Input<string>;
  /**
   * How long before its end cert-manager renews the certificate, as a Go duration of 5m at least and less than
   * `duration`. Only with `issuerRef`.
   *
   * Default: when a third of `duration` is left.
   */
  renewBefore?: pulumi.Input<string>;
  /**
   * Whether a renewed certificate gets a new key. Only with `issuerRef`.
   *
   * Default: Always.
   */
  rotationPolicy?: pulumi.Input<RotationPolicy>;
}
