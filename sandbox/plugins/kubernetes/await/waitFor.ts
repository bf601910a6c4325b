/** The annotation `pulumi.com/waitFor`, which replaces what the plugin would wait for by default. */
import { find, parseJsonPath } from "../jsonPath";
import type { ParsedPath } from "../jsonPath";
import { isList } from "../../../protocol/values";
import { at, textAt } from "../../../kubernetes/objects";
import type { KubeObject } from "../../../kubernetes/objects";
import { done, waitingFor } from "./progress";
import type { Probe } from "./progress";

interface Wait {
  /** As written in the annotation. */
  text: string;
  holds: (object: KubeObject) => boolean;
}

/** `jsonpath=PATH`, `jsonpath=PATH=VALUE`, `condition=TYPE`, `condition=TYPE=STATUS`, or a JSON array of these. */
export function parseWaitFor(text: string): Wait[] {
  const expressions = expressionsIn(text);
  if (expressions.length === 0) throw new Error("at least one condition must be specified");
  return expressions.map(parseExpression);
}

/** Ready when all of the annotation's expressions hold. */
export function waitForProbe(text: string): Probe {
  const waits = parseWaitFor(text);
  return object => {
    const open = waits.filter(wait => !wait.holds(object));
    return open.length === 0 ? done : waitingFor(...open.map(wait => `waiting for ${wait.text}`));
  };
}

function expressionsIn(text: string): string[] {
  try {
    const values: unknown = JSON.parse(text);
    if (Array.isArray(values) && values.every(value => typeof value === "string")) return values;
  } catch {
    // Not JSON: a single expression.
  }
  return [text];
}

function parseExpression(text: string): Wait {
  if (text.startsWith("jsonpath=")) return parsePathExpression(text);
  if (text.startsWith("condition=")) return parseCondition(text);
  throw new Error(`expected a "jsonpath=" or "condition=" prefix, got ${JSON.stringify(text)}`);
}

function parsePathExpression(text: string): Wait {
  const [, path, value] = /^jsonpath=(\{.*\})(?:=(.*))?$/.exec(text) ?? [];
  if (!path)
    throw new Error(`${JSON.stringify(text)} should be jsonpath={PATH} or jsonpath={PATH}=VALUE, with the braces`);
  if (value === "") throw new Error(`${JSON.stringify(text)} ends with "=" but gives no value`);
  const parsed = parseJsonPath(path);
  return { text, holds: object => matches(find(parsed, object), value, parsed) };
}

function matches(found: unknown[], value: string | undefined, path: ParsedPath): boolean {
  if (value === undefined) return found.length > 0 && found[0] !== null && found[0] !== undefined;
  if (found.length !== 1) return false;
  const [first] = found;
  if (typeof first === "object" && first !== null) {
    throw new Error(`${path.text} finds an object or a list, which cannot be compared with "${value}"`);
  }
  return String(first).trim() === value.trim();
}

function parseCondition(text: string): Wait {
  const [type, status = "True"] = text.slice("condition=".length).split("=", 2);
  if (!type) throw new Error(`${JSON.stringify(text)} should be condition=TYPE or condition=TYPE=STATUS`);
  return { text, holds: object => hasCondition(object, type, status) };
}

function hasCondition(object: KubeObject, type: string, status: string): boolean {
  const conditions = at(object, "status", "conditions");
  if (!isList(conditions)) return false;
  const generation = at(object, "metadata", "generation");
  return conditions.some(condition => {
    if (textAt(condition, "type")?.toLowerCase() !== type.toLowerCase()) return false;
    const observed = at(condition, "observedGeneration") ?? at(object, "status", "observedGeneration");
    if (typeof observed === "number" && typeof generation === "number" && observed < generation) return false;
    return textAt(condition, "status")?.toLowerCase() === status.toLowerCase();
  });
}
