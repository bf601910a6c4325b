/**
 * Signs certificates and requests with `node:crypto`, which knows every curve that the provider offers. Web Crypto
 * lacks P-224, the provider's default.
 */
import { sign } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { AlgorithmIdentifier } from "@peculiar/asn1-x509";

/** How a key signs: the identifier in the certificate, and the digest that `node:crypto` uses. */
interface SignatureScheme {
  identifier: AlgorithmIdentifier;
  /** Null if the algorithm hashes by itself. */
  digest: string | null;
}

/** A private key's signature algorithm, which depends on its kind and, for ECDSA, on the size of its curve. */
export function signatureAlgorithm(key: KeyObject): AlgorithmIdentifier {
  return scheme(key).identifier;
}

export function signature(body: ArrayBuffer, key: KeyObject): ArrayBuffer {
  return new Uint8Array(sign(scheme(key).digest, Buffer.from(body), key)).buffer;
}

function scheme(key: KeyObject): SignatureScheme {
  const of = (algorithm: string, digest: string | null) => ({
    identifier: new AlgorithmIdentifier({ algorithm }),
    digest,
  });
  if (key.asymmetricKeyType === "rsa") {
    const identifier = new AlgorithmIdentifier({ algorithm: "1.2.840.113549.1.1.11", parameters: null });
    return { identifier, digest: "sha256" };
  }
  if (key.asymmetricKeyType === "ed25519") return of("1.3.101.112", null);
  switch (key.asymmetricKeyDetails?.namedCurve) {
    case "secp384r1":
      return of("1.2.840.10045.4.3.3", "sha384");
    case "secp521r1":
      return of("1.2.840.10045.4.3.4", "sha512");
    default:
      return of("1.2.840.10045.4.3.2", "sha256");
  }
}
