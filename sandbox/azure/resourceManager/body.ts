/** What ARM does with the body of a request before it interprets it. */
import { ArmError } from "./armError";
import { at, equal, isObject } from "./json";
import type { Json, JsonObject } from "./json";
import type { Rule } from "./properties";

/** The body with ARM's defaults, in the form that ARM stores. */
export function withDefaults(properties: Record<string, Rule>, body: JsonObject): JsonObject {
  const filled: JsonObject = {};
  for (const [name, rule] of Object.entries(properties)) {
    const value = body[name] ?? rule.default;
    if (value !== undefined && !rule.readOnly) filled[name] = fill(rule, value);
  }
  return filled;
}

function fill(rule: Rule, value: Json): Json {
  const { items, properties } = rule;
  if (rule.type === "stringSet" && Array.isArray(value))
    return Object.fromEntries(value.map(key => [key as string, {}]));
  if (Array.isArray(value)) return items ? value.map(item => fill(items, item)) : value;
  if (!isObject(value)) return value;
  if (properties) return withDefaults(properties, value);
  return items ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(items, item)])) : value;
}

/** Throws if a value is not one of those allowed: the plugin lets every string pass. */
export function checkChoices(properties: Record<string, Rule>, body: JsonObject, path = ""): void {
  for (const [name, rule] of Object.entries(properties)) {
    if (body[name] !== undefined) checkChoice(rule, body[name], path === "" ? name : `${path}.${name}`);
  }
}

function checkChoice(rule: Rule, value: Json, path: string): void {
  const { oneOf, items, properties } = rule;
  if (oneOf && !(typeof value === "string" && oneOf.includes(value))) {
    const reason = `${JSON.stringify(value)} is not a valid value for '${path}'. Allowed values are ${oneOf.join(", ")}.`;
    throw new ArmError(400, "InvalidRequestContent", reason);
  }
  if (Array.isArray(value) && items) value.forEach((item, i) => checkChoice(items, item, `${path}[${i}]`));
  if (isObject(value) && properties) checkChoices(properties, value, path);
}

/** Throws if a create-only property differs from the value that the resource was created with. */
export function checkCreateOnly(
  properties: Record<string, Rule>,
  body: JsonObject,
  existing: JsonObject,
  path = "",
): void {
  for (const [name, rule] of Object.entries(properties)) {
    const property = path === "" ? name : `${path}.${name}`;
    const [before, after] = [existing[name], body[name]];
    if (rule.createOnly && !equal(before, after)) {
      throw new ArmError(
        409,
        "PropertyChangeNotAllowed",
        `Changing property '${property}' is not allowed: it can only be set when the resource is created.`,
      );
    }
    if (rule.properties && isObject(before) && isObject(after)) {
      checkCreateOnly(rule.properties, after, before, property);
    }
  }
}

/** `body` with the existing values of create-only properties that it leaves out. */
export function keepCreateOnly(properties: Record<string, Rule>, body: JsonObject, existing: JsonObject): JsonObject {
  const kept = { ...body };
  for (const [name, rule] of Object.entries(properties)) {
    const [before, after] = [existing[name] as Json | undefined, body[name] as Json | undefined];
    if (before === undefined) continue;
    if (rule.createOnly && after === undefined) kept[name] = before;
    if (rule.properties && isObject(before) && isObject(after)) {
      kept[name] = keepCreateOnly(rule.properties, after, before);
    }
  }
  return kept;
}

/** The outputs that ARM has already set: they stay until it sets others. */
export function formerOutputs(properties: Record<string, Rule>, existing: JsonObject): JsonObject {
  const outputs: JsonObject = {};
  for (const [name, rule] of Object.entries(properties)) {
    const value = at(existing, name);
    if (value === undefined) continue;
    if (rule.readOnly) outputs[name] = value;
    else if (rule.properties && isObject(value)) outputs[name] = formerOutputs(rule.properties, value);
  }
  return outputs;
}

/** `under`, overwritten by everything in `over`; objects are merged. */
export function merged(under: JsonObject, over: JsonObject): JsonObject {
  const result = { ...under };
  for (const [name, value] of Object.entries(over)) {
    const former = result[name];
    result[name] = isObject(former) && isObject(value) ? merged(former, value) : value;
  }
  return result;
}
