/** Arguments of `ServerCertificate`. */
import type * as pulumi from "@pulumi/pulumi";
import type { CertificateAuthorityArgs } from "../issuing/authority";
import type { IssuerRefArgs } from "../issuing/issuerRef";
import type { RotationPolicy } from "../issuing/request";
import type { KeyAlgorithm } from "../x509/keyAlgorithm";

/** The arguments of a `ServerCertificate`. Set exactly one of `authority` and `issuerRef`. */
export interface ServerCertificateArgs {
  /**
   * The namespace of the Secret.
   */
  namespace: pulumi.Input<string>;
  /**
   * The name of the Secret and, with `issuerRef`, of the Certificate: at most 253 lower-case letters, digits, `-` and `.`.
   * Change it when you change from `authority` to `issuerRef` or back.
   *
   * Default: the component's name, followed by `-certificate` if `issuerRef` is set.
   */
  secretName?: pulumi.Input<string>;
  /**
   * The common name of the subject, 1 to 64 characters. Clients check only `dnsNames` and `ipAddresses`.
   *
   * Default: the component's name.
   */
  commonName?: pulumi.Input<string>;
  /**
   * The DNS names that clients connect to, such as `mqtt.example.com` or `*.example.com`. At least one DNS name or IP
   * address is required.
   *
   * Default: none.
   */
  dnsNames?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * The IP addresses that clients connect to, such as `203.0.113.7` or `2001:db8::7`.
   *
   * Default: none.
   */
  ipAddresses?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * The authority that signs, through the TLS provider: the authority of a `CertificateChain`, or your own. Updates renew
   * the certificate.
   */
  authority?: pulumi.Input<CertificateAuthorityArgs>;
  /**
   * The issuer of cert-manager that signs: the `issuerRef` of a `CertificateIssuer`, or any other issuer. cert-manager
   * renews the certificate by itself, and neither the issuer's key nor the server's enters the stack's state.
   */
  issuerRef?: pulumi.Input<IssuerRefArgs>;
  /**
   * The algorithm of the server's key. It must be of the same kind as the signer's, ECDSA or RSA.
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
  /**
   * Refuse `authority`, because its key would be kept in the stack's state.
   *
   * Default: false.
   */
  strict?: boolean;
}
