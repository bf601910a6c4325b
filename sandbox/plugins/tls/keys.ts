/** Reads private keys from PEM, names their algorithm, and derives identifiers from their public half. */
import { createHash, createPrivateKey, createPublicKey } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { AsnConvert } from "@peculiar/asn1-schema";
import { SubjectPublicKeyInfo } from "@peculiar/asn1-x509";
import { authorizedKey, fingerprints } from "./openssh";
import { firstPemBlock } from "./pem";

const PRIVATE_KEY_LABELS = ["PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"];
const ALGORITHMS: Record<string, string> = { rsa: "RSA", ec: "ECDSA", ed25519: "ED25519" };

/** Reads a private key in PKCS#8, PKCS#1 or SEC 1 form. Errors never quote the text. */
export function parsePrivateKey(pem: string): KeyObject {
  const block = firstPemBlock(pem);
  if (!block) throw new Error(`failed to decode PEM block: decoded bytes 0, undecoded ${pem.length}`);
  if (!PRIVATE_KEY_LABELS.includes(block.label)) {
    throw new Error(`unsupported PEM preamble/type: ${block.label}; supported: ${PRIVATE_KEY_LABELS.join(", ")}`);
  }
  let key: KeyObject;
  try {
    key = createPrivateKey(pem.slice(pem.indexOf(`-----BEGIN ${block.label}`)));
  } catch (error) {
    throw new Error(`failed to parse private key given PEM preamble '${block.label}': ${(error as Error).message}`);
  }
  keyAlgorithm(key);
  return key;
}

/** The provider's name for the algorithm of a private or public key. */
export function keyAlgorithm(key: KeyObject): string {
  const type = key.asymmetricKeyType ?? "unknown";
  if (!(type in ALGORITHMS)) throw new Error(`unsupported key type ${type}; supported: RSA, ECDSA and ED25519`);
  return ALGORITHMS[type];
}

/** The DER of the public half as a SubjectPublicKeyInfo (RFC 5280). */
export function publicKeyInfo(key: KeyObject): Buffer {
  const publicKey = key.type === "private" ? createPublicKey(key) : key;
  return publicKey.export({ type: "spki", format: "der" });
}

/** What the resource `PrivateKey` and the function `getPublicKey` both report about the public half. */
export interface PublicKeyAttributes {
  id: string;
  publicKeyPem: string;
  publicKeyOpenssh: string;
  publicKeyFingerprintMd5: string;
  publicKeyFingerprintSha256: string;
}

export function publicKeyAttributes(privateKey: KeyObject): PublicKeyAttributes {
  const publicKey = createPublicKey(privateKey);
  const { md5, sha256 } = fingerprints(publicKey);
  return {
    id: createHash("sha1").update(publicKeyInfo(publicKey)).digest("hex"),
    publicKeyPem: publicKey.export({ type: "spki", format: "pem" }).toString(),
    publicKeyOpenssh: authorizedKey(publicKey),
    publicKeyFingerprintMd5: md5,
    publicKeyFingerprintSha256: sha256,
  };
}

/** The subject key identifier of RFC 5280 (4.2.1.2, method 1), with the provider's own variant for Ed25519. */
export function subjectKeyId(spki: Uint8Array): Buffer {
  const info = AsnConvert.parse(spki, SubjectPublicKeyInfo);
  const bits = Buffer.from(info.subjectPublicKey);
  const isEd25519 = info.algorithm.algorithm === "1.3.101.112";
  // The provider hashes an Ed25519 key as a DER OCTET STRING (tag 4, 32 bytes), not bare.
  const hashed = isEd25519 ? Buffer.concat([Buffer.from([0x04, bits.length]), bits]) : bits;
  return createHash("sha1").update(hashed).digest();
}
