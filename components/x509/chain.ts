/** The order and the signatures of a certificate chain. */
import type { X509Certificate } from "node:crypto";
import { refuse } from "../inputs/errors";
import type { PropertyPath } from "../inputs/path";
import { checkSameKind, keyAlgorithmOf } from "./keyAlgorithm";
import { checkCaCertificate, isIssuedBy, subjectOf } from "./pem";

/** Refuses a chain in which a certificate is not signed by the next one, or which mixes ECDSA and RSA keys. */
export function checkSigners(chain: X509Certificate[], path: PropertyPath, now: Date, order: string): void {
  const [first, ...signers] = chain;
  const algorithm = keyAlgorithmOf(first, path);
  signers.forEach((signer, index) => {
    const signed = chain[index];
    if (!isIssuedBy(signed, signer)) {
      refuse(
        path,
        `${subjectOf(signed)} is not signed by ${subjectOf(signer)}, which follows it: the order is ${order}`,
      );
    }
    checkCaCertificate(signer, path, now);
    checkSameKind(keyAlgorithmOf(signer, path), algorithm, path, subjectOf(first));
  });
}
