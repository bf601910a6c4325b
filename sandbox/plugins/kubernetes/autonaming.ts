/** Names for objects that the program leaves unnamed. */
import { createHash, randomBytes } from "node:crypto";
import { Unknown, isMap } from "../../protocol/values";
import type { PropertyMap } from "../../protocol/values";
import type { KubeObject } from "../../kubernetes/objects";
import { annotation, annotations, at } from "../../kubernetes/objects";

/** Whether the provider, not the program, chose the object's name. */
export function isAutonamed(object: KubeObject): boolean {
  return annotation(object, annotations.autonamed) === "true";
}

/** `object` with the name that a former run gave it or, if it is new, `<name>-<8 hex digits>`. */
export function withName(object: KubeObject, old: KubeObject | undefined, name: string, seed: Buffer): KubeObject {
  const given = at(object, "metadata", "name");
  if ((given !== undefined && given !== "") || object.metadata instanceof Unknown) return object;
  if (!old) return named(object, `${name}-${uniqueSuffix(seed)}`);
  const formerName = at(old, "metadata", "name");
  return isAutonamed(old) && typeof formerName === "string" ? named(object, formerName) : object;
}

/** Eight hexadecimal digits: the same for the same seed, random without a seed. */
export function uniqueSuffix(seed: Buffer): string {
  const source = seed.length > 0 ? createHash("sha256").update(seed).digest() : randomBytes(4);
  return source.toString("hex").slice(0, 8);
}

function named(object: KubeObject, name: string): KubeObject {
  const metadata: PropertyMap = isMap(object.metadata) ? object.metadata : {};
  // Nothing can be added to annotations that are still unknown; the mark follows when they are known.
  const marked = metadata.annotations instanceof Unknown ? {} : { annotations: mark(metadata) };
  return { ...object, metadata: { ...metadata, name, ...marked } };
}

function mark(metadata: PropertyMap): PropertyMap {
  return { ...(isMap(metadata.annotations) ? metadata.annotations : {}), [annotations.autonamed]: "true" };
}
