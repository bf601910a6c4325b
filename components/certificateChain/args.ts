/** The arguments of `CertificateChain`. */
import type * as pulumi from "@pulumi/pulumi";
import type { KeyAlgorithm } from "../x509/keyAlgorithm";

/** What a `CertificateChain` is made from. */
export interface CertificateChainArgs {
  /**
   * The algorithm of all keys of the chain. With `existingRoot` it must be of that root's kind, ECDSA or RSA.
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
   * How long the root certificate lives, in whole hours from 3 up.
   *
   * Default: 87600 (ten years).
   */
  rootValidityHours?: pulumi.Input<number>;
  /**
   * How long before its end an update replaces the root certificate, in whole hours, less than `rootValidityHours` and
   * more than `intermediateValidityHours`, so that a root outlives every intermediate that it signs. The key stays.
   *
   * Default: three fifths of `rootValidityHours`.
   */
  rootEarlyRenewalHours?: pulumi.Input<number>;
  /**
   * How long the intermediate certificate lives, in whole hours from 1 up, less than `rootEarlyRenewalHours`.
   *
   * Default: 43800 (five years), or half of `rootValidityHours` if that is less.
   */
  intermediateValidityHours?: pulumi.Input<number>;
  /**
   * How long before its end an update replaces the intermediate certificate, in whole hours, less than
   * `intermediateValidityHours`. The key stays. It should be more than what any server certificate below it lives.
   *
   * Default: a quarter of `intermediateValidityHours`.
   */
  intermediateEarlyRenewalHours?: pulumi.Input<number>;
  /**
   * A root of yours that signs the intermediate, instead of a new one.
   *
   * Default: a new root.
   */
  existingRoot?: ExistingRootArgs;
}

/** A root certificate and its key. */
export interface ExistingRootArgs {
  /**
   * The certificate of the root, one in PEM: self-signed and not expired.
   */
  certificatePem: pulumi.Input<string>;
  /**
   * The private key of the root, in PEM and not encrypted. Kept secret.
   */
  privateKeyPem: pulumi.Input<string>;
}
