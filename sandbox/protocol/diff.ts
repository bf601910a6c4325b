/** The paths at which two property values differ, written as the engine writes them in `detailedDiff`. */
import { Secret, Unknown, isList, isMap } from "./values";
import type { PropertyMap, PropertyValue } from "./values";

export type ChangeKind = "add" | "delete" | "update";

/** Appends a map key to a path. */
export type AppendKey = (path: string, key: string) => string;

interface Changes {
  paths: Map<string, ChangeKind>;
  append: AppendKey;
}

/** Changed paths (`spec.ports[0].port`, `metadata.annotations["pulumi.com/waitFor"]`) with the kind of each change. */
export function changedPaths(before: PropertyMap, after: PropertyMap, append = appendKey): Map<string, ChangeKind> {
  const changes = { paths: new Map<string, ChangeKind>(), append };
  compareMaps("", before, after, changes);
  return changes.paths;
}

/** `path` with the map key `key` appended, quoted if a dotted path could not hold it. */
export function appendKey(path: string, key: string): string {
  if (!/^[A-Za-z_$][\w$-]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === "" ? key : `${path}.${key}`;
}

function compareMaps(path: string, before: PropertyMap, after: PropertyMap, changes: Changes): void {
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    compare(changes.append(path, key), before[key], after[key], changes);
  }
}

function compare(
  path: string,
  before: PropertyValue | undefined,
  after: PropertyValue | undefined,
  changes: Changes,
): void {
  if (before instanceof Secret) return compare(path, before.value, after, changes);
  if (after instanceof Secret) return compare(path, before, after.value, changes);
  if (before === undefined && after === undefined) return;
  if (before === undefined) {
    changes.paths.set(path, "add");
  } else if (after === undefined) {
    changes.paths.set(path, "delete");
  } else if (isMap(before) && isMap(after)) {
    compareMaps(path, before, after, changes);
  } else if (isList(before) && isList(after)) {
    for (let i = 0; i < Math.max(before.length, after.length); i++) {
      compare(`${path}[${i}]`, before[i], after[i], changes);
    }
  } else if (before !== after || after instanceof Unknown) {
    changes.paths.set(path, "update");
  }
}
