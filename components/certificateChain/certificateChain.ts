import * as pulumi from "@pulumi/pulumi";
import { checked, isPromise, requireObjectIfGiven } from "../inputs/checked";
import type { CertificateAuthorityArgs } from "../issuing/authority";
import { notAfterOf } from "../x509/certificateEnds";
import { checkSubjectText } from "../x509/names";
import { existingRoot, newIntermediate, newRoot } from "./links";
import type { ChainNames } from "./links";
import type { KeyAlgorithm } from "../x509/keyAlgorithm";
import { checkChainValidity } from "../x509/validity";
import type { ChainValidity } from "../x509/validity";

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

/**
 * A chain of certificate authorities, made by the TLS provider: a root, which clients trust, and an intermediate, which
 * signs server certificates.
 *
 * @throws pulumi.InputPropertyError, of an Output as soon as it is known, for lifetimes that do not fit each other, and
 * for an `existingRoot` that is no root, has ended or has another key.
 * @see https://www.rfc-editor.org/rfc/rfc5280
 */
export class CertificateChain extends pulumi.ComponentResource {
  /** The root certificate in PEM. */
  public readonly rootCertificatePem: pulumi.Output<string>;
  /** The intermediate certificate in PEM: the one that signs server certificates. */
  public readonly intermediateCertificatePem: pulumi.Output<string>;
  /** The intermediate certificate, then the root, in PEM. */
  public readonly chainPem: pulumi.Output<string>;
  /** The private key of the intermediate, in PEM (PKCS #8). Secret. */
  public readonly caPrivateKeyPem: pulumi.Output<string>;
  /** What clients of this chain's servers must trust, in PEM. */
  public readonly trustBundlePem: pulumi.Output<string>;
  /** The algorithm of the keys. Text, for YAML gives no output of an enumeration to an argument of the same one. */
  public readonly algorithm: pulumi.Output<string>;
  /** When the root certificate ends, in RFC 3339. */
  public readonly rootNotAfter: pulumi.Output<string>;
  /** When the intermediate certificate ends, in RFC 3339. */
  public readonly intermediateNotAfter: pulumi.Output<string>;
  /** From when on an update renews something of the chain, in RFC 3339. An `existingRoot` is not renewed. */
  public readonly renewFrom: pulumi.Output<string>;

  constructor(name: string, args: CertificateChainArgs, opts?: pulumi.ComponentResourceOptions) {
    super("aks-mqtt:index:CertificateChain", name, {}, opts);

    const names = checkedNames(name, args);
    const validity = checkedValidity(args);
    checkGiven(args.existingRoot);
    const root = args.existingRoot
      ? existingRoot(args.existingRoot, args.algorithm)
      : newRoot(name, names, validity.root, args.algorithm, this);
    const intermediate = newIntermediate(name, names, validity.intermediate, root, this);

    this.rootCertificatePem = root.certificatePem;
    this.intermediateCertificatePem = intermediate.certificatePem;
    this.chainPem = pulumi.concat(intermediate.certificatePem, root.certificatePem);
    this.caPrivateKeyPem = pulumi.secret(intermediate.privateKeyPem);
    this.trustBundlePem = root.certificatePem;
    this.algorithm = intermediate.algorithm;
    this.rootNotAfter = root.certificatePem.apply(notAfterOf);
    this.intermediateNotAfter = intermediate.certificatePem.apply(notAfterOf);
    this.renewFrom = pulumi.all([root.renewFrom, intermediate.renewFrom]).apply(earliest);
    this.registerOutputs({
      rootCertificatePem: this.rootCertificatePem,
      intermediateCertificatePem: this.intermediateCertificatePem,
      chainPem: this.chainPem,
      caPrivateKeyPem: this.caPrivateKeyPem,
      trustBundlePem: this.trustBundlePem,
      algorithm: this.algorithm,
      rootNotAfter: this.rootNotAfter,
      intermediateNotAfter: this.intermediateNotAfter,
      renewFrom: this.renewFrom,
    });
  }

  /** The intermediate as the `authority` of a `ServerCertificate` or of a listener. */
  public get authority(): CertificateAuthorityArgs {
    return {
      certificatePem: this.intermediateCertificatePem,
      privateKeyPem: this.caPrivateKeyPem,
      chainPem: this.chainPem,
      algorithm: this.algorithm,
    };
  }
}

/** Refuses null and the like, which would count as no root and make another. */
function checkGiven(root: ExistingRootArgs | undefined): void {
  // Of an Output the certificate is looked at.
  if (isPromise(root)) return;
  const wanted = "have certificatePem and privateKeyPem: leave it out for a new root";
  requireObjectIfGiven(root, "existingRoot", wanted);
}

function checkedNames(name: string, args: CertificateChainArgs): pulumi.Output<ChainNames> {
  const { rootCommonName, intermediateCommonName, organization } = args;
  return checked({ rootCommonName, intermediateCommonName, organization }, given => ({
    root: checkSubjectText(given.rootCommonName ?? `${name} root CA`, "rootCommonName"),
    intermediate: checkSubjectText(given.intermediateCommonName ?? `${name} intermediate CA`, "intermediateCommonName"),
    organization: given.organization === undefined ? undefined : checkSubjectText(given.organization, "organization"),
  }));
}

function checkedValidity(args: CertificateChainArgs): pulumi.Output<ChainValidity> {
  const { rootValidityHours, rootEarlyRenewalHours, intermediateValidityHours, intermediateEarlyRenewalHours } = args;
  return checked(
    { rootValidityHours, rootEarlyRenewalHours, intermediateValidityHours, intermediateEarlyRenewalHours },
    given => checkChainValidity(given, args.existingRoot === undefined),
  );
}

/** The first of several times in RFC 3339, all in one zone. */
function earliest(times: (string | undefined)[]): string {
  return times.filter(time => time !== undefined).sort()[0];
}
