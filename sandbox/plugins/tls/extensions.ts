/** The extensions of a certificate, from its options and its issuer. */
import { AsnConvert, OctetString } from "@peculiar/asn1-schema";
import * as x509 from "@peculiar/asn1-x509";
import { alternativeNamesExtension } from "./alternativeNames";
import type { CertificateOptions, Holder, Issuer } from "./parties";
import { subjectKeyId } from "./keys";
import { extendedKeyUsageOids, keyUsageBits } from "./usages";

/** The extensions in the order of Go's `crypto/x509`, with the same ones critical. */
export function extensions(holder: Holder, issuer: Issuer, options: CertificateOptions): x509.Extension[] {
  const { allowedUses, isCaCertificate: isCa, maxPathLength = -1 } = options;
  const bits = keyUsageBits(allowedUses);
  const oids = extendedKeyUsageOids(allowedUses);
  const ownKeyId = isCa || options.setSubjectKeyId ? new Uint8Array(subjectKeyId(holder.publicKey)).buffer : undefined;
  const authorityId = authorityKeyId(holder, issuer, ownKeyId, options.setAuthorityKeyId ?? false);
  const pathLenConstraint = isCa && maxPathLength >= 0 ? maxPathLength : undefined;
  return [
    ...(bits > 0 ? [extension(x509.id_ce_keyUsage, true, new x509.KeyUsage(bits))] : []),
    ...(oids.length > 0 ? [extension(x509.id_ce_extKeyUsage, false, new x509.ExtendedKeyUsage(oids))] : []),
    extension(x509.id_ce_basicConstraints, true, new x509.BasicConstraints({ cA: isCa, pathLenConstraint })),
    ...(ownKeyId ? [extension(x509.id_ce_subjectKeyIdentifier, false, new x509.SubjectKeyIdentifier(ownKeyId))] : []),
    ...(authorityId ? [authorityExtension(authorityId)] : []),
    ...alternativeNamesExtension(holder.names, holder.subject.length === 0),
  ];
}

/** A signed certificate always names its issuer's key if it has an identifier; a self-signed one only on request. */
function authorityKeyId(holder: Holder, issuer: Issuer, ownKeyId: ArrayBuffer | undefined, requested: boolean) {
  const sameName = Buffer.from(AsnConvert.serialize(holder.subject)).equals(
    Buffer.from(AsnConvert.serialize(issuer.subject)),
  );
  if (!sameName) return issuer.subjectKeyId;
  if (!requested) return undefined;
  if (!ownKeyId) {
    throw new Error(
      "Invalid Certificate Authority: Could not determine Authority Key Identifier: " +
        "setAuthorityKeyId needs setSubjectKeyId or isCaCertificate",
    );
  }
  return ownKeyId;
}

function authorityExtension(keyId: ArrayBuffer): x509.Extension {
  const keyIdentifier = new x509.KeyIdentifier(keyId);
  return extension(x509.id_ce_authorityKeyIdentifier, false, new x509.AuthorityKeyIdentifier({ keyIdentifier }));
}

function extension(extnID: string, critical: boolean, value: unknown): x509.Extension {
  return new x509.Extension({ extnID, critical, extnValue: new OctetString(AsnConvert.serialize(value)) });
}
