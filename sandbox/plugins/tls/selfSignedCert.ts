/** `tls:index/selfSignedCert:SelfSignedCert` */
import { generalNames } from "./alternativeNames";
import type { AlternativeNames } from "./alternativeNames";
import { issueCertificate } from "./certificate";
import type { CertificateOptions } from "./parties";
import { keyAlgorithm, parsePrivateKey, publicKeyInfo } from "./keys";
import { reading } from "./pem";
import { CERTIFICATE_INPUTS, HOLDER_INPUTS } from "./resourceKind";
import type { ResourceKind } from "./resourceKind";
import { distinguishedName } from "./subject";
import type { Subject } from "./subject";
import { ALLOWED_USES } from "./usages";

interface SelfSignedCertInputs extends CertificateOptions, AlternativeNames {
  privateKeyPem: string;
  subject?: Subject;
}

export const selfSignedCert: ResourceKind = {
  inputs: {
    ...HOLDER_INPUTS,
    ...CERTIFICATE_INPUTS,
    allowedUses: { type: "strings", required: true, oneOf: ALLOWED_USES },
    setAuthorityKeyId: { type: "boolean", default: false },
  },
  computed: ["certPem", "keyAlgorithm", "validityStartTime", "validityEndTime"],
  sensitiveOutputs: [],
  renewable: true,
  create(inputs) {
    const wanted = inputs as unknown as SelfSignedCertInputs;
    const key = reading("private key", () => parsePrivateKey(wanted.privateKeyPem));
    const subject = distinguishedName(wanted.subject);
    const holder = { subject, names: generalNames(wanted), publicKey: publicKeyInfo(key) };
    return { ...issueCertificate(holder, { subject, privateKey: key }, wanted), keyAlgorithm: keyAlgorithm(key) };
  },
};
