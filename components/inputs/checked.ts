/** How an argument is checked: at once when it is plain, and when it is known if it is an Output. */
import * as pulumi from "@pulumi/pulumi";
import { refuse } from "./errors";
import type { PropertyPath } from "./path";
import { appliedTo, shown } from "./shown";

export { quickToPrint, refuse } from "./errors";

/**
 * What `check` makes of `input`. Children must use the result, never `input`: then none of them is made from a bad one.
 */
export function checked<I, R>(input: I, check: (value: pulumi.Unwrap<I>) => R): pulumi.Output<R> {
  if (isPlain(input)) {
    return pulumi.output(check(input as pulumi.Unwrap<I>)) as pulumi.Output<R>;
  }
  return appliedTo(pulumi.output(input), check as (value: unknown) => R);
}

/** What `check` makes of each item of a list. A plain item does not wait until the others are known. */
export function checkedItems(
  list: pulumi.Input<pulumi.Input<string>[]>,
  propertyPath: PropertyPath | string,
  check: (item: string, propertyPath: string) => string,
): pulumi.Output<string[]> {
  if (isPromise(list)) {
    return checked(list, items =>
      requireList(items as string[], propertyPath).map((item, index) => check(item, `${propertyPath}[${index}]`)),
    );
  }
  const items = requireList(list as pulumi.Input<string>[], propertyPath);
  return pulumi.all(items.map((item, index) => checked(item, given => check(given, `${propertyPath}[${index}]`))));
}

/** The names of the values that are given. */
export function givenNames(values: Record<string, unknown>): string[] {
  return Object.keys(values).filter(name => values[name] !== undefined);
}

/** Refuses an Output, or a list that is none, where the program must say at once which resources it wants. */
export function requireList<T>(list: T[], propertyPath: PropertyPath | string): T[] {
  requirePlain(list, propertyPath);
  if (!Array.isArray(list)) {
    refuse(propertyPath, `is ${kindOf(list)}, but must be a list`);
  }
  return list;
}

/** Refuses what has no members, such as the null that an item without anything in it is in YAML. */
export function requireObject<T>(value: T, propertyPath: PropertyPath | string, wanted = "have properties"): T {
  requirePlain(value, propertyPath);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    refuse(propertyPath, `is ${kindOf(value)}, but must ${wanted}`);
  }
  return value;
}

/** The same for what may be left out. */
export function requireObjectIfGiven<T>(value: T, propertyPath: PropertyPath | string, wanted?: string): T {
  return value === undefined ? value : requireObject(value, propertyPath, wanted);
}

/** What a value is that is not what is wanted. A text is not shown: where a list of users is wanted, it may be a password. */
function kindOf(value: unknown): string {
  return typeof value === "string" ? "text" : shown(value);
}

/**
 * Refuses null in what is plain: a property without a value is null in YAML. It would be taken for one that is left out,
 * or for one that is given.
 */
export function refuseNulls(value: unknown, propertyPath = ""): void {
  if (value === null) refuse(propertyPath, "is null: give a value, or leave it out");
  if (typeof value !== "object" || isPromise(value) || pulumi.Resource.isInstance(value)) return;
  for (const [name, member] of Object.entries(value)) {
    const path = Array.isArray(value) ? `${propertyPath}[${name}]` : `${propertyPath}.${name}`;
    refuseNulls(member, path.replace(/^\./, ""));
  }
}

/** Refuses what is none of the keys of `known`, such as an enumeration. */
export function checkOneOf<T extends string>(
  value: string,
  known: Record<T, unknown>,
  propertyPath: PropertyPath | string,
): T {
  if (!Object.keys(known).includes(value)) {
    refuse(propertyPath, `is ${shown(value)}, but must be one of ${Object.keys(known).join(", ")}`);
  }
  return value as T;
}

/** Refuses what is neither true nor false: a text such as "false" would count as true. */
export function checkBoolean(value: boolean, propertyPath: PropertyPath | string): boolean {
  if (typeof value !== "boolean") {
    refuse(propertyPath, `is ${shown(value)}, but must be true or false`);
  }
  return value;
}

/** Refuses an Output where the program must say at once which resources it wants. */
export function requirePlain<T>(value: T, propertyPath: PropertyPath | string): T {
  if (isPromise(value)) {
    refuse(
      propertyPath,
      "is an Output, but decides which resources exist: use a plain value, known when the program starts",
    );
  }
  return value;
}

function isPlain(value: unknown): boolean {
  if (isPromise(value)) {
    return false;
  }
  return typeof value !== "object" || value === null || Object.values(value).every(isPlain);
}

/** A value that is known at once; undefined for an Output. */
export function ifKnown<T>(value: T): T | undefined {
  return isPromise(value) ? undefined : value;
}

/** Whether a value will only be known later. */
export function isPromise(value: unknown): boolean {
  return pulumi.Output.isInstance(value) || value instanceof Promise;
}
