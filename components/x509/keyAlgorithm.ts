/** The key algorithms that certificates may have, in the words of Pulumi's and of the TLS provider. */
import type { X509Certificate } from "node:crypto";
import { refuse } from "../inputs/errors";
import type { PropertyPath } from "../inputs/path";
import { oneOf } from "../inputs/values";

/** The algorithm of a private key. Ed25519 is left out: many MQTT clients do not accept it. */
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

/** What the TLS provider calls a key algorithm. */
export interface TlsKeyParameters {
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

/** Whether keys of this algorithm are ECDSA or RSA. */
export function keyKindOf(algorithm: KeyAlgorithm): string {
  return parameters[algorithm].algorithm;
}

/** The key algorithm in the words of the TLS provider. */
export function tlsKeyParameters(algorithm: KeyAlgorithm): TlsKeyParameters {
  return parameters[algorithm];
}

/** What a server key of this algorithm is used for: RSA also exchanges keys, ECDSA only signs. */
export function serverKeyUses(algorithm: KeyAlgorithm): string[] {
  const rsa = parameters[algorithm].algorithm === "RSA";
  return rsa ? ["digital_signature", "key_encipherment", "server_auth"] : ["digital_signature", "server_auth"];
}

/** The algorithm of a certificate's key, or the nearest that is offered here. */
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

/** Refuses to mix RSA and ECDSA in one chain: brokers and small clients often load only one of them. */
export function checkSameKind(wanted: KeyAlgorithm, given: KeyAlgorithm, path: PropertyPath, of: string): void {
  const [kind, other] = [parameters[wanted].algorithm, parameters[given].algorithm];
  if (kind !== other) {
    refuse(path, `is ${wanted}, but ${of} has an ${other} key: one chain has keys of one kind, all ${other}`);
  }
}
