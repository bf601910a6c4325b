import * as pulumi from "@pulumi/pulumi";
import type { CertificateAuthorityArgs } from "../issuing/authority";
import { outputsOf } from "../outputs";
import { notAfterOf } from "../x509/certificateEnds";
import type { CertificateChainArgs } from "./args";
import { checkedChain } from "./check";
import { newIntermediate, newRoot } from "./links";

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

    const chain = checkedChain(name, args);
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
    this.renewFrom = pulumi.all([root.renewFrom, intermediate.renewFrom]).apply(earliest);
    this.registerOutputs(outputsOf(this));
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

/** The first of several times in RFC 3339, all in one zone. */
function earliest(times: (string | undefined)[]): string {
  return times.filter(time => time !== undefined).sort()[0];
}
