import * as pulumi from "@pulumi/pulumi";
import { argumentsOf } from "../inputs/arguments";
import { gated } from "../inputs/input";
import { IssuerKind, certManagerGroup } from "../issuing/issuerRef";
import type { IssuerRef } from "../issuing/issuerRef";
import { outputsOf } from "../outputs";
import type { CertificateIssuerArgs } from "./args";
import { checkIssuer } from "./check";
import { newExistingCa } from "./existingCa";
import { newSelfSignedCa } from "./selfSignedCa";

/**
 * An issuer of cert-manager that signs with a CA: an existing CA, or a new one that cert-manager makes and renews.
 *
 * @throws pulumi.InputPropertyError if there is not exactly one CA, if the CA has expired or may not sign, or if
 * cert-manager does not accept the lifetimes. An Output is checked as soon as it is known.
 * @see https://cert-manager.io/docs/configuration/ca/
 */
export class CertificateIssuer extends pulumi.ComponentResource {
  /** The issuer, for a `ServerCertificate` or a listener. Known once the issuer is ready. */
  public readonly issuerRef: pulumi.Output<IssuerRef>;
  /** The name of the Secret that holds the CA. */
  public readonly secretName: pulumi.Output<string>;
  /** The certificate of the CA, or of the root above it, in PEM. */
  public readonly caCertificatePem: pulumi.Output<string>;
  /** What clients must trust, in PEM: `caCertificatePem` and, after cert-manager has renewed the CA, the previous one until it expires. */
  public readonly trustBundlePem: pulumi.Output<string>;

  constructor(name: string, args: CertificateIssuerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("aks-mqtt:index:CertificateIssuer", name, {}, opts);

    const issuer = checkIssuer(argumentsOf(args), this);
    const { kind, namespace, issuerName } = issuer;
    const ca = issuer.selfSigned
      ? newSelfSignedCa(name, issuer, issuer.selfSigned, this)
      : newExistingCa(name, issuer, issuer.existing!, this);

    // Each part is an Output of its own: a preview that does not know a renewed CA still knows the rest.
    this.issuerRef = pulumi.output({
      name: gated(issuerName, ca.issuer.id),
      kind,
      group: certManagerGroup,
      namespace: kind === IssuerKind.Issuer ? namespace : undefined,
      caCertificatePem: ca.certificatePem,
      ...(ca.chainPem && { chainPem: ca.chainPem }),
      algorithm: ca.algorithm,
    });
    this.secretName = ca.secretName;
    this.caCertificatePem = ca.certificatePem;
    this.trustBundlePem = ca.trustBundlePem;
    this.registerOutputs(outputsOf(this));
  }
}
