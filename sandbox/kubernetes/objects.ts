/** Kubernetes objects as plain property maps: reading their parts, naming them, and turning program inputs into them. */
import { isList, isMap, reveal } from "../protocol/values";
import type { PropertyMap, PropertyValue } from "../protocol/values";

/** An object as the API server accepts and returns it: no secrets, no nulls. In a preview it may still hold unknowns. */
export type KubeObject = PropertyMap;

/** What the API server needs to find one object. */
export interface Reference {
  apiVersion: string;
  kind: string;
  namespace?: string;
  name: string;
}

/** The API group version and the kind of an object. */
export interface GroupVersionKind {
  apiVersion: string;
  kind: string;
}

export const annotations = {
  autonamed: "pulumi.com/autonamed",
  deletionPropagation: "pulumi.com/deletionPropagationPolicy",
  patchFieldManager: "pulumi.com/patchFieldManager",
  patchForce: "pulumi.com/patchForce",
  replaceUnready: "pulumi.com/replaceUnready",
  skipAwait: "pulumi.com/skipAwait",
  timeoutSeconds: "pulumi.com/timeoutSeconds",
  waitFor: "pulumi.com/waitFor",
  lastApplied: "kubectl.kubernetes.io/last-applied-configuration",
  deploymentRevision: "deployment.kubernetes.io/revision",
} as const;

/** The SDKs spell these schema extensions with underscores, because their languages allow no dashes in a name. */
const dashed = new Map(
  [
    "embedded-resource",
    "int-or-string",
    "list-map-keys",
    "list-type",
    "map-type",
    "preserve-unknown-fields",
    "validations",
  ].map(extension => [`x_kubernetes_${extension.replaceAll("-", "_")}`, `x-kubernetes-${extension}`]),
);
const underscored = new Map([...dashed].map(([underscore, dash]) => [dash, underscore]));

/** Program inputs, or a part of the state, as an object to send. */
export function toObject(inputs: PropertyMap): KubeObject {
  return withoutNulls(renameKeys(reveal(inputs), dashed)) as KubeObject;
}

/** An object from the API server as properties that the SDKs understand. */
export function toProperties(object: KubeObject): PropertyMap {
  return renameKeys(object, underscored) as PropertyMap;
}

/** The value at a path of keys, or undefined if the path ends early. */
export function at(object: PropertyValue | undefined, ...path: string[]): PropertyValue | undefined {
  let value = object;
  for (const key of path) value = isMap(value) ? value[key] : undefined;
  return value;
}

/** The string at a path of keys, or undefined if there is something else or nothing. */
export function textAt(object: PropertyValue | undefined, ...path: string[]): string | undefined {
  const value = at(object, ...path);
  return typeof value === "string" && value !== "" ? value : undefined;
}

export function annotation(object: KubeObject, key: string): string | undefined {
  return textAt(object, "metadata", "annotations", key);
}

/** What identifies a live object, or one that has its name. */
export function referenceTo(object: KubeObject): Reference {
  return {
    apiVersion: textAt(object, "apiVersion") ?? "",
    kind: textAt(object, "kind") ?? "",
    namespace: textAt(object, "metadata", "namespace"),
    name: textAt(object, "metadata", "name") ?? "",
  };
}

/** The id under which a program finds the object again: `namespace/name`, or `name` if there is no namespace. */
export function idOf(object: KubeObject): string {
  const { namespace, name } = referenceTo(object);
  return namespace ? `${namespace}/${name}` : name;
}

/** The namespace, if any, and the name that an id stands for. */
export function parseId(id: string): { namespace?: string; name: string } {
  const [first, second] = id.split("/", 2);
  const parsed = second === undefined ? { name: first } : { namespace: first, name: second };
  if (parsed.name === "") throw new Error(`The id "${id}" names no object: it should be "namespace/name" or "name"`);
  return parsed;
}

/** What a resource type such as `kubernetes:apps/v1:Deployment` or `kubernetes:core/v1:ServicePatch` stands for. */
export function parseType(type: string): GroupVersionKind {
  const [, module, name] = type.split(":");
  return { apiVersion: module.replace(/^core\//, ""), kind: name };
}

/** Whether a resource changes parts of an object that someone else owns: its type is the object's kind and more. */
export function isPatchType(type: string, object: KubeObject): boolean {
  const { kind } = parseType(type);
  return kind.endsWith("Patch") && kind !== textAt(object, "kind");
}

/** A copy of `map` without some keys. */
export function without(map: PropertyMap, ...keys: string[]): PropertyMap {
  return Object.fromEntries(Object.entries(map).filter(([key]) => !keys.includes(key)));
}

/** Deep equality of values that hold neither secrets nor unknowns, whatever the order of keys. */
export function sameValue(a: PropertyValue | undefined, b: PropertyValue | undefined): boolean {
  if (isList(a) && isList(b)) return a.length === b.length && a.every((item, i) => sameValue(item, b[i]));
  if (isMap(a) && isMap(b)) {
    return [...new Set([...Object.keys(a), ...Object.keys(b)])].every(key => sameValue(a[key], b[key]));
  }
  return a === b;
}

function renameKeys(value: PropertyValue, names: Map<string, string>): PropertyValue {
  if (isList(value)) return value.map(item => renameKeys(item, names));
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [names.get(key) ?? key, renameKeys(item, names)]),
  );
}

function withoutNulls(value: PropertyValue): PropertyValue {
  if (isList(value)) return value.map(withoutNulls);
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== null && item !== undefined)
      .map(([key, item]) => [key, withoutNulls(item)]),
  );
}
