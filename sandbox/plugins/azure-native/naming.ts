/** Names resources that the program leaves unnamed, as the plugin does. */
import { createHash, randomBytes } from "node:crypto";
import type { Kind } from "../../azure/resourceManager/kind";
import { parameterNames } from "../../azure/resourceManager/ids";
import type { PropertyMap } from "../../protocol/values";

/** An input that marks the name as random, so that the replacement can be created before the old resource is deleted. */
export const CREATE_BEFORE_DELETE = "__createBeforeDelete";

/** `inputs` with a name: the program's, else a former run's, else one that the plugin makes. */
export function withName(kind: Kind, inputs: PropertyMap, olds: PropertyMap, name: string, seed: Buffer): PropertyMap {
  const parameter = parameterNames(kind.path).at(-1) ?? "";
  if (inputs[parameter] !== undefined) return inputs;
  const random = (made: string) => ({ ...inputs, [parameter]: made, [CREATE_BEFORE_DELETE]: true });
  if (olds[parameter] !== undefined) {
    const named = { ...inputs, [parameter]: olds[parameter] };
    return olds[CREATE_BEFORE_DELETE] === undefined
      ? named
      : { ...named, [CREATE_BEFORE_DELETE]: olds[CREATE_BEFORE_DELETE] };
  }
  if (parameter === "roleAssignmentName") return random(uuid(hexadecimal(seed)));
  // A name below another resource must be unique only there.
  return isTopLevel(kind.path) ? random(name + hexadecimal(seed).slice(0, 8)) : { ...inputs, [parameter]: name };
}

function isTopLevel(path: string): boolean {
  const parts = path.split("/providers/Microsoft.");
  return parts.length === 1 || (parts.at(-1) ?? "").split("{").length === 2;
}

/** The same digits for the same seed; random digits without a seed. */
function hexadecimal(seed: Buffer): string {
  return (seed.length > 0 ? createHash("sha256").update(seed).digest() : randomBytes(32)).toString("hex");
}

function uuid(digits: string): string {
  return digits.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
