/** A resource's outputs in a preview and after ARM's answer, and the inputs that they correspond to. */
import { equal, isObject } from "../../azure/resourceManager/json";
import type { Json, JsonObject } from "../../azure/resourceManager/json";
import type { Kind } from "../../azure/resourceManager/kind";
import type { Rule } from "../../azure/resourceManager/properties";
import type { ArmResource } from "../../azure/resourceManager/store";
import { Secret, Unknown, copySecrets, isList, isMap, reveal } from "../../protocol/values";
import type { PropertyMap, PropertyValue } from "../../protocol/values";

/** The outputs of `resource`. What is secret in its inputs is secret in its outputs. */
export function outputsOf(kind: Kind, resource: ArmResource, inputs: PropertyMap): PropertyMap {
  const outputs = { ...resource.body, azureApiVersion: kind.apiVersion };
  return copySecrets(outputs, inputs) as PropertyMap;
}

/** The inputs, with everything else unknown. */
export function previewedOutputs(kind: Kind, inputs: PropertyMap): PropertyMap {
  return { ...preview(kind.properties, inputs), azureApiVersion: kind.apiVersion };
}

function preview(rules: Record<string, Rule>, values: PropertyMap): PropertyMap {
  const entries = Object.entries(rules).map(([name, rule]) => [name, previewValue(rule, values[name])] as const);
  return Object.fromEntries(entries);
}

function previewValue(rule: Rule, value: PropertyValue | undefined): PropertyValue {
  if (value === undefined) return Unknown.value;
  if (value instanceof Secret) return new Secret(previewValue(rule, value.value));
  if (rule.type === "stringSet") return Unknown.value;
  const { items, properties } = rule;
  if (isMap(value) && properties) return preview(properties, value);
  if (isList(value) && items) return value.map(item => previewValue(items, item));
  return value;
}

/** The body as inputs, without what only ARM sets. */
function bodyAsInputs(rules: Record<string, Rule>, body: JsonObject): JsonObject {
  const inputs: JsonObject = {};
  for (const [name, rule] of Object.entries(rules)) {
    const value = body[name] as Json | undefined;
    if (value !== undefined && !rule.readOnly) inputs[name] = asInput(rule, value);
  }
  return inputs;
}

function asInput(rule: Rule, value: Json): Json {
  const { items, properties } = rule;
  if (rule.type === "stringSet" && isObject(value)) return Object.keys(value);
  if (isObject(value) && properties) return bodyAsInputs(properties, value);
  if (Array.isArray(value) && items) return value.map(item => asInput(items, item));
  return value;
}

/** The inputs of a resource that no program has described yet. */
export function adoptedInputs(kind: Kind, { parameters, body }: ArmResource): PropertyMap {
  return { ...parameters, ...bodyAsInputs(kind.properties, body), azureApiVersion: kind.apiVersion };
}

/**
 * `inputs` with what has since changed in Azure: the differences between the old outputs and the current ones. Azure's
 * defaults do not become inputs.
 */
export function refreshedInputs(kind: Kind, inputs: PropertyMap, state: PropertyMap, body: JsonObject): PropertyMap {
  const before = bodyAsInputs(kind.properties, reveal(state) as JsonObject);
  const after = bodyAsInputs(kind.properties, body);
  const refreshed = applyChanges(reveal(inputs) as JsonObject, before, after);
  return copySecrets(refreshed, inputs) as PropertyMap;
}

function applyChanges(inputs: JsonObject, before: JsonObject, after: JsonObject): JsonObject {
  const result = { ...inputs };
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (!(key in after)) Reflect.deleteProperty(result, key);
    else if (!(key in before)) result[key] = after[key];
    else result[key] = applyChange(result[key], before[key], after[key]);
    if (result[key] === undefined) Reflect.deleteProperty(result, key);
  }
  return result;
}

function applyChange(input: Json | undefined, before: Json, after: Json): Json {
  if (equal(before, after)) return input as Json;
  if (isObject(input) && isObject(before) && isObject(after)) return applyChanges(input, before, after);
  if (Array.isArray(input) && Array.isArray(before) && Array.isArray(after)) {
    return after.map((item, i) =>
      i < input.length && i < before.length ? applyChange(input[i], before[i], item) : item,
    );
  }
  return after;
}
