/** JSONPath as `kubectl wait` accepts it: `{.status.loadBalancer.ingress[0].ip}`. */
import { JSONPath } from "jsonpath-plus";
import type { KubeObject } from "../../kubernetes/objects";

/** A checked JSONPath expression, in the library's form. */
export interface ParsedPath {
  text: string;
  expression: string;
}

/** Throws, with the reason, if `text` is not a valid path. */
export function parseJsonPath(text: string): ParsedPath {
  const [, path] = /^\{\s*\$?([.[][^{}]*)\}$/.exec(text) ?? [];
  if (path === undefined) {
    throw new Error(`"${text}" is no JSONPath; it should look like {.status.phase} or {.status.conditions[0].type}`);
  }
  const expression = `$${path.trim().replaceAll(escapedName, quoteName)}`;
  JSONPath({ path: expression, json: {}, eval: "safe" });
  return { text, expression };
}

/** Every value that the path finds. */
export function find({ expression }: ParsedPath, object: KubeObject): unknown[] {
  return JSONPath<unknown[] | undefined>({ path: expression, json: object, eval: "safe" }) ?? [];
}

/** kubectl escapes a dot within a name; the library needs such a name quoted in brackets. */
const escapedName = /\.((?:[^.[\]\\]|\\\.)*\\\.(?:[^.[\]\\]|\\\.)*)/g;

function quoteName(_match: string, name: string): string {
  return `['${name.replaceAll("\\.", ".")}']`;
}
