/** The arguments of a certificate that this package issues for a listener. */
import type * as pulumi from "@pulumi/pulumi";
import type { CertificateAuthorityArgs } from "../issuing/authority";
import type { IssuerRefArgs } from "../issuing/issuerRef";
import type { RotationPolicy } from "../issuing/request";
import type { KeyAlgorithm } from "../x509/keyAlgorithm";

/**
 * A certificate for all addresses of its listener: the external addresses, the cluster IP and the names in the cluster.
 * Set exactly one of `authority` and `issuerRef`.
 */
export interface IssuedTlsArgs {
  /**
   * The authority that signs, such as the `authority` of a `CertificateChain`, or your own. Pulumi's TLS provider
   * issues the certificate, and an update renews it.
   */
  authority?: pulumi.Input<CertificateAuthorityArgs>;
  /**
   * The cert-manager issuer that signs, such as the `issuerRef` of a `CertificateIssuer`, or your own. cert-manager
   * renews the certificate. Neither the issuer's key nor the server's is stored in the stack's state.
   */
  issuerRef?: pulumi.Input<IssuerRefArgs>;
  /**
   * The algorithm of the server's key. It must be of the same kind as the CA's key: ECDSA or RSA.
   *
   * Default: the algorithm of the CA, or EcdsaP256 if the CA of the issuer is not known.
   */
  algorithm?: pulumi.Input<KeyAlgorithm>;
  /**
   * More DNS names by which clients reach the listener, such as `mqtt.example.com`.
   *
   * Default: none.
   */
  dnsNames?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * More IP addresses by which clients reach the listener, such as `203.0.113.7`.
   *
   * Default: none.
   */
  ipAddresses?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Whether the certificate is also valid for localhost and 127.0.0.1, which `kubectl port-forward` needs.
   *
   * Default: false.
   */
  includeLocalhost?: pulumi.Input<boolean>;
  /**
   * The lifetime of the certificate, in whole hours from 1 up. Only with `authority`.
   *
   * Default: 8760 (a year).
   */
  validityHours?: pulumi.Input<number>;
  /**
   * How long before its expiry an update renews the certificate, in whole hours, less than `validityHours`. Only with
   * `authority`.
   *
   * Default: a third of `validityHours`.
   */
  earlyRenewalHours?: pulumi.Input<number>;
  /**
   * The lifetime of the certificate, as a Go duration of at least 1h, such as `720h`. Only with `issuerRef`.
   *
   * Default: 2160h (90 days).
   */
  duration?: pulumi.Input<string>;
  /**
   * How long before its expiry cert-manager renews the certificate, as a Go duration of at least 5m and less than
   * `duration`, such as `240h`. Only with `issuerRef`.
   *
   * Default: when a third of `duration` is left.
   */
  renewBefore?: pulumi.Input<string>;
  /**
   * Whether each renewal creates a new private key. Only with `issuerRef`.
   *
   * Default: Always.
   */
  rotationPolicy?: pulumi.Input<RotationPolicy>;
}
