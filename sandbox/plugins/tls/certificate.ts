/** Issues X.509 v3 certificates. */
import { randomBytes } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { AsnConvert } from "@peculiar/asn1-schema";
import * as x509 from "@peculiar/asn1-x509";
import { MILLISECONDS_PER_HOUR, now } from "./clock";
import { extensions } from "./extensions";
import type { CertificateOptions, Holder, Issuer } from "./parties";
import { publicKeyInfo } from "./keys";
import { decodePem, encodePem, reading } from "./pem";
import { signature, signatureAlgorithm } from "./signing";

/** `2^63` nanoseconds, the provider's longest duration. */
const LONGEST_VALIDITY_HOURS = 2_562_047;

export interface IssuedCertificate {
  id: string;
  certPem: string;
  maxPathLength: number;
  validityStartTime: string;
  validityEndTime: string;
}

/** Issues a certificate that starts now. A self-signed certificate has the same holder and issuer name. */
export function issueCertificate(holder: Holder, issuer: Issuer, options: CertificateOptions): IssuedCertificate {
  const { validityPeriodHours: hours, isCaCertificate: isCa } = options;
  if (isCa && holder.subject.length === 0) {
    throw new Error(
      "Invalid Certificate Subject: Must contain at least one Distinguished Name when creating Certificate Authority (CA)",
    );
  }
  if (hours > LONGEST_VALIDITY_HOURS) {
    throw new Error(
      `validityPeriodHours is ${hours}; at most ${LONGEST_VALIDITY_HOURS} hours (292 years) are permitted`,
    );
  }
  const start = now();
  const end = new Date(start.getTime() + hours * MILLISECONDS_PER_HOUR);
  const serialNumber = randomBytes(16);
  const algorithm = signatureAlgorithm(issuer.privateKey);
  const body = new x509.TBSCertificate({
    version: x509.Version.v3,
    serialNumber: positiveInteger(serialNumber),
    signature: algorithm,
    issuer: issuer.subject,
    validity: new x509.Validity({ notBefore: start, notAfter: end }),
    subject: holder.subject,
    subjectPublicKeyInfo: AsnConvert.parse(holder.publicKey, x509.SubjectPublicKeyInfo),
    extensions: new x509.Extensions(extensions(holder, issuer, options)),
  });
  const certificate = new x509.Certificate({
    tbsCertificate: body,
    signatureAlgorithm: algorithm,
    signatureValue: signature(AsnConvert.serialize(body), issuer.privateKey),
  });
  return {
    id: BigInt(`0x${serialNumber.toString("hex")}`).toString(),
    certPem: encodePem("CERTIFICATE", AsnConvert.serialize(certificate)),
    maxPathLength: options.maxPathLength ?? -1,
    validityStartTime: start.toISOString(),
    validityEndTime: end.toISOString(),
  };
}

/** The issuer that a CA certificate and its key make. Throws if the key belongs to another certificate. */
export function parseIssuer(certificatePem: string, privateKey: KeyObject): Issuer {
  const { tbsCertificate } = reading("CA certificate", () =>
    AsnConvert.parse(decodePem(certificatePem, "CERTIFICATE"), x509.Certificate),
  );
  const certified = Buffer.from(AsnConvert.serialize(tbsCertificate.subjectPublicKeyInfo));
  if (!certified.equals(publicKeyInfo(privateKey))) {
    throw new Error(
      "Failed to create certificate: x509: provided PrivateKey doesn't match parent's PublicKey: " +
        "caPrivateKeyPem is not the private key of the certificate in caCertPem",
    );
  }
  const identifier = tbsCertificate.extensions?.find(extension => extension.extnID === x509.id_ce_subjectKeyIdentifier);
  return {
    subject: tbsCertificate.subject,
    subjectKeyId: identifier && AsnConvert.parse(identifier.extnValue, x509.SubjectKeyIdentifier).buffer,
    privateKey,
  };
}

/** DER integers are signed: a leading zero byte keeps a high first bit from making the number negative. */
function positiveInteger(bytes: Buffer): ArrayBuffer {
  const significant = bytes.subarray(bytes.findIndex(byte => byte !== 0));
  return new Uint8Array(significant[0] > 0x7f ? [0, ...significant] : significant).buffer;
}
