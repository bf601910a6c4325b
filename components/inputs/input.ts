/** When an argument is checked: a plain one at once, an Output as soon as it is known. */
import * as pulumi from "@pulumi/pulumi";
import { checkEach, refuse } from "./errors";
import type { PropertyPath } from "./path";
import { settling } from "./settling";
import { appliedTo } from "./shown";
import { checkList } from "./values";
import type { Check } from "./values";

/**
 * Checks an argument. Children must use the result, never the argument, so that no resource is made from a bad value.
 * Members that are Outputs are awaited, except those that `input` returned for plain arguments: a check across several
 * arguments can take their checked values and still run at once.
 */
export function input<I, R>(value: I, path: PropertyPath, check: Check<pulumi.Unwrap<I>, R>): pulumi.Output<R> {
  if (isKnown(value)) return outputOf(check(knownValue(value) as pulumi.Unwrap<I>, path));
  return appliedTo(pulumi.output(value), known => check(known, path));
}

/** The same for an optional argument. An Output of undefined is refused, unless the check is wrapped in `ifGiven`. */
export function optionalInput<I, R>(
  value: I | undefined,
  path: PropertyPath,
  check: Check<pulumi.Unwrap<I>, R>,
): pulumi.Output<R> | undefined {
  return optional(value, path, given => input(given, path, check));
}

/** Checks the items of a list. A plain item is checked at once, even while others are unknown. */
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

/** The value, once the checks of other values have passed. */
export function gated<T>(value: pulumi.Output<T>, ...gates: pulumi.Output<unknown>[]): pulumi.Output<T> {
  const all: pulumi.Output<unknown[]> = pulumi.all<unknown>([value, ...gates]);
  return all.apply<T>(([known]) => known as T);
}

/**
 * The value, unless `check` refuses another one. Unlike with `gated`, a preview knows the value while something else that
 * is checked is unknown, and no resource depends on what is checked.
 */
export function unlessRefused<T>(value: pulumi.Output<T>, check: pulumi.Output<unknown>): pulumi.Output<T> {
  const checked = settling(check).promise(true);
  return pulumi.output(checked.then(() => value)) as pulumi.Output<T>;
}

/** Checks an optional value. Null is checked too: YAML makes it of a property without a value. */
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

/** The value, if it is known at once. */
export function ifPlain<T>(value: T): T | undefined {
  return isLater(value) ? undefined : value;
}

/** Whether a value becomes known only later. */
export function isLater(value: unknown): boolean {
  return pulumi.Output.isInstance(value) || value instanceof Promise;
}

/** What checks of plain arguments returned, by the Outputs that wrap it. */
const results = new WeakMap<object, unknown>();

/** Wraps what a check returned in an Output. */
function outputOf<R>(result: R): pulumi.Output<R> {
  const output = pulumi.output(result) as pulumi.Output<R>;
  if (isKnown(result)) results.set(output, knownValue(result));
  return output;
}

/** Whether a value and all its members are known at once. */
export function isKnown(value: unknown): boolean {
  if (isLater(value)) return results.has(value as object);
  return typeof value !== "object" || value === null || Object.values(value).every(isKnown);
}

/** A known value with its Outputs unwrapped. */
function knownValue(value: unknown): unknown {
  if (isLater(value)) return results.get(value as object);
  if (Array.isArray(value)) return value.map(knownValue);
  // An instance of a class stays as it is.
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, knownValue(member)]));
}
