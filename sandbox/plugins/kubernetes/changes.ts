/** Which paths differ between what an object holds and what a program wants, as the plugin writes them. */
import { changedPaths } from "../../protocol/diff";
import type { ChangeKind } from "../../protocol/diff";
import { Unknown, isList, isMap } from "../../protocol/values";
import type { PropertyMap, PropertyValue } from "../../protocol/values";
import { appendKey } from "./paths";

/**
 * The changes from `present` to `wanted`. A value that is not known yet is an update; in place of a map it is compared as
 * a map without keys, so that each key that is there counts as deleted.
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
