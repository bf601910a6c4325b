/** The names that Kubernetes accepts for objects. */
import { refuse } from "../inputs/errors";
import type { PropertyPath } from "../inputs/path";
import { mayShow, shown } from "../inputs/shown";

const label = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const startsWithLetter = /^[a-z]/;

/** The name of a Secret or a ConfigMap: an RFC 1123 subdomain. */
export function checkObjectName(name: string, path: PropertyPath): string {
  const valid = isText(name) && name.length <= 253 && name.split(".").every(part => label.test(part));
  return valid ? name : refuseName(name, path, "at most 253 lower-case letters, digits, '-' and '.'", 253);
}

/** The name of a Namespace: an RFC 1123 label. */
export function checkNamespace(name: string, path: PropertyPath): string {
  const valid = isText(name) && name.length <= 63 && label.test(name);
  return valid ? name : refuseName(name, path, "at most 63 lower-case letters, digits and '-'", 63);
}

/** The base of a Service's name: an RFC 1035 label with room for the suffix that is added. */
export function checkServiceName(name: string, path: PropertyPath, suffixLength = 0): string {
  const longest = 63 - suffixLength;
  const valid = isText(name) && name.length <= longest && label.test(name) && startsWithLetter.test(name);
  const rule = `at most ${longest} lower-case letters, digits and '-', the first a letter`;
  return valid ? name : refuseName(name, path, rule, longest);
}

function isText(name: unknown): boolean {
  return typeof name === "string";
}

function refuseName(name: string, path: PropertyPath, rule: string, longest: number): never {
  if (name === undefined || name === "") refuse(path, `is missing: Kubernetes requires ${rule}`);
  refuse(path, `is ${shown(name)}, but Kubernetes requires ${rule}${suggestion(name, longest)}`);
}

function suggestion(name: string, longest: number): string {
  const near = String(name)
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .replace(/[^-a-z0-9]+/g, "-")
    .slice(0, longest)
    .replace(/^[-0-9]+|-+$/g, "");
  return near && near !== name && mayShow(name) ? `. Did you mean ${shown(near)}?` : "";
}
