/** What a known value may be: the checks that many arguments share. */
import { refuse } from "./errors";
import type { PropertyPath } from "./path";
import { mayShow, shown } from "./shown";

/** Rejects a value that is not valid, and returns it in the form in which it is used. */
export type Check<T, R = T> = (value: T, path: PropertyPath) => R;

/** What a whole number may be. */
interface WholeNumbers {
  least: number;
  greatest?: number;
  /** What it counts, such as `hours`. */
  unit?: string;
  /** Why it has these limits. */
  because?: string;
}

/** A whole number within limits. */
export function wholeNumber({ least, greatest, unit, because }: WholeNumbers): Check<number> {
  const range = greatest === undefined ? `from ${least} up` : `from ${least} to ${greatest}`;
  const wanted = `a whole number ${unit === undefined ? "" : `of ${unit} `}${range}`;
  return (value, path) => {
    if (!Number.isInteger(value) || value < least || value > (greatest ?? Infinity)) {
      refuse(path, `is ${shown(value)}, but must be ${wanted}${because === undefined ? "" : `: ${because}`}`);
    }
    return value;
  };
}

/** A value of an enumeration, in upper or lower case: documents and samples differ in that. */
export function oneOf<T extends string>(enumeration: Record<string, T>): Check<string, T> {
  const values = Object.values(enumeration);
  return (value, path) => {
    const found = values.find(known => known.toLowerCase() === String(value).toLowerCase());
    return found ?? refuse(path, `is ${shown(value)}, but must be one of ${values.join(", ")}`);
  };
}

/**
 * A text that matches the pattern; `wanted` says what the pattern means. Of a text that does not, `near` makes one that the
 * error suggests if it matches.
 */
export function text(pattern: RegExp, wanted: string, near?: (value: string) => string): Check<string> {
  return (value, path) => {
    if (value === undefined) refuse(path, `is missing, but must be ${wanted}`);
    if (typeof value !== "string" || !pattern.test(value)) {
      const other = near?.(String(value));
      const meant =
        other !== undefined && pattern.test(other) && mayShow(value) ? `. Did you mean ${shown(other)}?` : "";
      refuse(path, `is ${shown(value)}, but must be ${wanted}${meant}`);
    }
    return value;
  };
}

/** True or false. The text "false" would count as true. */
export function checkBoolean(value: boolean, path: PropertyPath): boolean {
  return typeof value === "boolean" ? value : refuse(path, `is ${shown(value)}, but must be true or false`);
}

/** A list. */
export function checkList<T>(value: T[], path: PropertyPath): T[] {
  return Array.isArray(value) ? value : refuse(path, `is ${kindOf(value)}, but must be a list`);
}

/** A value with properties, unlike the null that YAML makes of an item without content. */
export function checkObject<T>(value: T, path: PropertyPath, wanted = "have properties"): T {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    refuse(path, `is ${kindOf(value)}, but must ${wanted}`);
  }
  return value;
}

/** The check for what an Output may leave out too. */
export function ifGiven<T, R>(check: Check<T, R>): Check<T | undefined, R | undefined> {
  return (value, path) => (value === undefined ? undefined : check(value, path));
}

/** The one of these properties that is given. */
export function exactlyOne<Name extends string>(
  value: { [name in Name]?: unknown },
  names: readonly Name[],
  path: PropertyPath,
  advice?: string,
): Name {
  const given = names.filter(name => value[name] !== undefined);
  if (given.length === 1) return given[0];
  const found = given.length === 0 ? "nothing" : given.join(" and ");
  const choice = `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
  // The arguments as a whole have no name.
  const at = String(path) === "" ? path.child(given.at(-1) ?? names[0]) : path;
  refuse(at, `has ${found}: give exactly one of ${choice}${advice === undefined ? "" : `, ${advice}`}`);
}

/** The names of the properties that are given. */
export function givenNames(values: object): string[] {
  return Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [name]));
}

/** A text is not shown: where a list of users is wanted, it may be a password. */
function kindOf(value: unknown): string {
  return typeof value === "string" ? "text" : shown(value);
}
