/** What a certificate may be used for: to serve, or to sign other certificates. */
import type { X509Certificate } from "node:crypto";
import { refuse } from "../inputs/errors";
import type { PropertyPath } from "../inputs/path";
import { detailsOf, isSelfSigned, subjectOf } from "./certificate";

/** What certificates are for, as their extended key usage calls it. */
export const Purpose = { Server: "serverAuth", Client: "clientAuth" } as const;
export type Purpose = (typeof Purpose)[keyof typeof Purpose];

/** Refuses a path whose first certificate is not a server's. */
export function checkServerUses([certificate, ...signers]: X509Certificate[], at: PropertyPath): void {
  const subject = subjectOf(certificate);
  // Clients can trust a server certificate that signs itself, but not if it is a CA certificate.
  if (isSelfSigned(certificate) && (certificate.ca || signers.length > 0)) {
    refuse(
      at,
      `starts with ${subject}, which is self-signed, as 'openssl req -x509' makes it, and no certificate of a server that ` +
        "clients can check: have an authority sign a certificate for the server, such as a CertificateChain, with issued",
    );
  }
  if (certificate.ca) {
    refuse(
      at,
      `starts with ${subject}, which is a CA certificate: put the server certificate first, then the intermediates`,
    );
  }
  const { keyUsage, extendedKeyUsage } = detailsOf(certificate, at);
  if (extendedKeyUsage !== undefined && !allows(extendedKeyUsage, Purpose.Server)) {
    refuse(
      at,
      `starts with ${subject}, which is not for servers (its extendedKeyUsage lacks serverAuth): use a server certificate`,
    );
  }
  if (keyUsage !== undefined && !keyUsage.some(use => tlsUses.includes(use))) {
    refuse(
      at,
      `starts with ${subject}, whose key is not for TLS (its keyUsage lacks digitalSignature): use a server certificate`,
    );
  }
}

const tlsUses = ["digitalSignature", "keyEncipherment", "keyAgreement"];

const purposeIds = { serverAuth: "1.3.6.1.5.5.7.3.1", clientAuth: "1.3.6.1.5.5.7.3.2" };
/** OpenSSL wants the purpose by its name, and does not take anyExtendedKeyUsage for it. */
function allows(extendedKeyUsage: string[], purpose: Purpose): boolean {
  return extendedKeyUsage.includes(purposeIds[purpose]);
}

/** Refuses a certificate that may not sign what is below it: `authorities` CA certificates, and one for this purpose. */
export function checkAuthorityUses(
  certificate: X509Certificate,
  authorities: number,
  at: PropertyPath,
  purpose: Purpose | undefined,
): void {
  const subject = subjectOf(certificate);
  checkIsCa(certificate, at);
  const { keyUsage, extendedKeyUsage, pathLength } = detailsOf(certificate, at);
  if (keyUsage !== undefined && !keyUsage.includes("keyCertSign")) {
    refuse(at, `${subject} may not sign certificates (its keyUsage lacks keyCertSign): use another authority`);
  }
  if (pathLength !== undefined && authorities > pathLength) {
    const allowed = pathLength === 0 ? "no CA certificate" : `at most ${pathLength} CA certificates`;
    refuse(
      at,
      `${subject} allows ${allowed} below it (pathlen:${pathLength}), but ${authorities} would stand there, and clients ` +
        "refuse the chain: use an authority with a greater pathlen, or let this one sign the server certificate itself",
    );
  }
  if (purpose !== undefined && extendedKeyUsage !== undefined && !allows(extendedKeyUsage, purpose)) {
    const users = purpose === Purpose.Server ? "servers" : "clients";
    refuse(
      at,
      `${subject} may not sign certificates for ${users} (its extendedKeyUsage lacks ${purpose}): use another authority`,
    );
  }
}

/** Refuses a certificate that may not sign others. */
export function checkIsCa(certificate: X509Certificate, at: PropertyPath): void {
  if (!detailsOf(certificate, at).isCa) {
    refuse(
      at,
      `${subjectOf(certificate)} is not a CA certificate (basicConstraints CA:TRUE is missing): use the certificate of ` +
        "the authority, not one that it signed",
    );
  }
}
