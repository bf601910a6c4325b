import * as pulumi from "@pulumi/pulumi";
import { argumentsOf } from "../inputs/arguments";
import { outputsOf } from "../outputs";
import type { ServerCertificateArgs } from "./args";
import { checkServerCertificate } from "./check";
import { requestCertificate } from "./requestedCertificate";
import { signCertificate } from "./signedCertificate";

/**
 * A server certificate in a Secret of type `kubernetes.io/tls`: `tls.crt` holds the server certificate and then the
 * intermediates, `tls.key` the private key, `ca.crt` what clients must trust. It is signed through the TLS provider, with
 * `authority`, or by cert-manager, with `issuerRef`. With `issuerRef` the certificate is not among the outputs: reading it
 * would bring its private key into the stack's state.
 *
 * @throws pulumi.InputPropertyError if there is no name or address, if one is malformed, if not exactly one of
 * `authority` and `issuerRef` is set, or if the key is not of the signer's kind. An Output is checked as soon as it is
 * known.
 * @see https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.6
 */
export class ServerCertificate extends pulumi.ComponentResource {
  /**
   * The name of the Secret. Known in a preview; in an update it resolves once the certificate is in the Secret. It carries
   * no dependency on the Secret: a pod that mounts the Secret by this name is not replaced with it.
   */
  public readonly secretName: pulumi.Output<string>;
  /** The server certificate in PEM. Not set with `issuerRef`. */
  public readonly certificatePem: pulumi.Output<string | undefined>;
  /** What the server sends, in PEM: its certificate, then the intermediates, without the root. Not set with `issuerRef`. */
  public readonly chainPem: pulumi.Output<string | undefined>;
  /** What clients must trust, in PEM. Not set for an issuer whose CA certificate was not given. */
  public readonly trustBundlePem: pulumi.Output<string | undefined>;
  /** When the certificate expires, in RFC 3339, such as `2027-11-21T08:00:00.000Z`. */
  public readonly notAfter: pulumi.Output<string | undefined>;
  /**
   * The SHA-256 fingerprint of the certificate, as `openssl x509 -fingerprint -sha256` prints it. It changes with each new
   * certificate. Not set with `issuerRef`.
   */
  public readonly fingerprint: pulumi.Output<string | undefined>;

  constructor(name: string, args: ServerCertificateArgs, opts?: pulumi.ComponentResourceOptions) {
    super("aks-mqtt:index:ServerCertificate", name, {}, opts);

    const { names, issuance, permitted } = checkServerCertificate(name, argumentsOf(args), this);
    const issued = issuance.signing
      ? signCertificate(name, names, issuance.signing, permitted, this)
      : requestCertificate(name, names, issuance.request, permitted, this);

    this.secretName = issued.secretName;
    this.certificatePem = issued.certificatePem;
    this.chainPem = issued.chainPem;
    this.trustBundlePem = issued.trustBundlePem;
    this.notAfter = issued.notAfter;
    this.fingerprint = issued.fingerprint;
    this.registerOutputs(outputsOf(this));
  }
}
