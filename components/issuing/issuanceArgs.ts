/** The arguments of a server certificate that decide who issues it and how long it lives. */
import type * as pulumi from "@pulumi/pulumi";
import type { KeyAlgorithm } from "../x509/keyAlgorithm";
import type { CertificateAuthorityArgs } from "./authority";
import type { IssuerRefArgs } from "./issuerRef";

/** What happens to the key when cert-manager renews a certificate. */
export const RotationPolicy = {
  /** A new key for each certificate */
  Always: "Always",
  /** The same key for every certificate */
  Never: "Never",
} as const;
export type RotationPolicy = (typeof RotationPolicy)[keyof typeof RotationPolicy];

/** The arguments, of a component or of a listener. Set exactly one of `authority` and `issuerRef`. */
export interface IssuanceArgs {
  /**
   * The authority that signs, through the TLS provider: that of a `CertificateChain`, or your own. An update
   * renews the certificate.
   */
  authority?: pulumi.Input<CertificateAuthorityArgs>;
  /**
   * The issuer of cert-manager that signs: that of a `CertificateIssuer`, or any other one. cert-manager
   * renews the certificate by itself, and neither the issuer's key nor the server's enters the stack's state.
   */
  issuerRef?: pulumi.Input<IssuerRefArgs>;
  /**
   * The algorithm of the server's key. It should be of the same kind as the signer's, ECDSA or RSA; for Azure IoT
   * Operations it must be.
   *
   * Default: the algorithm of the signer, or EcdsaP256 for an issuer whose CA is not known.
   */
  algorithm?: pulumi.Input<KeyAlgorithm>;
  /**
   * How long the certificate is valid, in whole hours, at least 1. Only with `authority`.
   *
   * Default: 8760 (a year).
   */
  validityHours?: pulumi.Input<number>;
  /**
   * How long before its expiry an update replaces the certificate, in whole hours, less than `validityHours`. Only with
   * `authority`.
   *
   * Default: a third of `validityHours`.
   */
  earlyRenewalHours?: pulumi.Input<number>;
  /**
   * How long the certificate is valid, as a Go duration such as `2160h` or `1h30m`, at least 1h. Only with `issuerRef`.
   *
   * Default: 2160h (90 days).
   */
  duration?: pulumi.Input<string>;
  /**
   * How long before its expiry cert-manager renews the certificate, as a Go duration such as `720h`, at least 5m and less
   * than `duration`. Only with `issuerRef`.
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
