/** What a Helm release keeps in state: its inputs, and what Helm reports. */
import { changedPaths } from "../../../protocol/diff";
import type { Difference } from "../../../protocol/diffResponse";
import { Secret, Unknown, isMap, reveal } from "../../../protocol/values";
import type { PropertyMap, PropertyValue } from "../../../protocol/values";
import { textAt } from "../../../kubernetes/objects";
import { withSecrets } from "../outputs";
import { appendKey } from "../paths";
import { resourceNames } from "./record";
import type { ReleaseName, ReleaseRecord } from "./record";
import { mergeValues } from "./values";

const INPUTS = "__inputs";

/** The state of a release that was deployed with `inputs`. */
export function stateOf(inputs: PropertyMap, record: ReleaseRecord): PropertyMap {
  const plain = reveal(inputs) as PropertyMap;
  const { chart, version, appVersion, revision, status } = record;
  const { name, namespace } = plain;
  const outputs = {
    ...plain,
    // Values that someone else has since set show in a refresh.
    values: mergeValues(isMap(plain.values) ? plain.values : {}, record.values),
    version,
    resourceNames: resourceNames(record.manifest),
    status: { appVersion, chart, name, namespace, revision, status, version },
  };
  return { ...withSecrets(outputs, inputs), [INPUTS]: new Secret(inputs) };
}

/** The state that a preview can foresee. */
export function plannedState(inputs: PropertyMap): PropertyMap {
  return { ...inputs, resourceNames: Unknown.value, status: Unknown.value, [INPUTS]: new Secret(inputs) };
}

/** The inputs that a state was made with; undefined if `stateOf` did not make it. */
export function inputsIn(state: PropertyMap): PropertyMap | undefined {
  const inputs = state[INPUTS];
  const opened = inputs instanceof Secret ? inputs.value : inputs;
  return isMap(opened) ? opened : undefined;
}

/** The release that a state or inputs stand for. */
export function nameIn(properties: PropertyMap): ReleaseName {
  const plain = reveal(properties);
  return { name: textAt(plain, "name") ?? "", namespace: textAt(plain, "namespace") ?? "" };
}

/** What the program changes, compared with the release. A release cannot change its name or namespace. */
export function diffRelease(state: PropertyMap, news: PropertyMap): Difference {
  const former = inputsIn(state) ?? {};
  const changes = changedPaths(relevant(state, former, news), news, appendKey);
  return { changes, replaces: ["name", "namespace"].filter(path => changes.has(path)) };
}

/** The part of the state that the old or new inputs mention. The rest is outputs, and values that others added. */
function relevant(state: PropertyMap, former: PropertyMap, news: PropertyMap): PropertyMap {
  const keys = [...new Set([...Object.keys(former), ...Object.keys(news)])].filter(key => key in state);
  return Object.fromEntries(keys.map(key => [key, relevantValue(state[key], former[key], news[key])]));
}

function relevantValue(
  state: PropertyValue,
  former: PropertyValue | undefined,
  news: PropertyValue | undefined,
): PropertyValue {
  const [inState, before, after] = [opened(state), opened(former), opened(news)];
  if (!isMap(inState) || (!isMap(before) && !isMap(after))) return state;
  return relevant(inState, isMap(before) ? before : {}, isMap(after) ? after : {});
}

function opened(value: PropertyValue | undefined): PropertyValue | undefined {
  return value instanceof Secret ? value.value : value;
}
