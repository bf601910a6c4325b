/** When an argument is checked: at once if it is plain, and as soon as it is known if it is an Output. */
import * as pulumi from "@pulumi/pulumi";
import { checkEach, refuse } from "./errors";
import type { PropertyPath } from "./path";
import { appliedTo } from "./shown";
import { checkList } from "./values";
import type { Check } from "./values";

/**
 * An argument, checked. Children must use the result, never the argument: then none of them is made from a bad one. Members
 * that are Outputs are awaited, except for those that `input` returned for plain arguments: a check of several arguments
 * takes the results of their own checks, and still runs at once.
 */
export function input<I, R>(value: I, path: PropertyPath, check: Check<pulumi.Unwrap<I>, R>): pulumi.Output<R> {
  if (isKnown(value)) return outputOf(check(knownValue(value) as pulumi.Unwrap<I>, path));
  return appliedTo(pulumi.output(value), known => check(known, path));
}

/** The same for an argument that may be left out. An Output of undefined is checked: only `ifGiven` accepts it. */
export function optionalInput<I, R>(
  value: I | undefined,
  path: PropertyPath,
  check: Check<pulumi.Unwrap<I>, R>,
): pulumi.Output<R> | undefined {
  return optional(value, path, given => input(given, path, check));
}

/** The items of a list, checked. A plain item is checked at once, even if others are not known yet. */
export function inputItems<I, R>(
  list: pulumi.Input<pulumi.Input<I>[]>,
  path: PropertyPath,
  check: Check<I, R>,
): pulumi.Output<R[]> {
  if (isLater(list)) {
    const checkItems = (items: unknown) => checkEach(checkList(items as I[], path), path, check);
    return appliedTo(pulumi.output(list) as pulumi.Output<unknown>, checkItems);
  }
  const items = checkList(list as pulumi.Input<I>[], path);
  const each = checkEach(items, path, (item, at) => input(item, at, check as Check<unknown, R>));
  return isKnown(each) ? outputOf(knownValue(each) as R[]) : (pulumi.all(each) as unknown as pulumi.Output<R[]>);
}

/** A value that waits for checks of other values. */
export function gated<T>(value: pulumi.Output<T>, ...gates: pulumi.Output<unknown>[]): pulumi.Output<T> {
  const all: pulumi.Output<unknown[]> = pulumi.all<unknown>([value, ...gates]);
  return all.apply<T>(([known]) => known as T);
}

/** The check for what may be left out. Null is not that, but what YAML makes of a property without a value. */
export function optional<T, R>(value: T | undefined, path: PropertyPath, check: Check<T, R>): R | undefined {
  return value === undefined ? undefined : check(value, path);
}

/** An argument that decides which resources exist: an Output would come too late. */
export function plain<T>(value: T, path: PropertyPath): T {
  if (isLater(value)) {
    refuse(path, "is an Output, but decides which resources exist: use a plain value, known when the program starts");
  }
  return value;
}

/** The value if it is known at once. */
export function ifPlain<T>(value: T): T | undefined {
  return isLater(value) ? undefined : value;
}

/** Whether a value will only be known later. */
export function isLater(value: unknown): boolean {
  return pulumi.Output.isInstance(value) || value instanceof Promise;
}

/** The results of checks of plain arguments, by the Outputs that were made of them. */
const results = new WeakMap<object, unknown>();

/** An Output of a result of a check. */
function outputOf<R>(result: R): pulumi.Output<R> {
  const output = pulumi.output(result) as pulumi.Output<R>;
  if (isKnown(result)) results.set(output, knownValue(result));
  return output;
}

/** Whether a value is known at once with all its members. */
function isKnown(value: unknown): boolean {
  if (isLater(value)) return results.has(value as object);
  return typeof value !== "object" || value === null || Object.values(value).every(isKnown);
}

/** A known value, without Outputs. */
function knownValue(value: unknown): unknown {
  if (isLater(value)) return results.get(value as object);
  if (Array.isArray(value)) return value.map(knownValue);
  // An instance of a class stays one.
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, knownValue(member)]));
}
