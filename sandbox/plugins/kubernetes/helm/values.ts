/** Values of charts. */
import { isList, isMap } from "../../../protocol/values";
import type { PropertyMap, PropertyValue } from "../../../protocol/values";

/** As Helm merges: maps by key, everything else replaced by what is in `over`. */
export function mergeValues(values: PropertyMap, over: PropertyMap): PropertyMap {
  const merged = { ...values };
  for (const [key, value] of Object.entries(over)) {
    const own = merged[key];
    merged[key] = isMap(own) && isMap(value) ? mergeValues(own, value) : value;
  }
  return merged;
}

/** Without nulls, which would take away a chart's own values. */
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
