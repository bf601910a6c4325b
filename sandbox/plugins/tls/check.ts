/** Checks a resource's inputs against its schema. Unknown values pass: they are checked again when they are known. */
import type { CheckFailure, Checked } from "../../protocol/serve";
import { Secret, Unknown, isMap, reveal } from "../../protocol/values";
import type { PropertyMap, PropertyValue } from "../../protocol/values";
import type { InputRule, InputType, ResourceKind } from "./resourceKind";
import { SUBJECT_FIELDS } from "./subject";

/** The inputs without nulls and with private keys marked as secrets, and what is wrong with them. */
export function checkInputs(kind: ResourceKind, news: PropertyMap): Checked {
  const given = Object.entries(news).filter(([name, value]) => value !== null && !isInternal(name));
  const failures: CheckFailure[] = [];
  for (const [name, value] of given) {
    const rule = kind.inputs[name] as InputRule | undefined;
    if (rule) failures.push(...checkValue(name, rule, value));
    else failures.push(unexpected(name, name, Object.keys(kind.inputs)));
  }
  for (const [name, rule] of Object.entries(kind.inputs)) {
    if (rule.required && !given.some(([key]) => key === name)) {
      failures.push({ property: name, reason: `Missing required property '${name}'` });
    }
  }
  const inputs = given.map(([name, value]): [string, PropertyValue] => [
    name,
    kind.inputs[name]?.sensitive && !(value instanceof Secret) ? new Secret(value) : value,
  ]);
  return { inputs: Object.fromEntries(inputs), failures };
}

/** Names such as `__defaults`, which the bridge's bookkeeping leaves in a stack's state. */
function isInternal(name: string): boolean {
  return name.startsWith("__");
}

function checkValue(path: string, rule: InputRule, secretOrPlain: PropertyValue): CheckFailure[] {
  const value = reveal(secretOrPlain);
  if (value instanceof Unknown) return [];
  switch (rule.type) {
    case "strings":
      if (!Array.isArray(value)) return [wrongType(path, "a list of strings", value)];
      return value.flatMap((item, index) => checkItem(`${path}[${index}]`, rule, item));
    case "subject":
      return isMap(value) ? checkSubject(path, value) : [wrongType(path, "an object", value)];
    default:
      return checkScalar(path, rule, value);
  }
}

function checkItem(path: string, rule: InputRule, item: PropertyValue): CheckFailure[] {
  if (item === "" && rule.nonEmptyItems) return [failure(path, "must not be an empty string")];
  return item instanceof Unknown ? [] : checkScalar(path, { ...rule, type: "string" }, item);
}

function checkScalar(path: string, rule: InputRule, value: PropertyValue): CheckFailure[] {
  if (!hasType(value, rule.type)) return [wrongType(path, article(rule.type), value)];
  if (rule.minimum !== undefined && (value as number) < rule.minimum) {
    return [failure(path, `must be at least ${rule.minimum}, got: ${value as number}`)];
  }
  if (rule.oneOf && !rule.oneOf.includes(value as string)) {
    const allowed = rule.oneOf.map(item => `"${item}"`).join(", ");
    const hint = suggestion(value as string, rule.oneOf);
    return [failure(path, `must be one of: ${allowed}; got: "${value as string}"${hint}`)];
  }
  return [];
}

function checkSubject(path: string, subject: PropertyMap): CheckFailure[] {
  return Object.entries(subject)
    .filter(([name, value]) => value !== null && !isInternal(name))
    .flatMap(([name, value]) => {
      const property = `${path}.${name}`;
      if (!SUBJECT_FIELDS.includes(name)) return [unexpected(property, name, SUBJECT_FIELDS)];
      return checkValue(property, { type: name === "streetAddresses" ? "strings" : "string" }, value);
    });
}

function hasType(value: PropertyValue, type: InputType): boolean {
  return type === "integer" ? Number.isInteger(value) : typeof value === type;
}

function article(type: InputType): string {
  return type === "integer" ? "an integer" : `a ${type}`;
}

/** Names the type only: the value may be a private key. */
function wrongType(path: string, expected: string, value: PropertyValue): CheckFailure {
  const given = Array.isArray(value) ? "a list" : value === null ? "null" : isMap(value) ? "an object" : typeof value;
  const shown = typeof value === "number" ? ` ${value}` : "";
  return failure(path, `must be ${expected}, got: ${given}${shown}`);
}

function unexpected(path: string, name: string, known: string[]): CheckFailure {
  const hint = suggestion(name, known) || `; expected are ${known.join(", ")}`;
  return failure(path, `is not expected here${hint}`);
}

/** The engine prints the value of `property` beside the reason, and knows only top-level properties. */
function failure(path: string, reason: string): CheckFailure {
  return { property: path.split(/[.[]/)[0], reason: `${path} ${reason}` };
}

function suggestion(given: string, known: readonly string[]): string {
  const plain = (text: string) => text.toLowerCase().replace(/[_-]/g, "");
  const wanted = plain(given);
  const match =
    known.find(item => plain(item) === wanted) ??
    known.find(item => wanted !== "" && (plain(item).startsWith(wanted) || wanted.startsWith(plain(item))));
  return match === undefined ? "" : `; did you mean "${match}"?`;
}
