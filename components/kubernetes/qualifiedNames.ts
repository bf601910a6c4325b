/** The keys and values of labels and annotations. */
import { refuse } from "../inputs/errors";
import type { PropertyPath } from "../inputs/path";
import { shown } from "../inputs/shown";
import { isSubdomain } from "./names";

/** What the characters of a label, and of the name in a key, must be. */
export const labelCharacters = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

/** Rejects a key that is not a qualified name, such as `app` or `example.com/app`. `path` is that of the map. */
export function checkQualifiedName(key: string, path: PropertyPath, kind: "label" | "annotation"): void {
  const [name, prefix, ...rest] = key.split("/").reverse();
  // In annotations, Kubernetes takes a prefix in upper case.
  const prefixed = prefix === undefined || isSubdomain(kind === "label" ? prefix : prefix.toLowerCase());
  if (rest.length > 0 || !prefixed || name.length > 63 || !labelCharacters.test(name)) {
    refuse(path, `has the ${kind} ${shown(key)}, but Kubernetes requires names such as app or example.com/app`);
  }
}

/** Rejects a value that is not text: YAML makes a boolean of `true` and a number of `5`. */
export function checkText(value: unknown, path: PropertyPath): asserts value is string {
  if (typeof value === "string") return;
  const isScalar = typeof value === "boolean" || typeof value === "number";
  refuse(path, `is ${shown(value)}, but must be text${isScalar ? `: write ${shown(String(value))}` : ""}`);
}
