/** The authorities that a chain consists of. */
import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import { checked, refuse } from "../inputs/checked";
import { checkAuthority } from "../issuing/authority";
import { renewFromOf, warnIfOutliving, warnIfOverdue } from "../x509/certificateEnds";
import type { ExistingRootArgs } from "./certificateChain";
import { KeyAlgorithm, checkKeyAlgorithm, checkSameKind } from "../x509/keyAlgorithm";
import { isSelfSigned, readCertificates, subjectOf } from "../x509/pem";
import { newPrivateKey } from "../issuing/privateKey";
import type { Validity } from "../x509/validity";

/** An authority of this chain. */
export interface ChainLink {
  certificatePem: pulumi.Output<string>;
  privateKeyPem: pulumi.Output<string>;
  algorithm: pulumi.Output<KeyAlgorithm>;
  /** From when on an update renews it, in RFC 3339. None for one that is renewed elsewhere. */
  renewFrom?: pulumi.Output<string>;
}

/** What the subjects of the two certificates say. */
export interface ChainNames {
  root: string;
  intermediate: string;
  organization?: string;
}

/** The root that the arguments give. */
export function existingRoot(root: ExistingRootArgs, algorithm?: pulumi.Input<KeyAlgorithm>): ChainLink {
  const { certificatePem, privateKeyPem } = root;
  checked(algorithm, given => (given === undefined ? undefined : checkKeyAlgorithm(given, "algorithm")));
  const link = checked({ root: { certificatePem, privateKeyPem }, algorithm }, given => {
    const [certificate] = readCertificates(given.root.certificatePem, "existingRoot.certificatePem");
    if (!isSelfSigned(certificate)) {
      refuse(
        "existingRoot.certificatePem",
        `${subjectOf(certificate)} is no root but signed by another authority: give a self-signed certificate, or use ` +
          "this one as the authority of a ServerCertificate, with its chain as chainPem",
      );
    }
    const authority = checkAuthority(given.root, "existingRoot");
    const wanted = checkKeyAlgorithm(given.algorithm ?? authority.algorithm, "algorithm");
    checkSameKind(wanted, authority.algorithm, "algorithm", "existingRoot");
    return { certificatePem: authority.certificatePem, privateKeyPem: authority.privateKeyPem, algorithm: wanted };
  });
  return {
    // The key makes the whole object a secret; its certificate and algorithm are none.
    certificatePem: pulumi.unsecret(link.certificatePem),
    privateKeyPem: pulumi.secret(link.privateKeyPem),
    algorithm: pulumi.unsecret(link.algorithm),
  };
}

/** A new root. */
export function newRoot(
  name: string,
  names: pulumi.Output<ChainNames>,
  validity: pulumi.Output<Validity>,
  wantedAlgorithm: pulumi.Input<KeyAlgorithm> | undefined,
  parent: pulumi.Resource,
): ChainLink {
  const algorithm = checked(wantedAlgorithm ?? KeyAlgorithm.EcdsaP256, given => checkKeyAlgorithm(given, "algorithm"));
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
  names: pulumi.Output<ChainNames>,
  validity: pulumi.Output<Validity>,
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
  return {
    certificatePem: certificate.certPem,
    privateKeyPem: key.privateKeyPemPkcs8,
    algorithm: root.algorithm,
    renewFrom,
  };
}
