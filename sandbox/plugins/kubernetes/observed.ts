/** What a live object holds in the fields that a program has set. */
import { isList, isMap } from "../../protocol/values";
import type { PropertyMap, PropertyValue } from "../../protocol/values";

/**
 * The part of `live` that `inputs` mention, with the values that are live. What they do not mention is the cluster's
 * business, and so are elements that come after those of a list.
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
