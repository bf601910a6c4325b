/** The checks of known values that many arguments share. */
import { checkAll, refuse } from "./errors";
import { didYouMean } from "./nearest";
import type { PropertyPath } from "./path";
import { mayShow, shown } from "./shown";

/** Returns a valid value in the form in which it is used, and rejects any other. */
export type Check<T, R = T> = (value: T, path: PropertyPath) => R;

/** The limits of a whole number. */
interface WholeNumbers {
  least: number;
  greatest?: number;
  /** The unit that it counts, such as `hours`. */
  unit?: string;
  /** The reason for the limits. */
  because?: string;
}

/** A whole number within limits. */
export function wholeNumber({ least, greatest, unit, because }: WholeNumbers): Check<number> {
  const range = greatest === undefined ? `from ${least} up` : `from ${least} to ${greatest}`;
  const rule = `a whole number ${unit === undefined ? "" : `of ${unit} `}${range}`;
  return (value, path) => {
    const isValid = (number: number) => Number.isInteger(number) && number >= least && number <= (greatest ?? Infinity);
    if (isValid(value)) return value;
    const meant = digitsIn(value, isValid);
    refuse(path, `is ${shown(value)}, but must be ${rule}${because === undefined ? "" : `: ${because}`}${meant}`);
  };
}

/** Says that a text of digits should be a number, if that number is valid. */
function digitsIn(value: unknown, isValid: (number: number) => boolean): string {
  if (typeof value !== "string" || !/^\d{1,15}$/.test(value) || !mayShow(value) || !isValid(Number(value))) return "";
  return `. Did you mean ${Number(value)}, without quotes?`;
}

/** A value of an enumeration. Case does not matter, since documents and samples differ in it. */
export function oneOf<T extends string>(enumeration: Record<string, T>): Check<string, T> {
  const values = Object.values(enumeration);
  return (value, path) => {
    const found = values.find(known => typeof value === "string" && known.toLowerCase() === value.toLowerCase());
    const meant = typeof value === "string" ? didYouMean(value, values) : "";
    return found ?? refuse(path, `is ${shown(value)}, but must be one of ${values.join(", ")}${meant}`);
  };
}

/**
 * Text that matches the pattern, which `rule` describes. From text that does not match, `near` derives a suggestion for the
 * error, which is used if it matches.
 */
export function text(pattern: RegExp, rule: string, near?: (value: string) => string): Check<string> {
  return (value, path) => {
    if (value === undefined) refuse(path, `is missing, but must be ${rule}`);
    if (typeof value !== "string" || !pattern.test(value)) {
      // YAML makes numbers of some texts.
      const other = ["string", "number"].includes(typeof value) ? near?.(String(value)) : undefined;
      const meant =
        other !== undefined && pattern.test(other) && mayShow(value) ? `. Did you mean ${shown(other)}?` : "";
      refuse(path, `is ${shown(value)}, but must be ${rule}${meant}`);
    }
    return value;
  };
}

/** A boolean. The text "false" would count as true. */
export function checkBoolean(value: boolean, path: PropertyPath): boolean {
  if (typeof value === "boolean") return value;
  const meant = ["true", "false"].includes(value) && mayShow(value) ? ". Remove the quotes" : "";
  refuse(path, `is ${shown(value)}, but must be true or false${meant}`);
}

/** A list. */
export function checkList<T>(value: T[], path: PropertyPath): T[] {
  return Array.isArray(value) ? value : refuse(path, `is ${kindOf(value)}, but must be a list`);
}

/** A value with properties. YAML makes null of an item without content, which is rejected. */
export function checkObject<T>(value: T, path: PropertyPath, rule = "have properties"): T {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    refuse(path, `is ${kindOf(value)}, but must ${rule}`);
  }
  return value;
}

/** Wraps a check so that it accepts undefined, to which an Output may resolve. */
export function ifGiven<T, R>(check: Check<T, R>): Check<T | undefined, R | undefined> {
  return (value, path) => (value === undefined ? undefined : check(value, path));
}

/** The name of the one property that is set. Rejects none and several. */
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
  // The arguments as a whole have no path.
  const at = String(path) === "" ? path.child(given.at(-1) ?? names[0]) : path;
  refuse(at, `has ${found}: set exactly one of ${choice}${advice === undefined ? "" : `, ${advice}`}`);
}

/** Rejects properties that are set although they cannot be combined with `other`. */
export function checkNotCombined(values: object, other: string, path: PropertyPath): void {
  const reason = `cannot be combined with ${other}: remove one of them`;
  checkAll(Object.fromEntries(givenNames(values).map(name => [name, () => refuse(path.child(name), reason)])));
}

/** The names of the properties that are set. */
export function givenNames(values: object): string[] {
  return Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [name]));
}

/** The list, or nothing if it is empty: API servers keep no empty lists, and portals send them where a list has no meaning. */
export function unlessEmpty<T>(list: T[]): T[] | undefined {
  return list.length === 0 ? undefined : list;
}

/** Text is not shown: in place of a list of users, it may be a password. */
function kindOf(value: unknown): string {
  return typeof value === "string" ? "text" : shown(value);
}
