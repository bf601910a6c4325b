/** Validates a path of certificates as clients do: from the server's certificate, or from an authority, towards the root. */
import type { X509Certificate } from "node:crypto";
import { refuse } from "../inputs/errors";
import type { PropertyPath } from "../inputs/path";
import { unlessSecret } from "../inputs/shown";
import type { Objection } from "../inputs/warnings";
import {
  beginOf,
  detailsOf,
  endOf,
  isEarly,
  isExpired,
  isIssuedBy,
  isSelfIssued,
  isSelfSigned,
  subjectOf,
} from "./certificate";
import type { CertificateName } from "./certificateNames";
import { checkSameKind, keyAlgorithmOf } from "./keyAlgorithm";
import { shownName, violation } from "./nameConstraints";
import { checkKeyStrength, checkSignatureStrength } from "./strength";
import { checkAuthorityUses, checkServerUses } from "./uses";
import type { Purpose } from "./uses";

/** What a path is, beyond its certificates. */
export interface PathRules {
  /** Whether the first certificate is a server's. Otherwise all are authorities. */
  startsWithServer?: boolean;
  /** How many CA certificates will stand below the first one. */
  plannedAuthorities?: number;
  /** What the certificates at the end of the path are for. Left out, the extended key usage is not judged. */
  purpose?: Purpose;
  /** Whether the last certificate is trusted as it is. By default only a self-signed one is. */
  isTrusted?: boolean;
  /** What the right order would be, for an error. */
  order?: string;
  /** What follows if the keys are of different kinds. Left out, the kinds are not judged. */
  mixedKeys?: Objection;
}

/** Refuses a path that clients would refuse. */
export function checkPath(path: X509Certificate[], at: PropertyPath, rules: PathRules, now = new Date()): void {
  const { startsWithServer = false, plannedAuthorities = 0, purpose } = rules;
  if (startsWithServer) checkServerUses(path, at);
  path.forEach((certificate, index) => {
    const isAuthority = index > 0 || !startsWithServer;
    const below = path.slice(startsWithServer ? 1 : 0, index).filter(other => !isSelfIssued(other));
    if (isAuthority) checkAuthorityUses(certificate, below.length + plannedAuthorities, at, purpose);
    if (index > 0) checkSignature(path[index - 1], certificate, at, rules.order);
    checkInForce(certificate, at, now);
    checkCriticalExtensions(certificate, at);
    checkKeyStrength(certificate, at);
    const isAnchor = index === path.length - 1 && (rules.isTrusted ?? isSelfSigned(certificate));
    if (!isAnchor) checkSignatureStrength(certificate, at);
    for (const other of path.slice(0, index)) {
      if (other !== path[0] && isSelfIssued(other)) continue;
      const { names, hosts } = detailsOf(other, at);
      const isServer = startsWithServer && other === path[0];
      checkNames(isServer ? [...names, ...hosts] : names, subjectOf(other), [certificate], at);
    }
  });
  if (rules.mixedKeys) checkKinds(path, at, rules.mixedKeys);
}

function checkSignature(signed: X509Certificate, signer: X509Certificate, at: PropertyPath, order = ""): void {
  if (!isIssuedBy(signed, signer)) {
    refuse(at, `${subjectOf(signed)} is not signed by ${subjectOf(signer)}, which follows it: the order is ${order}`);
  }
}

function checkInForce(certificate: X509Certificate, at: PropertyPath, now: Date): void {
  if (isEarly(certificate, now)) {
    const begin = beginOf(certificate).toISOString();
    refuse(at, `${subjectOf(certificate)} is not valid before ${begin}: use one that is already valid`);
  }
  if (isExpired(certificate, now)) {
    refuse(at, `${subjectOf(certificate)} expired on ${endOf(certificate)}: use one that is still valid`);
  }
}

/** The critical extensions that both OpenSSL and Go understand. */
const understood = [
  "2.5.29.15", // key usage
  "2.5.29.17", // subject alternative name
  "2.5.29.19", // basic constraints
  "2.5.29.30", // name constraints
  "2.5.29.31", // CRL distribution points
  "2.5.29.32", // certificate policies
  "2.5.29.33", // policy mappings
  "2.5.29.36", // policy constraints
  "2.5.29.37", // extended key usage
  "2.5.29.54", // inhibit any policy
];

function checkCriticalExtensions(certificate: X509Certificate, at: PropertyPath): void {
  const unknown = detailsOf(certificate, at).critical.find(id => !understood.includes(id));
  if (unknown !== undefined) {
    refuse(at, `${subjectOf(certificate)} has the critical extension ${unknown}, which clients do not know and refuse`);
  }
}

/** Refuses names that one of the authorities above their certificate does not allow. `holder` is the certificate's subject. */
export function checkNames(
  names: CertificateName[],
  holder: string,
  authorities: X509Certificate[],
  at: PropertyPath,
  advice = "use an authority that allows it, or leave that name out",
): void {
  for (const authority of authorities) {
    const { nameConstraints } = detailsOf(authority, at);
    for (const name of nameConstraints === undefined ? [] : names) {
      const found = violation(name, nameConstraints!);
      if (found === undefined) continue;
      refuse(
        at,
        `${subjectOf(authority)} ${found} (nameConstraints), but ${unlessSecret(holder)} has the ${shownName(name)}, and ` +
          `clients refuse it: ${advice}`,
      );
    }
  }
}

/** Whether an authority allows a name. */
export function allowsName(authority: X509Certificate, name: CertificateName, at: PropertyPath): boolean {
  const { nameConstraints } = detailsOf(authority, at);
  return nameConstraints === undefined || violation(name, nameConstraints) === undefined;
}

function checkKinds([first, ...others]: X509Certificate[], at: PropertyPath, mixedKeys: Objection): void {
  const algorithm = keyAlgorithmOf(first, at);
  others.forEach(other => checkSameKind(keyAlgorithmOf(other, at), algorithm, at, subjectOf(first), mixedKeys));
}
