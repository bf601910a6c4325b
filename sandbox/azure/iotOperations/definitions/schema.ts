/** Shorthands for the schemas of custom resources. */

/** A schema as in a custom resource definition. */
export interface Schema {
  type?: string;
  [keyword: string]: unknown;
}

export const text: Schema = { type: "string" };
export const texts: Schema = { type: "array", items: text };
export const textMap: Schema = { type: "object", additionalProperties: text };

/** Names of other objects. */
export const name: Schema = { type: "string", minLength: 1, maxLength: 253 };

/** A duration as Go writes it, e.g. "240h" or "1h30m". */
export const duration: Schema = {
  type: "string",
  pattern: "^([0-9]+(\\.[0-9]+)?(ns|us|µs|ms|s|m|h))+$",
};

export function oneOf(...values: string[]): Schema {
  return { type: "string", enum: values };
}

export const mode = oneOf("Enabled", "Disabled");

export function integer(minimum: number, maximum?: number): Schema {
  return { type: "integer", format: "int64", minimum, ...(maximum === undefined ? {} : { maximum }) };
}

/** An object; `required` names its mandatory fields. */
export function object(properties: Record<string, Schema>, ...required: string[]): Schema {
  return { type: "object", properties, ...(required.length > 0 ? { required } : {}) };
}

/** A list that server-side apply treats as one value: whoever applies it gives the whole list. */
export function list(items: Schema, more: object = {}): Schema {
  return { type: "array", "x-kubernetes-list-type": "atomic", items, ...more };
}

/** A field with a default value. */
export function defaulted(schema: Schema, value: unknown): Schema {
  return { ...schema, default: value };
}
