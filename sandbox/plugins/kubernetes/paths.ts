/** Property paths as the engine writes them: `spec.ports[0].port`, `metadata.annotations["pulumi.com/waitFor"]`. */
import { isList, isMap } from "../../protocol/values";
import type { PropertyMap, PropertyValue } from "../../protocol/values";

/** `path` with the map key `key` appended, quoted only if it holds a dot, a quote or a bracket. */
export function appendKey(path: string, key: string): string {
  if (/[."[\]]/.test(key)) return `${path}["${key.replaceAll('"', '\\"')}"]`;
  return path === "" ? key : `${path}.${key}`;
}

/** The keys of a path; array indices are numbers in text form, and `[*]` gives `*`. */
export function parsePath(path: string): string[] {
  const keys = [];
  for (const [, quoted, index, plain] of path.matchAll(/\[("(?:[^"\\]|\\.)*")\]|\[(\d+|\*)\]|([^.[\]]+)/g)) {
    keys.push(quoted === undefined ? (index ?? plain) : (JSON.parse(quoted) as string));
  }
  return keys;
}

/** The value at the keys, or undefined; `*` finds the first element that has the rest. */
export function valueAt(value: PropertyValue | undefined, keys: string[]): PropertyValue | undefined {
  if (keys.length === 0) return value;
  const [key, ...rest] = keys;
  if (isList(value)) {
    if (key !== "*") return valueAt(value[Number(key)], rest);
    return value.map(item => valueAt(item, rest)).find(found => found !== undefined);
  }
  return isMap(value) ? valueAt(value[key], rest) : undefined;
}

/** Whether `keys` lead to the value at `prefix`, or into it. */
export function isWithin(keys: string[], prefix: string[]): boolean {
  return prefix.length <= keys.length && prefix.every((key, i) => key === "*" || key === keys[i]);
}

/** A copy of `map` with `value` at the keys; unchanged if the map or list to hold it is missing. */
export function withValueAt(map: PropertyMap, keys: string[], value: PropertyValue): PropertyMap {
  return replaceAt(map, keys, value) as PropertyMap;
}

function replaceAt(whole: PropertyValue, [key, ...rest]: string[], value: PropertyValue): PropertyValue {
  if (key === undefined) return value;
  if (isList(whole)) return whole.map((item, i) => (String(i) === key ? replaceAt(item, rest, value) : item));
  if (!isMap(whole) || (rest.length > 0 && !(key in whole))) return whole;
  return { ...whole, [key]: replaceAt(whole[key], rest, value) };
}
