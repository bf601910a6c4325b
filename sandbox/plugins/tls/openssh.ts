/** Keys in OpenSSH's formats (RFC 4253 wire encoding, `openssh-key-v1` files). P-224 has no name there and gives "". */
import { createHash, createPublicKey, randomBytes } from "node:crypto";
import type { JsonWebKey, KeyObject } from "node:crypto";
import { encodePem } from "./pem";

const CURVES: Record<string, string> = { "P-256": "nistp256", "P-384": "nistp384", "P-521": "nistp521" };
const CIPHER_BLOCK = 8;

/** One line of `authorized_keys`, without a comment. */
export function authorizedKey(publicKey: KeyObject): string {
  const jwk = exportJwk(publicKey);
  return jwk ? `${keyType(jwk)} ${publicBlob(jwk).toString("base64")}\n` : "";
}

/** The two forms in which `ssh-keygen -l` prints a fingerprint. */
export function fingerprints(publicKey: KeyObject): { md5: string; sha256: string } {
  const jwk = exportJwk(publicKey);
  if (!jwk) return { md5: "", sha256: "" };
  const md5 = createHash("md5").update(publicBlob(jwk)).digest("hex");
  const sha256 = createHash("sha256").update(publicBlob(jwk)).digest("base64");
  return { md5: (md5.match(/../g) as string[]).join(":"), sha256: `SHA256:${sha256.replace(/=+$/, "")}` };
}

/** An unencrypted `openssh-key-v1` file. */
export function opensshPrivateKey(privateKey: KeyObject): string {
  const jwk = exportJwk(privateKey);
  if (!jwk) return "";
  const publicPart = publicBlob(exportJwk(createPublicKey(privateKey)) as JsonWebKey);
  const check = randomBytes(4);
  const secret = Buffer.concat([check, check, string(keyType(jwk)), ...privateFields(jwk), string("")]);
  const padding = Buffer.from([1, 2, 3, 4, 5, 6, 7]).subarray(0, -secret.length & (CIPHER_BLOCK - 1));
  const one = Buffer.from([0, 0, 0, 1]);
  return encodePem(
    "OPENSSH PRIVATE KEY",
    Buffer.concat([
      Buffer.from("openssh-key-v1\0"),
      ...[string("none"), string("none"), string("")],
      ...[one, string(publicPart), string(Buffer.concat([secret, padding]))],
    ]),
  );
}

function exportJwk(key: KeyObject): JsonWebKey | undefined {
  return key.asymmetricKeyDetails?.namedCurve === "secp224r1" ? undefined : key.export({ format: "jwk" });
}

function keyType(jwk: JsonWebKey): string {
  if (jwk.kty === "RSA") return "ssh-rsa";
  return jwk.kty === "OKP" ? "ssh-ed25519" : `ecdsa-sha2-${CURVES[jwk.crv as string]}`;
}

function publicBlob(jwk: JsonWebKey): Buffer {
  const type = string(keyType(jwk));
  if (jwk.kty === "RSA") return Buffer.concat([type, integer(jwk.e), integer(jwk.n)]);
  if (jwk.kty === "OKP") return Buffer.concat([type, string(bytes(jwk.x))]);
  return Buffer.concat([type, ...pointFields(jwk)]);
}

function privateFields(jwk: JsonWebKey): Buffer[] {
  if (jwk.kty === "RSA") return [jwk.n, jwk.e, jwk.d, jwk.qi, jwk.p, jwk.q].map(integer);
  if (jwk.kty === "OKP") return [string(bytes(jwk.x)), string(Buffer.concat([bytes(jwk.d), bytes(jwk.x)]))];
  return [...pointFields(jwk), integer(jwk.d)];
}

function pointFields(jwk: JsonWebKey): Buffer[] {
  const uncompressed = Buffer.from([0x04]);
  return [string(CURVES[jwk.crv as string]), string(Buffer.concat([uncompressed, bytes(jwk.x), bytes(jwk.y)]))];
}

function bytes(base64url: string | undefined): Buffer {
  return Buffer.from(base64url ?? "", "base64url");
}

function string(value: string | Buffer): Buffer {
  const content = Buffer.from(value);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  return Buffer.concat([length, content]);
}

/** An `mpint`: no leading zero bytes, except one if the first bit would read as a sign. */
function integer(base64url: string | undefined): Buffer {
  let value = bytes(base64url);
  while (value.length > 0 && value[0] === 0) value = value.subarray(1);
  return string(value.length > 0 && value[0] > 0x7f ? Buffer.concat([Buffer.from([0]), value]) : value);
}
