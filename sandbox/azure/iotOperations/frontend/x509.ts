/** Authentication by the certificate that a client presented in its TLS handshake, where its chain was verified. */
import type { AuthenticationMethod, Attributes } from "../customResources";
import { reasons } from "./identity";
import type { ClientCertificate, Credentials, Verdict } from "./identity";

export function verifyCertificate({ x509Settings }: AuthenticationMethod, { certificates }: Credentials): Verdict {
  if (certificates.length === 0) return "not relevant";
  const [{ subject, validTo }] = certificates;
  const { CN } = subject;
  const username = Array.isArray(CN) ? CN[0] : CN;
  if (!username) return { fail: reasons.notAuthorized, why: "the client's certificate has no common name" };
  const attributes = attributesOf(certificates, x509Settings?.authorizationAttributes ?? {});
  return { pass: { username, attributes, expires: validTo } };
}

/** From the client's certificate towards the root, the first one with an entry decides. */
function attributesOf(
  chain: readonly ClientCertificate[],
  described: NonNullable<NonNullable<AuthenticationMethod["x509Settings"]>["authorizationAttributes"]>,
): Attributes {
  const entries = Object.values(described);
  for (const { subject } of chain) {
    const found = entries.find(entry => sameName(entry.subject, subject));
    if (found !== undefined) return found.attributes;
  }
  return {};
}

/** Compares a written name ("CN = Root, O = Contoso") with that of a certificate, in any order. */
function sameName(written: string, subject: ClientCertificate["subject"]): boolean {
  const wanted = written.split(",").map(part =>
    part
      .split("=")
      .map(word => word.trim())
      .join("="),
  );
  const given = Object.entries(subject).flatMap(([key, values]) => [values].flat().map(value => `${key}=${value}`));
  return wanted.sort().join() === given.sort().join();
}
