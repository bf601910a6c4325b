/** The authorities of a chain. */
import type * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import { newPrivateKey } from "../issuing/privateKey";
import { renewFromOf, warnIfOutliving, warnIfOverdue } from "../x509/certificateEnds";
import type { Chain, ChainLink } from "./check";

/** A new root. */
export function newRoot(
  name: string,
  { names, validity: { root: validity }, algorithm }: Chain,
  parent: pulumi.Resource,
): ChainLink {
  const key = newPrivateKey(`${name}-root-key`, algorithm, parent);
  const certificate = new tls.SelfSignedCert(
    `${name}-root`,
    {
      privateKeyPem: key.privateKeyPemPkcs8,
      subject: { commonName: names.root, organization: names.organization },
      validityPeriodHours: validity.validityHours,
      earlyRenewalHours: validity.earlyRenewalHours,
      isCaCertificate: true,
      maxPathLength: 1,
      setSubjectKeyId: true,
      allowedUses: ["cert_signing", "crl_signing"],
    },
    { parent },
  );
  const renewFrom = renewFromOf(certificate.certPem, validity.earlyRenewalHours);
  warnIfOverdue(certificate.certPem, renewFrom, parent);
  return { certificatePem: certificate.certPem, privateKeyPem: key.privateKeyPemPkcs8, algorithm, renewFrom };
}

/** A new intermediate, signed by the root. */
export function newIntermediate(
  name: string,
  { names, validity: { intermediate: validity } }: Chain,
  root: ChainLink,
  parent: pulumi.Resource,
): ChainLink {
  const key = newPrivateKey(`${name}-intermediate-key`, root.algorithm, parent);
  const request = new tls.CertRequest(
    `${name}-intermediate-request`,
    {
      privateKeyPem: key.privateKeyPemPkcs8,
      subject: { commonName: names.intermediate, organization: names.organization },
    },
    { parent },
  );
  const certificate = new tls.LocallySignedCert(
    `${name}-intermediate`,
    {
      certRequestPem: request.certRequestPem,
      caCertPem: root.certificatePem,
      caPrivateKeyPem: root.privateKeyPem,
      validityPeriodHours: validity.validityHours,
      earlyRenewalHours: validity.earlyRenewalHours,
      isCaCertificate: true,
      maxPathLength: 0,
      setSubjectKeyId: true,
      allowedUses: ["cert_signing", "crl_signing"],
    },
    { parent },
  );
  const renewFrom = renewFromOf(certificate.certPem, validity.earlyRenewalHours);
  warnIfOverdue(certificate.certPem, renewFrom, parent);
  warnIfOutliving(certificate.certPem, root.certificatePem, parent);
  const { certPem: certificatePem } = certificate;
  return { certificatePem, privateKeyPem: key.privateKeyPemPkcs8, algorithm: root.algorithm, renewFrom };
}
