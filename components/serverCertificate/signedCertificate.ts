/** A server certificate that the TLS provider signs. Its key is in the stack's state. */
import { X509Certificate } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import { gated } from "../inputs/input";
import { newPrivateKey } from "../issuing/privateKey";
import type { Signing } from "../issuing/signing";
import { newTlsSecret } from "../kubernetes/tlsSecret";
import { notAfterOf, renewFromOf, warnIfOutliving, warnIfOverdue } from "../x509/certificateEnds";
import { serverKeyUses } from "../x509/keyAlgorithm";
import { orNone } from "./check";
import type { ServerNames } from "./check";

/** Signs the certificate with the authority's key, and puts it into its Secret. */
export function signCertificate(
  name: string,
  names: ServerNames,
  { signer, algorithm, validity }: Signing,
  /** Resolves once the authorities are known to allow the names. */
  permitted: pulumi.Output<unknown>,
  parent: pulumi.Resource,
) {
  // The key makes the whole authority secret, although its certificates are not.
  const intermediatesPem = pulumi.unsecret(signer.intermediatesPem);
  const trustBundlePem = pulumi.unsecret(signer.trustAnchorPem);
  const key = newPrivateKey(`${name}-key`, algorithm, parent);
  const request = new tls.CertRequest(
    `${name}-request`,
    {
      privateKeyPem: key.privateKeyPemPkcs8,
      subject: { commonName: names.commonName.apply(orNone) },
      dnsNames: names.dnsNames,
      ipAddresses: names.ipAddresses,
    },
    { parent },
  );
  const certificate = new tls.LocallySignedCert(
    `${name}-certificate`,
    {
      certRequestPem: request.certRequestPem,
      caCertPem: pulumi.unsecret(signer.certificatePem),
      caPrivateKeyPem: pulumi.secret(signer.privateKeyPem),
      validityPeriodHours: validity.validityHours,
      earlyRenewalHours: validity.earlyRenewalHours,
      setSubjectKeyId: true,
      allowedUses: algorithm.apply(serverKeyUses),
    },
    { parent },
  );
  warnIfOverdue(certificate.certPem, renewFromOf(certificate.certPem, validity.earlyRenewalHours), parent);
  warnIfOutliving(certificate.certPem, pulumi.concat(intermediatesPem, trustBundlePem), parent);
  const chainPem = gated(pulumi.concat(certificate.certPem, intermediatesPem), permitted);
  const { namespace } = names;
  const { secretName } = newTlsSecret(
    `${name}-secret`,
    { namespace, secretName: names.secretName, chainPem, privateKeyPem: key.privateKeyPemPkcs8, trustBundlePem },
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
