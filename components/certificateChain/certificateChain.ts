import * as pulumi from "@pulumi/pulumi";
import { argumentsOf } from "../inputs/arguments";
import type { CertificateAuthorityArgs } from "../issuing/authority";
import { outputsOf } from "../outputs";
import { notAfterOf } from "../x509/certificateEnds";
import type { CertificateChainArgs } from "./args";
import { checkChain } from "./check";
import { newIntermediate, newRoot } from "./links";

/**
 * A chain of two certificate authorities, made by the TLS provider: a root, which clients trust, and an intermediate,
 * which signs server certificates.
 *
 * @throws pulumi.InputPropertyError if the lifetimes do not fit together, or if `existingRoot` is not a root, has expired
 * or does not belong to its key. An Output is checked as soon as it is known.
 * @see https://www.rfc-editor.org/rfc/rfc5280
 */
export class CertificateChain extends pulumi.ComponentResource {
  /** The root certificate in PEM. */
  public readonly rootCertificatePem: pulumi.Output<string>;
  /** The intermediate certificate, which signs server certificates, in PEM. */
  public readonly intermediateCertificatePem: pulumi.Output<string>;
  /** The intermediate certificate, then the root, in PEM. */
  public readonly chainPem: pulumi.Output<string>;
  /** The private key of the intermediate, in PEM (PKCS #8). Secret. */
  public readonly caPrivateKeyPem: pulumi.Output<string>;
  /** The root certificate, which clients must trust, in PEM: for a `TrustBundle`. */
  public readonly trustBundlePem: pulumi.Output<string>;
  /** The algorithm of the keys. It is text because Pulumi YAML cannot pass an enum output to an enum argument. */
  public readonly algorithm: pulumi.Output<string>;
  /** When the root certificate expires, in RFC 3339, such as `2036-11-18T08:00:00.000Z`. */
  public readonly rootNotAfter: pulumi.Output<string>;
  /** When the intermediate certificate expires, in RFC 3339. */
  public readonly intermediateNotAfter: pulumi.Output<string>;
  /** The time from which an update renews a certificate of the chain, in RFC 3339. An `existingRoot` is not renewed. */
  public readonly renewFrom: pulumi.Output<string>;

  constructor(name: string, args: CertificateChainArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    super("aks-mqtt:index:CertificateChain", name, {}, opts);

    const chain = checkChain(name, argumentsOf(args), this);
    const root = chain.existingRoot ?? newRoot(name, chain, this);
    const intermediate = newIntermediate(name, chain, root, this);

    this.rootCertificatePem = root.certificatePem;
    this.intermediateCertificatePem = intermediate.certificatePem;
    this.chainPem = pulumi.concat(intermediate.certificatePem, root.certificatePem);
    this.caPrivateKeyPem = pulumi.secret(intermediate.privateKeyPem);
    this.trustBundlePem = root.certificatePem;
    this.algorithm = intermediate.algorithm;
    this.rootNotAfter = root.certificatePem.apply(notAfterOf);
    this.intermediateNotAfter = intermediate.certificatePem.apply(notAfterOf);
    this.renewFrom = pulumi
      .all([root.renewFrom, intermediate.renewFrom])
      .apply(times => times.filter(time => time !== undefined).sort()[0]);
    this.registerOutputs(outputsOf(this));
  }

  /** The intermediate as `authority` for a `ServerCertificate` or a listener. */
  public get authority(): CertificateAuthorityArgs {
    return {
      certificatePem: this.intermediateCertificatePem,
      privateKeyPem: this.caPrivateKeyPem,
      chainPem: this.chainPem,
      rootCertificatePem: this.rootCertificatePem,
      algorithm: this.algorithm,
    };
  }
}
