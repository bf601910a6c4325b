/** The names that Kubernetes accepts for objects. */
import { refuse } from "../inputs/errors";
import type { PropertyPath } from "../inputs/path";
import { mayShow, shown } from "../inputs/shown";

const label = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const startsWithLetter = /^[a-z]/;

/** The name of most objects, such as a Secret or a StorageClass: an RFC 1123 subdomain. */
export function checkObjectName(name: string, path: PropertyPath): string {
  if (isSubdomain(name)) return name;
  const rule = "at most 253 lower-case letters, digits, '-' and '.', with a letter or digit at both ends of each part";
  refuseName(name, path, rule, nearSubdomain(name));
}

/** The name of a Namespace: an RFC 1123 label. */
export function checkNamespaceName(name: string, path: PropertyPath): string {
  const valid = isText(name) && name.length <= 63 && label.test(name);
  return valid ? name : refuseName(name, path, "at most 63 lower-case letters, digits and '-'", nearLabel(name, 63));
}

/** The base of a Service's name: an RFC 1035 label with room for the suffix that is added. */
export function checkServiceName(name: string, path: PropertyPath, suffixLength = 0): string {
  const longest = 63 - suffixLength;
  const valid = isText(name) && name.length <= longest && label.test(name) && startsWithLetter.test(name);
  const rule = `at most ${longest} lower-case letters, digits and '-', the first a letter`;
  return valid ? name : refuseName(name, path, rule, nearLabel(name, longest));
}

/** Whether a text is an RFC 1123 subdomain. */
export function isSubdomain(text: string): boolean {
  return isText(text) && text.length <= 253 && text.split(".").every(part => label.test(part));
}

function isText(name: unknown): boolean {
  return typeof name === "string";
}

/** Rejects a name, and suggests the one that is near it. */
function refuseName(name: string, path: PropertyPath, rule: string, near: string): never {
  if (name === undefined || name === "") refuse(path, `is missing: Kubernetes requires ${rule}`);
  const suggestion = near !== "" && near !== name && mayShow(name) ? `. Did you mean ${shown(near)}?` : "";
  refuse(path, `is ${shown(name)}, but Kubernetes requires ${rule}${suggestion}`);
}

/** The parts of the name that are not empty. */
function nearSubdomain(name: string): string {
  const parts = lowerCase(name).slice(0, 253).split(".");
  return parts
    .map(part => part.replace(/^-+|-+$/g, ""))
    .filter(part => part !== "")
    .join(".");
}

/** A label that begins with a letter. */
function nearLabel(name: string, longest: number): string {
  return lowerCase(name)
    .replace(/[-.]*\.[-.]*/g, "-")
    .slice(0, longest)
    .replace(/^[-0-9]+|-+$/g, "");
}

/** The name with `-` between its words. */
function lowerCase(name: string): string {
  return String(name)
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .replace(/[^-.a-z0-9]+/g, "-");
}
