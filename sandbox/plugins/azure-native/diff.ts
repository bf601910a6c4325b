/** What a change of inputs requires, according to the plugin. */
import type { Kind } from "../../azure/resourceManager/kind";
import { changedPaths } from "../../protocol/diff";
import type { ChangeKind } from "../../protocol/diff";
import type { Difference } from "../../protocol/diffResponse";
import type { PropertyMap, PropertyValue } from "../../protocol/values";
import { CREATE_BEFORE_DELETE } from "./naming";

/** Compares the inputs of two runs; Azure's defaults do not count. */
export function difference(kind: Kind, olds: PropertyMap, news: PropertyMap): Difference {
  const changes = changedPaths(olds, news);
  if (sameLocation(olds.location, news.location)) changes.delete("location");
  const replacing = replacingPaths(kind);
  const replaces = [...changes].filter(([path, change]) => isReplacing(path, change, replacing)).map(([path]) => path);
  const deleteBeforeReplace = replaces.length > 0 && olds[CREATE_BEFORE_DELETE] !== true;
  return { changes, replaces, deleteBeforeReplace };
}

/** Everything in the id's path, and what the rules say about the body, where the plugin looks one level deep. */
function replacingPaths({ parameters, properties }: Kind): Set<string> {
  const paths = new Set(Object.keys(parameters));
  for (const [name, rule] of Object.entries(properties)) {
    if (rule.replace) paths.add(name);
    const inner = rule.properties ?? rule.items?.properties ?? {};
    const base = rule.items ? `${name}[]` : name;
    for (const [key, { replace }] of Object.entries(inner)) if (replace) paths.add(`${base}.${key}`);
  }
  return paths;
}

/** A changed value replaces if its own rule or an enclosing object's says so; an added or removed one only if its own does. */
function isReplacing(path: string, change: ChangeKind, replacing: Set<string>): boolean {
  const keys = path.replaceAll(/\[\d+\]/g, "[]").match(/\[\]|\["(?:[^"\\]|\\.)*"\]|\.?[^.[]+/g) ?? [];
  if (change !== "update") return replacing.has(keys.join(""));
  return keys.some((_, i) => keys[i + 1] !== "[]" && replacing.has(keys.slice(0, i + 1).join("")));
}

/** To Azure, "West Europe" and "westeurope" are the same. */
function sameLocation(a: PropertyValue | undefined, b: PropertyValue | undefined): boolean {
  const plain = (location: string) => location.toLowerCase().replaceAll(" ", "");
  return typeof a === "string" && typeof b === "string" && plain(a) === plain(b);
}
