/**
 * How Kubernetes' Go types rewrite inputs. The plugin puts every built-in kind through them before it compares or sends
 * anything, so that two spellings of one value are not a difference. Custom resources stay as they are.
 */
import { containsUnknown, isList, isMap } from "../../../protocol/values";
import type { PropertyMap, PropertyValue } from "../../../protocol/values";
import { at, referenceTo, without } from "../../../kubernetes/objects";
import type { KubeObject } from "../../../kubernetes/objects";
import { canonicalQuantity } from "./quantity";
import types from "./types.json";

const kinds: Record<string, string | undefined> = types.kinds;
const fieldsOf: Record<string, Record<string, string | undefined> | undefined> = types.types;

/** `inputs` in the form that the plugin compares and sends. If a value is still unknown, all inputs stay as they are. */
export function normalize(inputs: KubeObject): KubeObject {
  if (containsUnknown(inputs)) return inputs;
  const { apiVersion, kind } = referenceTo(inputs);
  const type = `${apiVersion}/${kind}`;
  if (type === "v1/Secret") return normalizeSecret(inputs);
  if (type === "apiextensions.k8s.io/v1/CustomResourceDefinition") return normalizeDefinition(inputs);
  const goType = kinds[type];
  return goType ? throughType(inputs, goType) : inputs;
}

/** Secrets have no type here, as in the plugin: only their contents are normalized, to `data`. */
function normalizeSecret(secret: KubeObject): KubeObject {
  const { stringData, ...rest } = secret;
  if (isMap(stringData) && Object.keys(stringData).length > 0) {
    const texts = Object.entries(stringData).map(
      ([key, text]) => [key, typeof text === "string" ? Buffer.from(text).toString("base64") : text] as const,
    );
    return { ...rest, data: { ...(isMap(secret.data) ? secret.data : {}), ...Object.fromEntries(texts) } };
  }
  if (!isMap(secret.data)) return secret;
  return {
    ...secret,
    data: Object.fromEntries(Object.entries(secret.data).map(([key, value]) => [key, base64(value)])),
  };
}

function normalizeDefinition(definition: KubeObject): KubeObject {
  const { spec, ...rest } = without(definition, "status");
  if (!isMap(spec)) return rest;
  const isDefault = at(spec, "preserveUnknownFields") === false;
  return { ...rest, spec: isDefault ? without(spec, "preserveUnknownFields") : spec };
}

function throughType(map: PropertyMap, goType: string): PropertyMap {
  const fields = fieldsOf[goType] ?? {};
  const kept = Object.entries(map).filter(([key, value]) => !(fields[key]?.startsWith("?") && isZero(value)));
  return Object.fromEntries(kept.map(([key, value]) => [key, throughCode(value, fields[key] ?? "")]));
}

/** `code` is as in types.json: `[]` for each element, `{}` for each value, then a type. */
function throughCode(value: PropertyValue, code: string): PropertyValue {
  if (code.startsWith("?")) return throughCode(value, code.slice(1));
  if (code.startsWith("[]")) return isList(value) ? value.map(item => throughCode(item, code.slice(2))) : value;
  if (code.startsWith("{}")) {
    if (!isMap(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, throughCode(item, code.slice(2))]));
  }
  if (code === "bytes") return base64(value);
  if (code === "quantity") {
    return typeof value === "string" || typeof value === "number" ? canonicalQuantity(String(value)) : value;
  }
  return isMap(value) ? throughType(value, code) : value;
}

/** Go omits empty values if the field says so. */
function isZero(value: PropertyValue): boolean {
  if (isList(value)) return value.length === 0;
  if (isMap(value)) return Object.keys(value).length === 0;
  return value === "" || value === 0 || value === false;
}

/** Removes line breaks, which do not count in base64. */
function base64(value: PropertyValue): PropertyValue {
  if (typeof value !== "string") return value;
  const compact = value.replace(/[\r\n]/g, "");
  return /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(compact) ? compact : value;
}
