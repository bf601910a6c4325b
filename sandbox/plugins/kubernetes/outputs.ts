/** What a resource keeps in state: the live object, the inputs that made it, and who owns its fields. */
import { Secret, containsSecret, isList, isMap } from "../../protocol/values";
import type { PropertyMap, PropertyValue } from "../../protocol/values";
import type { KubeObject } from "../../kubernetes/objects";
import { annotations, at, textAt, toObject, toProperties, without } from "../../kubernetes/objects";

const INPUTS = "__inputs";
const FIELD_MANAGER = "__fieldManager";
const INITIAL_API_VERSION = "__initialApiVersion";

/** The parts of a resource's state. */
export interface Checkpoint {
  /** The inputs last applied; empty if the object was only read. */
  inputs: KubeObject;
  live: KubeObject;
  fieldManager: string | undefined;
}

/**
 * The state to keep for `live`, made from `inputs`. What the program marks as secret (`fromInputs`) stays secret, and so
 * do the contents of every Secret.
 */
export function toState(
  live: KubeObject,
  inputs: KubeObject,
  fromInputs: PropertyMap,
  old: { fieldManager: string; initialApiVersion?: string },
): PropertyMap {
  return {
    ...withSecrets(toProperties(live), fromInputs),
    [INPUTS]: withSecrets(toProperties(inputs), fromInputs),
    [INITIAL_API_VERSION]: old.initialApiVersion ?? textAt(live, "apiVersion") ?? "",
    [FIELD_MANAGER]: old.fieldManager,
  };
}

/** The parts of a state that `toState` made. */
export function fromState(state: PropertyMap): Checkpoint {
  const object = toObject(state);
  const inputs = object[INPUTS];
  const live = without(object, INPUTS, FIELD_MANAGER, INITIAL_API_VERSION);
  return { inputs: isMap(inputs) ? inputs : {}, live, fieldManager: textAt(state, FIELD_MANAGER) };
}

/** The API version that the object was first created with. */
export function initialApiVersion(state: PropertyMap): string | undefined {
  return textAt(state, INITIAL_API_VERSION);
}

/**
 * `outputs` with the secrets of `inputs`. A list with one secret becomes secret as a whole, because elements may move.
 * A map does not, so that one password does not hide a whole Deployment.
 */
export function withSecrets(outputs: PropertyMap, inputs: PropertyMap): PropertyMap {
  const marked = Object.fromEntries(
    Object.entries(outputs).map(([key, value]) => [key, markSecret(value, inputs[key])]),
  );
  return textAt(outputs, "kind") === "Secret" ? hideContents(marked) : marked;
}

/** `message` without the values that are secret in `inputs`: the API server quotes what it refuses. */
export function redact(message: string, inputs: PropertyMap): string {
  const secrets = secretTexts(withSecrets(inputs, inputs), false);
  // The longest first, so that a secret that contains another one is removed whole.
  return secrets
    .sort((a, b) => b.length - a.length)
    .reduce((text, secret) => text.replaceAll(secret, "[secret]"), message);
}

function markSecret(value: PropertyValue, input: PropertyValue | undefined): PropertyValue {
  if (value instanceof Secret || !containsSecret(input)) return value;
  return isMap(value) && isMap(input) ? withSecrets(value, input) : new Secret(value);
}

/** Hides the contents, also in the annotation in which `kubectl apply` keeps a copy of what it applied. */
function hideContents(secret: PropertyMap): PropertyMap {
  const hidden = { ...secret };
  for (const key of ["data", "stringData"]) {
    if (key in hidden && !(hidden[key] instanceof Secret)) hidden[key] = new Secret(hidden[key]);
  }
  const lastApplied = textAt(hidden, "metadata", "annotations", annotations.lastApplied);
  if (lastApplied && isMap(hidden.metadata)) {
    const others = at(hidden, "metadata", "annotations") as PropertyMap;
    const changed = { ...others, [annotations.lastApplied]: new Secret(lastApplied) };
    hidden.metadata = { ...hidden.metadata, annotations: changed };
  }
  return hidden;
}

/** Skips very short texts: they are hardly secret, and removing them would blank out half a message. */
function secretTexts(value: PropertyValue, inSecret: boolean): string[] {
  if (value instanceof Secret) return secretTexts(value.value, true);
  if (isList(value)) return value.flatMap(item => secretTexts(item, inSecret));
  if (isMap(value)) return Object.values(value).flatMap(item => secretTexts(item, inSecret));
  return inSecret && typeof value === "string" && value.length > 3 ? [value] : [];
}
