/** Checks inputs against the rules of their type, with the plugin's messages. Unknown values pass. */
import type { Kind } from "../../azure/resourceManager/kind";
import type { Rule } from "../../azure/resourceManager/properties";
import { appendKey } from "../../protocol/diff";
import type { CheckFailure } from "../../protocol/serve";
import { Unknown, isList, isMap } from "../../protocol/values";
import type { PropertyMap, PropertyValue } from "../../protocol/values";
import { CREATE_BEFORE_DELETE } from "./naming";

/** What is wrong with `inputs`, which hold no secrets and no nulls. */
export function failuresOf(kind: Kind, inputs: PropertyMap): CheckFailure[] {
  const given = { ...inputs };
  for (const name of ["azureApiVersion", CREATE_BEFORE_DELETE]) Reflect.deleteProperty(given, name);
  return checkProperties("", { ...kind.properties, ...kind.parameters }, given);
}

function checkProperties(path: string, rules: Record<string, Rule>, values: PropertyMap): CheckFailure[] {
  const failures: CheckFailure[] = [];
  for (const [name, rule] of Object.entries(rules)) {
    if (rule.required && !(name in values)) failures.push(missing(appendKey(path, name)));
  }
  for (const [name, value] of Object.entries(values)) {
    const property = appendKey(path, name);
    const rule = rules[name] as Rule | undefined;
    if (rule && !rule.readOnly) failures.push(...checkValue(property, rule, value));
    // The plugin silently drops what it does not know; here it is an error.
    else failures.push(failure(property, `'${property}' is not known to the stand-in for azure-native`));
  }
  return failures;
}

function checkValue(path: string, rule: Rule, value: PropertyValue): CheckFailure[] {
  if (value instanceof Unknown || rule.type === "any") return [];
  switch (rule.type) {
    case "object":
      return isMap(value) ? checkProperties(path, rule.properties ?? {}, value) : [wrongType(path, "object", value)];
    case "map": {
      if (!isMap(value)) return [wrongType(path, "object", value)];
      return Object.entries(value).flatMap(([key, item]) => checkItem(appendKey(path, key), rule, item));
    }
    case "list":
    case "stringSet":
      if (!isList(value)) return [wrongType(path, "array", value)];
      return value.flatMap((item, i) => checkItem(`${path}[${i}]`, rule, item));
    case "string":
      return typeof value === "string" ? checkText(path, rule, value) : [wrongType(path, "string", value)];
    case "integer":
      return typeof value === "number" ? checkNumber(path, rule, value) : [wrongType(path, "integer", value)];
    case "boolean":
      return typeof value === "boolean" ? [] : [wrongType(path, "boolean", value)];
  }
}

function checkItem(path: string, rule: Rule, item: PropertyValue): CheckFailure[] {
  return rule.items ? checkValue(path, rule.items, item) : [];
}

function checkText(path: string, { minLength, maxLength, pattern }: Rule, value: string): CheckFailure[] {
  const failures: CheckFailure[] = [];
  if (minLength !== undefined && value.length < minLength) {
    failures.push(failure(path, `'${path}' is too short (${value.length}): at least ${minLength} characters required`));
  }
  if (maxLength !== undefined && value.length > maxLength) {
    failures.push(failure(path, `'${path}' is too long (${value.length}): at most ${maxLength} characters allowed`));
  }
  if (pattern && !pattern.test(value)) {
    failures.push(failure(path, `'${path}' does not match expression '${pattern.source}'`));
  }
  return failures;
}

function checkNumber(path: string, { minimum, maximum }: Rule, value: number): CheckFailure[] {
  if (!Number.isInteger(value)) return [failure(path, `'${path}' must be an integer but got ${value}`)];
  if (minimum !== undefined && value < minimum) return [failure(path, `'${path}' is too low (${value} < ${minimum})`)];
  if (maximum !== undefined && value > maximum) return [failure(path, `'${path}' is too high (${value} > ${maximum})`)];
  return [];
}

function missing(path: string): CheckFailure {
  const hint =
    path === "location"
      ? ". Either set it explicitly or configure it with 'pulumi config set azure-native:location <value>'."
      : "";
  return failure(path, `missing required property '${path}'${hint}`);
}

/** Names the type only: the value may be a secret. */
function wrongType(path: string, type: string, value: PropertyValue): CheckFailure {
  const given = isList(value) ? "an array" : isMap(value) ? "an object" : `a ${typeof value}`;
  return failure(path, `'${path}' should be of type '${type}' but got ${given}`);
}

/** The engine prints the value of `property` beside the reason, and knows only top-level properties. */
function failure(path: string, reason: string): CheckFailure {
  return { property: path.split(/[.[]/)[0], reason };
}
