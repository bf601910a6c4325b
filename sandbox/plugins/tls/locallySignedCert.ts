/** `tls:index/locallySignedCert:LocallySignedCert` */
import { issueCertificate, parseIssuer } from "./certificate";
import type { CertificateOptions } from "./parties";
import { parseRequest } from "./certificateRequest";
import { keyAlgorithm, parsePrivateKey } from "./keys";
import { reading } from "./pem";
import { CERTIFICATE_INPUTS } from "./resourceKind";
import type { ResourceKind } from "./resourceKind";
import { ALLOWED_USES } from "./usages";

interface LocallySignedCertInputs extends CertificateOptions {
  caCertPem: string;
  caPrivateKeyPem: string;
  certRequestPem: string;
}

export const locallySignedCert: ResourceKind = {
  inputs: {
    caCertPem: { type: "string", required: true, onChange: "replaceIfPem" },
    caPrivateKeyPem: { type: "string", required: true, sensitive: true, onChange: "replaceIfPem" },
    certRequestPem: { type: "string", required: true, onChange: "replaceIfPem" },
    ...CERTIFICATE_INPUTS,
    allowedUses: { type: "strings", required: true, oneOf: ALLOWED_USES },
  },
  computed: ["certPem", "caKeyAlgorithm", "validityStartTime", "validityEndTime"],
  sensitiveOutputs: [],
  renewable: true,
  create(inputs) {
    const wanted = inputs as unknown as LocallySignedCertInputs;
    const holder = reading("certificate request", () => parseRequest(wanted.certRequestPem));
    const key = reading("CA private key", () => parsePrivateKey(wanted.caPrivateKeyPem));
    const issuer = parseIssuer(wanted.caCertPem, key);
    return { ...issueCertificate(holder, issuer, wanted), caKeyAlgorithm: keyAlgorithm(key) };
  },
};
