/** Private keys in PEM. */
import { createPrivateKey } from "node:crypto";
import type { KeyObject, X509Certificate } from "node:crypto";
import { refuse } from "../inputs/errors";
import type { PropertyPath } from "../inputs/path";
import { subjectOf } from "./certificate";
import { labelsInGo } from "./pem";

/**
 * The key as it goes on. What Go reads, and so the TLS provider, stays as it is: another text would replace what the key has
 * signed. Anything else becomes PKCS #8. Refuses anything but the private key of the certificate, and never shows what was given.
 */
export function checkPrivateKey(certificate: X509Certificate, privateKeyPem: string, path: PropertyPath): string {
  if (typeof privateKeyPem !== "string") refuse(path, "is not text: it must be a private key in PEM");
  let key: KeyObject;
  try {
    key = createPrivateKey(privateKeyPem);
  } catch {
    // The cause is not shown: the value may be some other secret.
    refuse(path, "cannot be read as a private key: it must be in PEM and not encrypted");
  }
  if (!certificate.checkPrivateKey(key)) {
    refuse(path, `is not the key of the certificate ${subjectOf(certificate)}: use the key that belongs to it`);
  }
  return isReadByGo(privateKeyPem) ? privateKeyPem : key.export({ type: "pkcs8", format: "pem" }).toString();
}

/**
 * Whether Go reads the text. It takes the first block for the key, whatever that block is: `openssl ecparam -genkey` puts the
 * parameters of the curve first, and some files the certificate.
 */
function isReadByGo(pem: string): boolean {
  return /^(RSA |EC )?PRIVATE KEY$/.test(labelsInGo(pem)[0] ?? "");
}
