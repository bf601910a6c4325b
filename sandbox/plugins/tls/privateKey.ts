/** `tls:index/privateKey:PrivateKey` */
import { generateKeyPair } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { promisify } from "node:util";
import { publicKeyAttributes } from "./keys";
import { opensshPrivateKey } from "./openssh";
import type { ResourceKind } from "./resourceKind";

const CURVES: Record<string, string> = { P224: "secp224r1", P256: "prime256v1", P384: "secp384r1", P521: "secp521r1" };
const MINIMUM_RSA_BITS = 1024;

const newKeyPair = promisify(generateKeyPair);

interface PrivateKeyInputs {
  algorithm: "RSA" | "ECDSA" | "ED25519";
  ecdsaCurve: string;
  rsaBits: number;
}

export const privateKey: ResourceKind = {
  inputs: {
    algorithm: { type: "string", required: true, oneOf: ["RSA", "ECDSA", "ED25519"] },
    ecdsaCurve: { type: "string", default: "P224", oneOf: Object.keys(CURVES) },
    rsaBits: { type: "integer", default: 2048 },
  },
  computed: [
    "privateKeyPem",
    "privateKeyPemPkcs8",
    "privateKeyOpenssh",
    "publicKeyPem",
    "publicKeyOpenssh",
    "publicKeyFingerprintMd5",
    "publicKeyFingerprintSha256",
  ],
  sensitiveOutputs: ["privateKeyPem", "privateKeyPemPkcs8", "privateKeyOpenssh"],
  forgetsOutputs: true,
  renewable: false,
  async create(inputs) {
    const wanted = inputs as unknown as PrivateKeyInputs;
    const key = await generate(wanted);
    const traditional = { RSA: "pkcs1", ECDSA: "sec1", ED25519: "pkcs8" } as const;
    return {
      ...publicKeyAttributes(key),
      privateKeyPem: exportPem(key, traditional[wanted.algorithm]),
      privateKeyPemPkcs8: exportPem(key, "pkcs8"),
      privateKeyOpenssh: opensshPrivateKey(key),
      // The real provider reads its schema version here when it takes over a stack.
      __meta: '{"schema_version":"1"}',
    };
  },
};

async function generate({ algorithm, ecdsaCurve, rsaBits }: PrivateKeyInputs): Promise<KeyObject> {
  switch (algorithm) {
    case "RSA":
      if (rsaBits < MINIMUM_RSA_BITS) {
        throw new Error(
          `Unable to generate Key from configuration: crypto/rsa: ${rsaBits}-bit keys are insecure; ` +
            `rsaBits must be ${MINIMUM_RSA_BITS} or more`,
        );
      }
      return (await newKeyPair("rsa", { modulusLength: rsaBits })).privateKey;
    case "ECDSA":
      return (await newKeyPair("ec", { namedCurve: CURVES[ecdsaCurve] })).privateKey;
    case "ED25519":
      return (await newKeyPair("ed25519", undefined)).privateKey;
  }
}

function exportPem(key: KeyObject, type: "pkcs1" | "sec1" | "pkcs8"): string {
  return key.export({ type, format: "pem" }).toString();
}
