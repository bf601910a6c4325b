/** What the simulated Azure Resource Manager accepts, stores and returns: JSON in the shape of Pulumi's SDK. */
export type Json = null | boolean | number | string | Json[] | JsonObject;

export interface JsonObject {
  [key: string]: Json;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value at a path of keys, or undefined if the path ends early. */
export function at(value: Json | undefined, ...path: string[]): Json | undefined {
  return path.reduce<Json | undefined>((inner, key) => (isObject(inner) ? inner[key] : undefined), value);
}

/** The text at a path of keys, or undefined if there is something else or nothing. */
export function textAt(value: Json | undefined, ...path: string[]): string | undefined {
  const found = at(value, ...path);
  return typeof found === "string" && found !== "" ? found : undefined;
}

/** A copy of `whole` with `value` at the path of keys; missing objects on the way are created. */
export function withAt(whole: JsonObject, [key, ...rest]: string[], value: Json): JsonObject {
  const inner = whole[key];
  return { ...whole, [key]: rest.length === 0 ? value : withAt(isObject(inner) ? inner : {}, rest, value) };
}

/** Whether a value is this text, ignoring case, as ARM compares ids and locations. */
export function sameText(value: Json | undefined, text: string): boolean {
  return typeof value === "string" && value.toLowerCase() === text.toLowerCase();
}

/** Deep equality, whatever the order of keys; an absent key equals an undefined one. */
export function equal(a: Json | undefined, b: Json | undefined): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => equal(item, b[i]));
  if (isObject(a) && isObject(b)) {
    return [...new Set([...Object.keys(a), ...Object.keys(b)])].every(key => equal(a[key], b[key]));
  }
  return a === b;
}
