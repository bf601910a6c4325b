/** `tls:index/getPublicKey:getPublicKey` for private keys in PEM. */
import { Secret, reveal } from "../../protocol/values";
import type { PropertyMap } from "../../protocol/values";
import { keyAlgorithm, parsePrivateKey, publicKeyAttributes } from "./keys";
import { reading } from "./pem";

/** The function's token. */
export const GET_PUBLIC_KEY = "tls:index/getPublicKey:getPublicKey";

export function getPublicKey(args: PropertyMap): PropertyMap {
  const { privateKeyPem: pem } = reveal(args) as PropertyMap;
  if ("privateKeyOpenssh" in args) {
    throw new Error(
      "getPublicKey: privateKeyOpenssh cannot be read by the stand-in for the tls plugin; use privateKeyPem",
    );
  }
  if (typeof pem !== "string") throw new Error("getPublicKey: privateKeyPem must be a private key in PEM");
  const key = reading("private key", () => parsePrivateKey(pem));
  return { ...publicKeyAttributes(key), algorithm: keyAlgorithm(key), privateKeyPem: new Secret(pem) };
}
