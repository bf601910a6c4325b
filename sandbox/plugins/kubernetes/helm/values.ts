/** Chart values. */
import { isList, isMap } from "../../../protocol/values";
import type { PropertyMap, PropertyValue } from "../../../protocol/values";

/** Merges as Helm does: maps by key; `over` replaces everything else. */
export function mergeValues(values: PropertyMap, over: PropertyMap): PropertyMap {
  const merged = { ...values };
  for (const [key, value] of Object.entries(over)) {
    const own = merged[key];
    merged[key] = isMap(own) && isMap(value) ? mergeValues(own, value) : value;
  }
  return merged;
}

/** The values without nulls, which would remove a chart's own values. */
export function withoutNulls(values: PropertyMap): PropertyMap {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value !== null)
      .map(([key, value]) => [key, cleaned(value)]),
  );
}

function cleaned(value: PropertyValue): PropertyValue {
  if (isList(value)) return value.filter(item => item !== null).map(cleaned);
  return isMap(value) ? withoutNulls(value) : value;
}
