/** The names in a certificate, and the constraints that a CA certificate puts on the names below it. */
import type { GeneralName, GeneralSubtree, Name, NameConstraints as Asn1NameConstraints } from "@peculiar/asn1-x509";

/** The kinds of names that constraints can be about. Of other kinds it is only known that they are there. */
export type NameKind = "DNS name" | "IP address" | "email address" | "URI" | "subject" | "name of another kind";

/** A name. That of a subject has its parts in the order of the certificate, one on each line. */
export interface CertificateName {
  kind: NameKind;
  value: string;
}

/** The names that are allowed and those that are excluded; of a kind that is in neither list, all are allowed. */
export interface NameConstraints {
  permitted: CertificateName[];
  excluded: CertificateName[];
}

const commonName = "2.5.4.3";
const organizationName = "2.5.4.10";
const emailAddress = "1.2.840.113549.1.9.1";

/** The names that clients judge by name constraints: the alternative names, and what stands in the subject. */
export function readNames(subject: Name, alternative: GeneralName[]): CertificateName[] {
  const emails = valuesOf(subject, emailAddress).map(value => ({ kind: "email address", value }) as const);
  return [...alternative.map(readName), ...emails, ...subjectName(subject)];
}

/** The common names that OpenSSL takes for DNS names of a server without any. */
export function readHosts(subject: Name, alternative: GeneralName[]): CertificateName[] {
  const hasDnsName = alternative.some(({ dNSName }) => dNSName !== undefined);
  return hasDnsName ? [] : valuesOf(subject, commonName).flatMap(hostsIn);
}

function valuesOf(subject: Name, type: string): string[] {
  return subject.flatMap(part =>
    [...part].filter(attribute => attribute.type === type).map(({ value }) => String(value)),
  );
}

/** The name of a certificate whose subject has a common name, perhaps below an organization, and nothing else. */
export function subjectWith(text: string, organization?: string): CertificateName {
  const parts = organization === undefined ? [] : [`${organizationName}=${organization}`];
  return { kind: "subject", value: [...parts, `${commonName}=${text}`].join("\n") };
}

/** The DNS name for which OpenSSL takes this common name of a server without any. */
export function hostsIn(text: string): CertificateName[] {
  return /^[\w*-]+(\.[\w-]+)+$/.test(text) ? [{ kind: "DNS name", value: text }] : [];
}

/** The constraints of a CA certificate. */
export function readNameConstraints(constraints: Asn1NameConstraints): NameConstraints {
  const read = (subtrees: GeneralSubtree[] = []) => subtrees.map(({ base }) => checkRange(readName(base)));
  return { permitted: read(constraints.permittedSubtrees), excluded: read(constraints.excludedSubtrees) };
}

/** An address with a mask that is none leaves no number behind the slash. */
function checkRange(base: CertificateName): CertificateName {
  const [, prefix] = base.value.split("/");
  if (base.kind === "IP address" && !/^\d+$/.test(prefix ?? "")) throw new Error("it constrains addresses by no range");
  return base;
}

function readName(name: GeneralName): CertificateName {
  if (name.dNSName !== undefined) return { kind: "DNS name", value: name.dNSName };
  if (name.iPAddress !== undefined) return { kind: "IP address", value: name.iPAddress };
  if (name.rfc822Name !== undefined) return { kind: "email address", value: name.rfc822Name };
  if (name.uniformResourceIdentifier !== undefined) return { kind: "URI", value: name.uniformResourceIdentifier };
  if (name.directoryName !== undefined) return { kind: "subject", value: rdnsOf(name.directoryName).join("\n") };
  return { kind: "name of another kind", value: "" };
}

function subjectName(subject: Name): CertificateName[] {
  return subject.length === 0 ? [] : [{ kind: "subject", value: rdnsOf(subject).join("\n") }];
}

/** The parts of a distinguished name, in the order of the certificate. */
function rdnsOf(name: Name): string[] {
  return name.map(part =>
    part
      .map(({ type, value }) => `${type}=${String(value)}`)
      .sort()
      .join("+"),
  );
}
