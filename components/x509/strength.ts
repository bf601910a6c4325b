/** Which keys and signatures are strong enough, and known to OpenSSL, Go and Mbed TLS alike. */
import type { X509Certificate } from "node:crypto";
import { refuse } from "../inputs/errors";
import type { PropertyPath } from "../inputs/path";
import { detailsOf, subjectOf } from "./certificate";

const leastRsaBits = 2048;

/** The curves by the names that node:crypto gives them. */
const curves: Record<string, string> = { prime256v1: "P-256", secp384r1: "P-384", secp521r1: "P-521" };

/** Refuses a key that clients find too weak, or do not know. */
export function checkKeyStrength(certificate: X509Certificate, path: PropertyPath): void {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = certificate.publicKey;
  const has = (fault: string, advice: string) =>
    refuse(path, `${subjectOf(certificate)} has ${fault}: ${advice}, and have the certificate issued again`);
  if (type === "rsa") {
    const bits = details?.modulusLength ?? 0;
    if (bits < leastRsaBits)
      has(`an RSA key of ${bits} bits, which clients refuse`, `use at least ${leastRsaBits} bits`);
  } else if (type === "ec") {
    const curve = details?.namedCurve ?? "without a name";
    const known = Object.values(curves).join(", ");
    if (!(curve in curves)) has(`a key on the curve ${curve}, which many clients do not know`, `use ${known}`);
    if (detailsOf(certificate, path).hasCurveParameters) {
      has("a key with the parameters of its curve in place of the curve's name", "make it without -param_enc explicit");
    }
  } else if (type !== "ed25519") {
    has(`a key of type ${type}, which many clients do not know`, "use ECDSA or RSA");
  }
}

const rsaPss = "1.2.840.113549.1.1.10";

/** The hash algorithms that are strong enough for RSA-PSS: SHA-256, SHA-384 and SHA-512. */
const strongHashes = ["2.16.840.1.101.3.4.2.1", "2.16.840.1.101.3.4.2.2", "2.16.840.1.101.3.4.2.3"];

/** The signature algorithms that clients accept. */
const strongSignatures = [
  // RSA with SHA-256, SHA-384 and SHA-512
  "1.2.840.113549.1.1.11",
  "1.2.840.113549.1.1.12",
  "1.2.840.113549.1.1.13",
  // ECDSA with SHA-256, SHA-384 and SHA-512
  "1.2.840.10045.4.3.2",
  "1.2.840.10045.4.3.3",
  "1.2.840.10045.4.3.4",
  // Ed25519
  "1.3.101.112",
];

/** How people call those that are refused. */
const weakSignatures: Record<string, string> = {
  "1.2.840.113549.1.1.2": "MD2",
  "1.2.840.113549.1.1.4": "MD5",
  "1.2.840.113549.1.1.5": "SHA-1",
  "1.2.840.10040.4.3": "SHA-1",
  "1.2.840.10045.4.1": "SHA-1",
  "1.2.840.113549.1.1.14": "SHA-224",
  "1.2.840.10045.4.3.1": "SHA-224",
};

/** Refuses a signature that clients find too weak, or do not know. That of a trust anchor is not judged. */
export function checkSignatureStrength(certificate: X509Certificate, path: PropertyPath): void {
  const { algorithm, hash } = detailsOf(certificate, path).signature;
  const isStrong = algorithm === rsaPss ? strongHashes.includes(hash ?? "") : strongSignatures.includes(algorithm);
  if (!isStrong) {
    const called = weakSignatures[algorithm] ?? (algorithm === rsaPss ? "RSA-PSS with a weak hash" : algorithm);
    refuse(
      path,
      `${subjectOf(certificate)} is signed with ${called}, which clients refuse: have it issued again with SHA-256`,
    );
  }
}
