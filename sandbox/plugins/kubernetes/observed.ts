/** What a live object holds in the fields that a program set. */
import { isList, isMap } from "../../protocol/values";
import type { PropertyMap, PropertyValue } from "../../protocol/values";

/**
 * The part of `live` that `inputs` mention, with its live values. Everything else belongs to the cluster, including any
 * further elements of a list.
 */
export function observedInputs(live: PropertyMap, inputs: PropertyMap): PropertyMap {
  return Object.fromEntries(
    Object.entries(live)
      .filter(([key]) => key in inputs)
      .map(([key, value]) => [key, observe(value, inputs[key])]),
  );
}

function observe(live: PropertyValue, input: PropertyValue): PropertyValue {
  if (isMap(live) && isMap(input)) return observedInputs(live, input);
  if (isList(live) && isList(input)) {
    return input.slice(0, live.length).map((item, i) => observe(live[i], item));
  }
  return live;
}
