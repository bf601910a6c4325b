/** The arguments of a component as a whole. */
import { refuse } from "./errors";
import { named } from "./failures";
import { isKnown, isLater, plain } from "./input";
import { PropertyPath } from "./path";
import { checkObject } from "./values";

const whole = PropertyPath.root.child("args");

/**
 * The arguments, as every component takes them first. Outputs name their argument when they fail, and holes in lists become
 * undefined, which no list takes. Rejects arguments that are missing, and what Pulumi cannot pass on.
 */
export function argumentsOf<A extends object>(args: A): A {
  return prepared(checkObject(plain(args, whole), whole), PropertyPath.root, []) as A;
}

/** `around` are the lists and objects that the value is in. */
function prepared(value: unknown, path: PropertyPath, around: unknown[]): unknown {
  // What a component passes on to a child may be known at once, and must stay so.
  if (isLater(value)) return isKnown(value) ? value : named(value as object, path);
  if (["bigint", "function", "symbol"].includes(typeof value)) {
    refuse(path, `is a ${typeof value}, which Pulumi cannot pass on: use a number, a text, a list or an object`);
  }
  if (around.includes(value)) refuse(path, "contains itself, which Pulumi cannot pass on");
  const within = [...around, value];
  if (Array.isArray(value)) return Array.from(value, (item, index) => prepared(item, path.index(index), within));
  if (!isPlainObject(value)) return value;
  if (Object.keys(value).includes("__proto__")) {
    refuse(path.key("__proto__"), "has a name that JavaScript, and so Pulumi, loses: use a different name");
  }
  const members = Object.entries(value).map(([name, member]) => [name, prepared(member, at(path, name), within)]);
  return Object.fromEntries(members);
}

/** Not an instance of a class, such as a resource. */
function isPlainObject(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** A property, or a key of a map. */
function at(path: PropertyPath, name: string): PropertyPath {
  return /^[a-z_]\w*$/i.test(name) ? path.child(name) : path.key(name);
}
