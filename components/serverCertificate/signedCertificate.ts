/** A server certificate that the TLS provider signs, with its key in the stack's state. */
import { X509Certificate } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import { checked } from "../inputs/checked";
import { checkSigner, statedAlgorithm } from "../issuing/authority";
import { notAfterOf, renewFromOf, warnIfOutliving, warnIfOverdue } from "../x509/certificateEnds";
import { checkKeyAlgorithm, serverKeyUses } from "../x509/keyAlgorithm";
import type { KeyAlgorithm } from "../x509/keyAlgorithm";
import { newPrivateKey } from "../issuing/privateKey";
import type { IssuedCertificate } from "./serverCertificate";
import type { ServerCertificateArgs } from "./args";
import { knownServerKey } from "../x509/serverKey";
import type { ServerNames } from "./names";
import { newTlsSecret } from "../kubernetes/tlsSecret";
import { checkServerValidity } from "../x509/validity";

/** Signs the certificate with the authority's key, and puts it into its Secret. */
export function signCertificate(
  name: string,
  names: ServerNames,
  args: ServerCertificateArgs,
  parent: pulumi.Resource,
): IssuedCertificate {
  const { validityHours, earlyRenewalHours } = args;
  const validity = checked({ validityHours, earlyRenewalHours }, given => checkServerValidity(given));
  const signer = checkedSigner(args);
  const key = newPrivateKey(`${name}-key`, signer.serverKeyAlgorithm, parent);
  const request = new tls.CertRequest(
    `${name}-request`,
    {
      privateKeyPem: key.privateKeyPemPkcs8,
      subject: { commonName: names.commonName },
      dnsNames: names.dnsNames,
      ipAddresses: names.ipAddresses,
    },
    { parent },
  );
  const certificate = new tls.LocallySignedCert(
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
  warnIfOverdue(certificate.certPem, renewFromOf(certificate.certPem, validity.earlyRenewalHours), parent);
  warnIfOutliving(certificate.certPem, pulumi.concat(signer.intermediatesPem, signer.trustAnchorPem), parent);
  const chainPem = pulumi.concat(certificate.certPem, signer.intermediatesPem);
  const trustBundlePem = signer.trustAnchorPem;
  const { secretName } = newTlsSecret(
    `${name}-secret`,
    {
      namespace: names.namespace,
      secretName: names.secretName,
      chainPem,
      privateKeyPem: key.privateKeyPemPkcs8,
      trustBundlePem,
    },
    parent,
  );
  return {
    secretName,
    certificatePem: certificate.certPem,
    chainPem,
    trustBundlePem,
    notAfter: certificate.certPem.apply(notAfterOf),
    fingerprint: certificate.certPem.apply(pem => new X509Certificate(pem).fingerprint256),
  };
}

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
    serverKeyAlgorithm: knownServerKey(
      { algorithm, ofSigner: statedAlgorithm(authority) },
      pulumi.unsecret(signer.serverKeyAlgorithm),
      "algorithm",
      "the authority",
    ),
  };
}
