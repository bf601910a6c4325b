/** Labels of namespaces, pods and nodes. */
import { refuse } from "../inputs/checked";
import type { PropertyPath } from "../inputs/path";
import { shown } from "../inputs/shown";

/** Labels by their keys. */
export type Labels = Record<string, string>;

const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const text = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

/** Refuses labels that Kubernetes would refuse, and none at all: to a selector that means everything. */
export function checkSelectorLabels(labels: Labels, propertyPath: PropertyPath | string): Labels {
  if (Object.keys(checkLabels(labels, propertyPath)).length === 0) {
    refuse(propertyPath, "is empty, which selects everything: give at least one label, or leave it out");
  }
  return labels;
}

/** Refuses labels that Kubernetes would refuse. */
export function checkLabels(labels: Labels, propertyPath: PropertyPath | string): Labels {
  if (typeof labels !== "object" || labels === null || Array.isArray(labels)) {
    refuse(propertyPath, `is ${shown(labels)}, but must be labels such as {app: client}`);
  }
  for (const [key, value] of Object.entries(labels)) {
    checkKey(key, propertyPath);
    if (typeof value !== "string" || value.length > 63 || !(value === "" || text.test(value))) {
      const rule = "at most 63 letters, digits, '-', '_' and '.', the first and the last a letter or digit";
      refuse(`${propertyPath}["${key}"]`, `is ${shown(value)}, but Kubernetes wants ${rule}`);
    }
  }
  return labels;
}

function checkKey(key: string, propertyPath: PropertyPath | string): void {
  const [name, prefix, ...rest] = key.split("/").reverse();
  const prefixed = prefix === undefined || (prefix.length <= 253 && subdomain.test(prefix));
  if (rest.length > 0 || !prefixed || name.length > 63 || !text.test(name)) {
    refuse(propertyPath, `has the label ${shown(key)}, but Kubernetes wants names such as app or example.com/app`);
  }
}
