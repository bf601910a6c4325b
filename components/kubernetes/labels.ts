/** Labels of namespaces, pods and nodes. */
import { refuse } from "../inputs/errors";
import type { PropertyPath } from "../inputs/path";
import { shown } from "../inputs/shown";
import { checkObject } from "../inputs/values";
import { isSubdomain } from "./names";

/** Labels by key. */
export type Labels = Record<string, string>;

const text = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

/** Rejects labels that Kubernetes would reject, and an empty set, which as a selector means everything. */
export function checkSelectorLabels(labels: Labels, path: PropertyPath): Labels {
  if (Object.keys(checkLabels(labels, path)).length === 0) {
    refuse(path, "is empty, which selects everything: set at least one label, or remove it");
  }
  return labels;
}

/** Rejects labels that Kubernetes would reject. */
export function checkLabels(labels: Labels, path: PropertyPath): Labels {
  for (const [key, value] of Object.entries(checkObject(labels, path, "be labels such as {app: client}"))) {
    checkKey(key, path);
    if (typeof value !== "string" || value.length > 63 || !(value === "" || text.test(value))) {
      const rule = "at most 63 letters, digits, '-', '_' and '.', the first and the last a letter or digit";
      refuse(path.key(key), `is ${shown(value)}, but Kubernetes requires ${rule}`);
    }
  }
  return labels;
}

function checkKey(key: string, path: PropertyPath): void {
  const [name, prefix, ...rest] = key.split("/").reverse();
  const prefixed = prefix === undefined || isSubdomain(prefix);
  if (rest.length > 0 || !prefixed || name.length > 63 || !text.test(name)) {
    refuse(path, `has the label ${shown(key)}, but Kubernetes requires names such as app or example.com/app`);
  }
}
