/** Judges names by the name constraints of a CA certificate, as OpenSSL and Go do. */
import { BlockList, isIPv6 } from "node:net";
import { unlessSecret } from "../inputs/shown";
import type { CertificateName, NameConstraints, NameKind } from "./certificateNames";

/** How the constraints forbid a name, such as `permits only the DNS name 'example.com'`. Undefined if they allow it. */
export function violation(name: CertificateName, constraints: NameConstraints): string | undefined {
  const ofKind = (bases: CertificateName[]) => bases.filter(({ kind }) => kind === name.kind);
  const [permitted, excluded] = [ofKind(constraints.permitted), ofKind(constraints.excluded)];
  const excluding = excluded.find(base => isWithin(name, base) || mayBeWithin(name, base));
  if (excluding !== undefined) return `excludes the ${shownName(excluding)}`;
  if (permitted.length === 0 || permitted.some(base => isWithin(name, base))) return undefined;
  return `permits only the ${permitted.map(shownName).join(" and the ")}`;
}

/** A name with its kind. */
export function shownName({ kind, value }: CertificateName): string {
  if (kind === "name of another kind") return kind;
  const readable =
    kind === "subject"
      ? value.replace(/(?<=^|\n|\+)(2\.5\.4\.\d+)(?==)/g, id => shortNames[id] ?? id).replace(/\n/g, ", ")
      : value;
  return `${kind} '${unlessSecret(readable)}'`;
}

const shortNames: Record<string, string> = {
  "2.5.4.3": "CN",
  "2.5.4.6": "C",
  "2.5.4.7": "L",
  "2.5.4.8": "ST",
  "2.5.4.10": "O",
  "2.5.4.11": "OU",
};

/** Whether each name of a kind belongs to a constraint's base. */
const belongs: Record<NameKind, (name: string, base: string) => boolean> = {
  "DNS name": (name, base) => base === "" || isHostWithin(name, base, true),
  "IP address": isAddressWithin,
  "email address": isEmailWithin,
  URI: (name, base) => URL.canParse(name) && isHostWithin(new URL(name).hostname, base, false),
  subject: isSubjectWithin,
  // No client can judge it, so all of them refuse it.
  "name of another kind": () => false,
};

function isWithin(name: CertificateName, base: CertificateName): boolean {
  return belongs[name.kind](name.value, base.value);
}

/** Whether a wildcard stands for a name that is excluded, or the name is of a kind that no client can judge. */
function mayBeWithin({ kind, value }: CertificateName, base: CertificateName): boolean {
  if (kind === "name of another kind") return true;
  if (kind !== "DNS name" || !value.startsWith("*.") || base.value.startsWith(".")) return false;
  return base.value.toLowerCase().replace(/^[^.]*/, "") === value.toLowerCase().slice(1);
}

/** A base that begins with a dot stands for the names below it only. */
function isHostWithin(host: string, base: string, withSubdomains: boolean): boolean {
  const [name, of] = [host.toLowerCase(), base.toLowerCase()];
  if (of.startsWith(".")) return name.endsWith(of) && name !== of;
  return name === of || (withSubdomains && name.endsWith(`.${of}`));
}

/** A base with an `@` is one mailbox. */
function isEmailWithin(email: string, base: string): boolean {
  const host = (address: string) => address.slice(address.lastIndexOf("@") + 1);
  const user = (address: string) => address.slice(0, address.lastIndexOf("@") + 1);
  if (base.includes("@") && user(email) !== user(base)) return false;
  return isHostWithin(host(email), host(base), false);
}

function isAddressWithin(address: string, range: string): boolean {
  const [network, prefix] = range.split("/");
  const family = (of: string) => (isIPv6(of) ? "ipv6" : "ipv4");
  if (family(address) !== family(network)) return false;
  const block = new BlockList();
  block.addSubnet(network, Number(prefix), family(network));
  return block.check(address, family(address));
}

/** Whether the parts of the base come first in the name. */
function isSubjectWithin(name: string, base: string): boolean {
  const parts = (of: string) => of.split("\n").map(part => part.toLowerCase().replace(/\s+/g, " ").trim());
  return base === "" || parts(base).every((part, index) => part === parts(name)[index]);
}
