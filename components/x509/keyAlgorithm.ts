/** The key algorithms of certificates, as arguments and as the TLS provider names them. */
import type { X509Certificate } from "node:crypto";
import { refuse } from "../inputs/errors";
import type { PropertyPath } from "../inputs/path";
import { oneOf } from "../inputs/values";
import type { Objection } from "../inputs/warnings";

/** The algorithm of a private key. Ed25519 is not offered, because many MQTT clients do not accept it. */
export const KeyAlgorithm = {
  /** ECDSA on the curve P-256 */
  EcdsaP256: "EcdsaP256",
  /** ECDSA on the curve P-384 */
  EcdsaP384: "EcdsaP384",
  /** RSA with 2048 bits */
  Rsa2048: "Rsa2048",
  /** RSA with 3072 bits */
  Rsa3072: "Rsa3072",
  /** RSA with 4096 bits */
  Rsa4096: "Rsa4096",
} as const;
export type KeyAlgorithm = (typeof KeyAlgorithm)[keyof typeof KeyAlgorithm];

/** A key algorithm as arguments of the TLS provider. */
interface TlsKeyParameters {
  algorithm: string;
  ecdsaCurve?: string;
  rsaBits?: number;
}

const parameters: Record<KeyAlgorithm, TlsKeyParameters> = {
  EcdsaP256: { algorithm: "ECDSA", ecdsaCurve: "P256" },
  EcdsaP384: { algorithm: "ECDSA", ecdsaCurve: "P384" },
  Rsa2048: { algorithm: "RSA", rsaBits: 2048 },
  Rsa3072: { algorithm: "RSA", rsaBits: 3072 },
  Rsa4096: { algorithm: "RSA", rsaBits: 4096 },
};

/** A key algorithm, in upper or lower case. */
export const checkKeyAlgorithm = oneOf(KeyAlgorithm);

/** The kind of keys that this algorithm has: ECDSA or RSA. */
export function keyKindOf(algorithm: KeyAlgorithm): string {
  return parameters[algorithm].algorithm;
}

/** The key algorithm as arguments of the TLS provider. */
export function tlsKeyParameters(algorithm: KeyAlgorithm): TlsKeyParameters {
  return parameters[algorithm];
}

/** The uses of a server key of this algorithm: RSA keys also exchange keys, ECDSA keys only sign. */
export function serverKeyUses(algorithm: KeyAlgorithm): string[] {
  const keyExchange = keyKindOf(algorithm) === "RSA" ? ["key_encipherment"] : [];
  return ["digital_signature", ...keyExchange, "server_auth"];
}

/** The algorithm of a certificate's key, or the nearest one of `KeyAlgorithm`. */
export function keyAlgorithmOf(certificate: X509Certificate, path: PropertyPath): KeyAlgorithm {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = certificate.publicKey;
  if (type === "ec") {
    return details?.namedCurve === "prime256v1" ? KeyAlgorithm.EcdsaP256 : KeyAlgorithm.EcdsaP384;
  }
  if (type === "rsa") {
    const bits = details?.modulusLength ?? 0;
    return bits > 3072 ? KeyAlgorithm.Rsa4096 : bits > 2048 ? KeyAlgorithm.Rsa3072 : KeyAlgorithm.Rsa2048;
  }
  refuse(path, `has a key of type ${type}, which many MQTT clients do not accept: use ECDSA or RSA`);
}

/**
 * Objects to RSA and ECDSA in one chain. Azure IoT Operations does not take it, and small clients often support only one of
 * them; other clients take it.
 */
export function checkSameKind(
  algorithm: KeyAlgorithm,
  ofOther: KeyAlgorithm,
  path: PropertyPath,
  other: string,
  object: Objection,
): void {
  const kind = keyKindOf(ofOther);
  if (keyKindOf(algorithm) !== kind) {
    object(
      path,
      `is ${algorithm}, but ${other} has an ${kind} key: all keys of one chain must be of the same kind for Azure IoT ` +
        "Operations, and for many small clients",
    );
  }
}
