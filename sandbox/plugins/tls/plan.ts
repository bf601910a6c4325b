/** Plans a resource from its inputs, and what a change of inputs requires. */
import { changedPaths } from "../../protocol/diff";
import type { ChangeKind } from "../../protocol/diff";
import type { Difference } from "../../protocol/diffResponse";
import { Secret, Unknown, isMap, reveal } from "../../protocol/values";
import type { PropertyMap, PropertyValue } from "../../protocol/values";
import { isDue, plannedReadyForRenewal } from "./renewal";
import type { InputRule, ResourceKind } from "./resourceKind";

const PEM = /^-----BEGIN [A-Za-z ]+-----\n[^]+\n-----END [A-Za-z ]+-----\n?$/;

/** The inputs as the resource will echo them: with defaults filled in, and unknown if creation decides their value. */
export function plannedInputs(kind: ResourceKind, inputs: PropertyMap, state?: PropertyMap): PropertyMap {
  const planned: PropertyMap = {};
  for (const [name, rule] of Object.entries(kind.inputs)) {
    const value = inputs[name] ?? rule.default ?? (rule.computed ? (state?.[name] ?? Unknown.value) : undefined);
    if (value !== undefined) planned[name] = value;
  }
  if (kind.renewable) planned.readyForRenewal = plannedReadyForRenewal(planned);
  return planned;
}

/**
 * The properties that differ between the resource and `inputs`, and those that only a replacement can change: names, since
 * the provider gives no paths. If a changed resource does not keep its outputs, these are included.
 */
export function planChanges(kind: ResourceKind, state: PropertyMap, inputs: PropertyMap): Difference {
  const planned = plannedInputs(kind, inputs, state);
  const comparable = Object.fromEntries(Object.keys({ ...kind.inputs, ...planned }).map(name => [name, state[name]]));
  const changes = new Map<string, ChangeKind>();
  for (const [path, change] of changedPaths(withoutNulls(comparable), withoutNulls(planned))) {
    const name = path.split(/[.[]/)[0];
    changes.set(name, path === name ? change : "update");
  }
  const replaces = [...changes.keys()].filter(
    name => name in kind.inputs && forcesReplacement(kind.inputs[name], state[name]),
  );
  if (kind.renewable && isDue(state, planned.earlyRenewalHours)) {
    changes.set("readyForRenewal", "update");
    replaces.push("readyForRenewal");
  }
  if (changes.size > 0 && kind.forgetsOutputs) for (const name of ["id", ...kind.computed]) changes.set(name, "update");
  const sorted = new Map([...changes].sort(([a], [b]) => (a < b ? -1 : 1)));
  return { changes: sorted, replaces: replaces.sort(), sends: "names" };
}

function forcesReplacement(rule: InputRule, before: PropertyValue | undefined): boolean {
  if (rule.onChange !== "replaceIfPem") return rule.onChange !== "update";
  const text = reveal(before ?? null);
  return typeof text === "string" && PEM.test(text);
}

/** Null and absent are the same to the provider, also inside `subject`. */
function withoutNulls(properties: PropertyMap): PropertyMap {
  const present = Object.entries(properties).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(present.map(([name, value]) => [name, strip(value)]));
}

function strip(value: PropertyValue): PropertyValue {
  if (value instanceof Secret) return new Secret(strip(value.value));
  return isMap(value) ? withoutNulls(value) : value;
}
