/** Resource ids: `/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/...`. */

/** The id that results from `path` with the parameters in its braces. A scope is itself an id. */
export function fillPath(path: string, parameters: Record<string, string>): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = parameters[name];
    return name === "scope" ? value.replaceAll(/^\/+|\/+$/g, "") : encodeURIComponent(value);
  });
}

/** The parameters with which `path` results in `id`; undefined for an id of another type. Ids ignore case. */
export function parsePath(path: string, id: string): Record<string, string> | undefined {
  const names = parameterNames(path);
  const pattern = path
    .replaceAll(/[.]/g, "\\.")
    .replaceAll(/\{(\w+)\}/g, (_, name) => (name === "scope" ? "(.+)" : "([^/]+)"));
  const found = new RegExp(`^${pattern}$`, "i").exec(id);
  return found
    ? Object.fromEntries(names.map((name, i) => [name, name === "scope" ? found[i + 1] : decode(found[i + 1])]))
    : undefined;
}

/** The names in braces, in order. */
export function parameterNames(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
}

/** The id of a resource's parent: the resource above it, its resource group, or its subscription. */
export function parentOf(id: string): string {
  const segments = id.split("/");
  segments.splice(-2);
  if (segments.at(-2)?.toLowerCase() === "providers") segments.splice(-2);
  return segments.join("/");
}

/** The type of an id or a path, such as `Microsoft.IoTOperations/instances/brokers`. */
export function typeOf(id: string): string {
  const parts = id.split(/\/providers\//i);
  if (parts.length === 1) return "Microsoft.Resources/resourceGroups";
  const [namespace, ...segments] = parts[parts.length - 1].split("/");
  return [namespace, ...segments.filter((_, i) => i % 2 === 0)].join("/");
}

/** The last part of an id. */
export function nameOf(id: string): string {
  return decode(id.split("/").at(-1) ?? "");
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
