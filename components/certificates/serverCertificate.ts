import { X509Certificate } from "node:crypto";
import { Secret } from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import { checked, checkedItems, refuse } from "../checked";
import { checkNamespace, checkObjectName } from "../objectNames";
import { checkSigner } from "./authority";
import type { CertificateAuthorityArgs } from "./authority";
import { checkSubjectText, checkDnsName, checkIpAddress, unique } from "./certificateNames";
import { checkKeyAlgorithm, serverKeyUses } from "./keyAlgorithm";
import type { KeyAlgorithm } from "./keyAlgorithm";
import { newPrivateKey } from "./privateKey";
import { checkServerValidity } from "./validity";
import type { Validity } from "./validity";

/** What a `ServerCertificate` is made from. */
export interface ServerCertificateArgs {
  /**
   * The namespace of the Secret.
   */
  namespace: pulumi.Input<string>;
  /**
   * The name of the Secret: at most 253 lower-case letters, digits, `-` and `.`.
   *
   * Default: the component's name.
   */
  secretName?: pulumi.Input<string>;
  /**
   * The common name of the subject, 1 to 64 characters. Clients look at `dnsNames` and `ipAddresses` only.
   *
   * Default: the component's name.
   */
  commonName?: pulumi.Input<string>;
  /**
   * The DNS names by which clients reach the server. At least one of `dnsNames` and `ipAddresses` is needed.
   *
   * Default: none.
   */
  dnsNames?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * The IP addresses by which clients reach the server.
   *
   * Default: none.
   */
  ipAddresses?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * The authority that signs, through the TLS provider: a `CertificateChain`'s, or one of your own.
   */
  authority: pulumi.Input<CertificateAuthorityArgs>;
  /**
   * The algorithm of the server's key, of the same kind as the authority's, ECDSA or RSA.
   *
   * Default: the algorithm of the authority.
   */
  algorithm?: pulumi.Input<KeyAlgorithm>;
  /**
   * How long the certificate lives, in whole hours from 1 up.
   *
   * Default: 8760 (a year).
   */
  validityHours?: pulumi.Input<number>;
  /**
   * How long before its end an update replaces the certificate, in whole hours, less than `validityHours`.
   *
   * Default: 720 (30 days), or a third of `validityHours` if that is less.
   */
  earlyRenewalHours?: pulumi.Input<number>;
}

/**
 * A server certificate in a Secret of type `kubernetes.io/tls`: `tls.crt` holds the server certificate and then the
 * intermediates, `tls.key` the private key, `ca.crt` what clients must trust.
 */
export class ServerCertificate extends pulumi.ComponentResource {
  /** The name of the Secret. */
  public readonly secretName: pulumi.Output<string>;
  /** The server certificate in PEM. */
  public readonly certificatePem: pulumi.Output<string>;
  /** What the server sends, in PEM: its certificate, then the intermediates, without the root. */
  public readonly chainPem: pulumi.Output<string>;
  /** What clients must trust, in PEM. */
  public readonly trustBundlePem: pulumi.Output<string>;
  /** When the certificate ends, in RFC 3339. */
  public readonly notAfter: pulumi.Output<string>;
  /** The SHA-256 fingerprint of the certificate, as `openssl x509 -fingerprint -sha256` prints it: another certificate has another. */
  public readonly fingerprint: pulumi.Output<string>;

  constructor(name: string, args: ServerCertificateArgs, opts?: pulumi.ComponentResourceOptions) {
    super("aks-mqtt:index:ServerCertificate", name, {}, opts);

    const wanted = checkedServer(name, args);
    const signer = checkedSigner(args);
    const key = newPrivateKey(`${name}-key`, signer.serverKeyAlgorithm, this);
    const certificate = signedCertificate(name, wanted, signer, key, this);
    const chainPem = pulumi.concat(certificate.certPem, signer.intermediatesPem);
    const trustBundlePem = signer.trustAnchorPem;
    const secret = newSecret(name, wanted, chainPem, key.privateKeyPemPkcs8, trustBundlePem, this);

    this.secretName = secret.metadata.name;
    this.certificatePem = certificate.certPem;
    this.chainPem = chainPem;
    this.trustBundlePem = trustBundlePem;
    this.notAfter = certificate.certPem.apply(pem => new Date(new X509Certificate(pem).validTo).toISOString());
    this.fingerprint = certificate.certPem.apply(pem => new X509Certificate(pem).fingerprint256);
    this.registerOutputs({
      secretName: this.secretName,
      certificatePem: this.certificatePem,
      chainPem: this.chainPem,
      trustBundlePem: this.trustBundlePem,
      notAfter: this.notAfter,
      fingerprint: this.fingerprint,
    });
  }
}

/** What the certificate and its Secret are to be like, checked. */
interface Server {
  namespace: pulumi.Output<string>;
  secretName: pulumi.Output<string>;
  commonName: pulumi.Output<string>;
  dnsNames: pulumi.Output<string[]>;
  ipAddresses: pulumi.Output<string[]>;
  validity: pulumi.Output<Validity>;
}

function checkedServer(name: string, args: ServerCertificateArgs): Server {
  const { dnsNames = [], ipAddresses = [], validityHours, earlyRenewalHours } = args;
  const notEmpty = checkedNotEmpty(dnsNames, ipAddresses);
  const distinct = (values: pulumi.Output<string[]>) =>
    pulumi.all([values, notEmpty]).apply(([checkedValues]) => unique(checkedValues));
  return {
    namespace: checked(args.namespace, given => checkNamespace(given, "namespace")),
    secretName: checked(args.secretName ?? name, given => checkObjectName(given, "secretName")),
    commonName: checked(args.commonName ?? name, given => checkSubjectText(given, "commonName")),
    dnsNames: distinct(checkedItems(dnsNames, "dnsNames", checkDnsName)),
    ipAddresses: distinct(checkedItems(ipAddresses, "ipAddresses", checkIpAddress)),
    validity: checked({ validityHours, earlyRenewalHours }, given => checkServerValidity(given)),
  };
}

/** Refuses a certificate without names. One plain name is enough to know, so that it stays known beside unknown ones. */
function checkedNotEmpty(dnsNames: Names, ipAddresses: Names): pulumi.Output<boolean> {
  if ([dnsNames, ipAddresses].some(list => Array.isArray(list) && list.length > 0)) {
    return pulumi.output(true);
  }
  return checked({ dnsNames, ipAddresses }, given => {
    if (given.dnsNames.length + given.ipAddresses.length === 0) {
      refuse("dnsNames", "is empty, and so is ipAddresses: give at least one name or address by which clients connect");
    }
    return true;
  });
}

type Names = pulumi.Input<pulumi.Input<string>[]>;

/** The checked authority with each part as secret as it is by itself. */
interface SignerOutputs {
  certificatePem: pulumi.Output<string>;
  privateKeyPem: pulumi.Output<string>;
  intermediatesPem: pulumi.Output<string>;
  trustAnchorPem: pulumi.Output<string>;
  serverKeyAlgorithm: pulumi.Output<KeyAlgorithm>;
}

function checkedSigner({ authority, algorithm }: ServerCertificateArgs): SignerOutputs {
  // By itself too, so that a wrong one is refused while the authority is unknown.
  checked(algorithm, given => (given === undefined ? undefined : checkKeyAlgorithm(given, "algorithm")));
  const signer = checked({ authority, algorithm }, given => checkSigner(given));
  return {
    certificatePem: pulumi.unsecret(signer.certificatePem),
    privateKeyPem: pulumi.secret(signer.privateKeyPem),
    intermediatesPem: pulumi.unsecret(signer.intermediatesPem),
    trustAnchorPem: pulumi.unsecret(signer.trustAnchorPem),
    serverKeyAlgorithm: pulumi.unsecret(signer.serverKeyAlgorithm),
  };
}

function signedCertificate(
  name: string,
  { commonName, dnsNames, ipAddresses, validity }: Server,
  signer: SignerOutputs,
  key: tls.PrivateKey,
  parent: pulumi.Resource,
): tls.LocallySignedCert {
  const request = new tls.CertRequest(
    `${name}-request`,
    { privateKeyPem: key.privateKeyPemPkcs8, subject: { commonName }, dnsNames, ipAddresses },
    { parent },
  );
  return new tls.LocallySignedCert(
    `${name}-certificate`,
    {
      certRequestPem: request.certRequestPem,
      caCertPem: signer.certificatePem,
      caPrivateKeyPem: signer.privateKeyPem,
      validityPeriodHours: validity.validityHours,
      earlyRenewalHours: validity.earlyRenewalHours,
      setSubjectKeyId: true,
      allowedUses: signer.serverKeyAlgorithm.apply(serverKeyUses),
    },
    { parent },
  );
}

function newSecret(
  name: string,
  { namespace, secretName }: Server,
  chainPem: pulumi.Output<string>,
  privateKeyPem: pulumi.Output<string>,
  trustBundlePem: pulumi.Output<string>,
  parent: pulumi.Resource,
): Secret {
  return new Secret(
    `${name}-secret`,
    {
      metadata: { namespace, name: secretName },
      type: "kubernetes.io/tls",
      data: pulumi.secret({
        "tls.crt": chainPem.apply(base64),
        "tls.key": pulumi.secret(privateKeyPem).apply(base64),
        "ca.crt": trustBundlePem.apply(base64),
      }),
    },
    { parent },
  );
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}
