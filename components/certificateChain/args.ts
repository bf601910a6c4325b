/** Arguments of `CertificateChain`. */
import type * as pulumi from "@pulumi/pulumi";
import type { KeyAlgorithm } from "../x509/keyAlgorithm";

/** The arguments of a `CertificateChain`. */
export interface CertificateChainArgs {
  /**
   * The algorithm of all keys of the chain. With `existingRoot` it should be of the same kind as the root's, ECDSA or RSA.
   *
   * Default: `EcdsaP256`, or the algorithm of `existingRoot`.
   */
  algorithm?: pulumi.Input<KeyAlgorithm>;
  /**
   * The common name of the root certificate, 1 to 64 characters.
   *
   * Default: the component's name followed by `root CA`.
   */
  rootCommonName?: pulumi.Input<string>;
  /**
   * The common name of the intermediate certificate, 1 to 64 characters.
   *
   * Default: the component's name followed by `intermediate CA`.
   */
  intermediateCommonName?: pulumi.Input<string>;
  /**
   * The organization in the subject of both certificates, 1 to 64 characters.
   *
   * Default: none.
   */
  organization?: pulumi.Input<string>;
  /**
   * How long the root certificate is valid, in whole hours, at least 3.
   *
   * Default: 87600 (ten years).
   */
  rootValidityHours?: pulumi.Input<number>;
  /**
   * How long before its expiry an update replaces the root certificate, in whole hours. Less than `rootValidityHours`,
   * and more than `intermediateValidityHours`, so that a root outlives every intermediate that it signs. The key stays.
   *
   * Default: three fifths of `rootValidityHours`.
   */
  rootEarlyRenewalHours?: pulumi.Input<number>;
  /**
   * How long the intermediate certificate is valid, in whole hours, at least 1 and less than `rootEarlyRenewalHours`.
   *
   * Default: 43800 (five years), or half of `rootValidityHours` if that is less.
   */
  intermediateValidityHours?: pulumi.Input<number>;
  /**
   * How long before its expiry an update replaces the intermediate certificate, in whole hours, less than
   * `intermediateValidityHours`. The key stays. Set it to more than the lifetime of any server certificate below it.
   *
   * Default: a quarter of `intermediateValidityHours`.
   */
  intermediateEarlyRenewalHours?: pulumi.Input<number>;
  /**
   * Your own root, which signs the intermediate instead of a new root. It is not renewed here.
   *
   * Default: a new root.
   */
  existingRoot?: ExistingRootArgs;
}

/** A root certificate and its key. */
export interface ExistingRootArgs {
  /**
   * The root certificate: one self-signed certificate in PEM, not expired.
   */
  certificatePem: pulumi.Input<string>;
  /**
   * The private key of the root, in PEM and not encrypted. Kept secret.
   */
  privateKeyPem: pulumi.Input<string>;
}
