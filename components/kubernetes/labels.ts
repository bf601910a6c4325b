/** Labels of namespaces, pods and nodes. */
import { refuse } from "../inputs/errors";
import type { PropertyPath } from "../inputs/path";
import { shown } from "../inputs/shown";
import { checkObject } from "../inputs/values";
import { checkQualifiedName, checkText, labelCharacters } from "./qualifiedNames";

/** Labels by key. */
export type Labels = Record<string, string>;

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
    checkQualifiedName(key, path, "label");
    checkText(value, path.key(key));
    if (value.length > 63 || !(value === "" || labelCharacters.test(value))) {
      const rule = "at most 63 letters, digits, '-', '_' and '.', the first and the last a letter or digit";
      refuse(path.key(key), `is ${shown(value)}, but Kubernetes requires ${rule}`);
    }
  }
  return labels;
}
