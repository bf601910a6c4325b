/** `tls:index/certRequest:CertRequest` */
import { createHash } from "node:crypto";
import { generalNames } from "./alternativeNames";
import type { AlternativeNames } from "./alternativeNames";
import { createRequest } from "./certificateRequest";
import { keyAlgorithm, parsePrivateKey } from "./keys";
import { encodePem, reading } from "./pem";
import { HOLDER_INPUTS } from "./resourceKind";
import type { ResourceKind } from "./resourceKind";
import { distinguishedName } from "./subject";
import type { Subject } from "./subject";

interface CertRequestInputs extends AlternativeNames {
  privateKeyPem: string;
  subject?: Subject;
}

export const certRequest: ResourceKind = {
  inputs: HOLDER_INPUTS,
  computed: ["certRequestPem", "keyAlgorithm"],
  sensitiveOutputs: [],
  renewable: false,
  create(inputs) {
    const wanted = inputs as unknown as CertRequestInputs;
    const key = reading("private key", () => parsePrivateKey(wanted.privateKeyPem));
    const request = createRequest(distinguishedName(wanted.subject), generalNames(wanted), key);
    return {
      id: createHash("sha1").update(request).digest("hex"),
      certRequestPem: encodePem("CERTIFICATE REQUEST", request),
      keyAlgorithm: keyAlgorithm(key),
    };
  },
};
