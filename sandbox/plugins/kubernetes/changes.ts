/** The paths at which an object differs from what a program wants, written as the plugin writes them. */
import { changedPaths } from "../../protocol/diff";
import type { ChangeKind } from "../../protocol/diff";
import { Unknown, isList, isMap } from "../../protocol/values";
import type { PropertyMap, PropertyValue } from "../../protocol/values";
import { appendKey } from "./paths";

/**
 * The changes from `present` to `wanted`. A value that is still unknown is an update. In place of a map, it is compared as
 * an empty map, so that each existing key counts as deleted.
 */
export function changesBetween(present: PropertyMap, wanted: PropertyMap): Map<string, ChangeKind> {
  return changedPaths(present, emptied(wanted, present) as PropertyMap, appendKey);
}

function emptied(wanted: PropertyValue, present: PropertyValue | undefined): PropertyValue {
  if (wanted instanceof Unknown) return isMap(present) ? {} : wanted;
  if (isList(wanted) && isList(present)) return wanted.map((item, i) => emptied(item, present[i]));
  if (!isMap(wanted) || !isMap(present)) return wanted;
  return Object.fromEntries(Object.entries(wanted).map(([key, item]) => [key, emptied(item, present[key])]));
}
