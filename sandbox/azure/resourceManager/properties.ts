/** What a property of a resource may be. One tree serves Pulumi's checks and previews and the simulated ARM. */
import type { Json } from "./json";

export interface Rule {
  /** `stringSet` is a list of strings for Pulumi and an object with these keys for ARM. */
  type: "string" | "integer" | "boolean" | "list" | "object" | "map" | "stringSet" | "any";
  required?: boolean;
  /** Set by ARM alone. */
  readOnly?: boolean;
  /** ARM accepts it when the resource is created, and refuses another value later. */
  createOnly?: boolean;
  /** Pulumi replaces the resource when it changes. */
  replace?: boolean;
  /** Set by ARM if nothing is given. */
  default?: Json;
  /** Only ARM looks at it: Pulumi's plugin lets every string pass. */
  oneOf?: readonly string[];
  pattern?: RegExp;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  /** The items of a list or a map. */
  items?: Rule;
  /** The properties of an object. */
  properties?: Record<string, Rule>;
}

type More = Partial<Rule>;

export function text(more: More = {}): Rule {
  return { type: "string", ...more };
}

export function choice(oneOf: readonly string[], more: More = {}): Rule {
  return { type: "string", oneOf, ...more };
}

export function integer(minimum?: number, maximum?: number, more: More = {}): Rule {
  return { type: "integer", minimum, maximum, ...more };
}

export function flag(more: More = {}): Rule {
  return { type: "boolean", ...more };
}

export function list(items: Rule, more: More = {}): Rule {
  return { type: "list", items, ...more };
}

export function map(items: Rule, more: More = {}): Rule {
  return { type: "map", items, ...more };
}

export function object(properties: Record<string, Rule>, more: More = {}): Rule {
  return { type: "object", properties, ...more };
}

/** What the stand-in passes on without inspecting it. */
export const anything: Rule = { type: "any" };

export const required = { required: true } as const;

/** An output. */
export function output(rule: Rule = text()): Rule {
  return { ...rule, readOnly: true };
}

/** The outputs of nearly every resource. */
export const commonOutputs = { name: output(), type: output() };

/** Who created and changed the resource, and when. */
export const systemData = { systemData: output(anything) };

/** A resource that lives in a region. */
export const tracked = { location: text({ ...required, replace: true, minLength: 1 }), tags: map(text()) };

/** The name of a resource group in a path. */
export const resourceGroupName = text({ ...required, minLength: 1, maxLength: 90, pattern: /^[-\w._()]+$/ });
