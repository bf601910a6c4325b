/**
 * The kinds of values that settings of `mosquitto.conf` take. Each refuses only values with which no Mosquitto from 2.0.11 to
 * 2.1 starts; all others are Mosquitto's to judge.
 */
import { didYouMean } from "../inputs/nearest";
import { shown } from "../inputs/shown";

/** Says what is wrong with the words behind the name of a setting, if anything is. */
export type Values = (words: readonly string[]) => string | undefined;

/** One of a few words. Does not show the word, which may be part of a password with a line break. */
export function oneOfWords(...allowed: string[]): Values {
  return ([word = ""]) =>
    allowed.includes(word)
      ? undefined
      : `to a word that it does not allow: use one of ${allowed.join(", ")}${didYouMean(word, allowed)}`;
}

/** A whole number within limits. Where Mosquitto takes a number below the least for "unlimited", there is no least. */
export function wholeNumber({ least, greatest }: { least?: number; greatest?: number }): Values {
  const range =
    least === undefined ? `up to ${greatest}` : `from ${least} ${greatest === undefined ? "up" : `to ${greatest}`}`;
  return ([word]) => (isWithin(word, least, greatest) ? undefined : `to ${shown(word)}: use a whole number ${range}`);
}

/** How long: a number and a unit. Mosquitto 2.1 also knows seconds. */
export function duration([word]: readonly string[]): string | undefined {
  if (/[shdwmy]$/.test(word) && isWithin(word.slice(0, -1), 1)) return undefined;
  const units = "h, d, w, m or y for hours, days, weeks, months or years";
  return `to ${shown(word)}: use a whole number from 1 up with ${units}, such as 14d`;
}

const destination = oneOfWords("none", "stdout", "stderr", "syslog", "topic", "dlt", "file");

/** Where the log goes; a file has its path behind it. */
export function logDestination(words: readonly string[]): string | undefined {
  const [word, ...path] = words;
  return word === "file" && path.join("").trim() === ""
    ? "to a file without its path: use file PATH"
    : destination(words);
}

/** The hosts that a bridge connects to, up to a comment. What follows the last colon of each is its port. */
export function addresses(words: readonly string[]): string | undefined {
  const comment = words.findIndex(word => word.startsWith("#"));
  const wrong = words
    .slice(0, comment < 0 ? undefined : comment)
    .find(word => word.includes(":") && !isWithin(word.slice(word.lastIndexOf(":") + 1), 1, 65535));
  // What stands before an at sign may be a password.
  return (
    wrong &&
    `to ${wrong.includes("@") ? "text with an at sign" : shown(wrong)}: use HOST or HOST:PORT, with a port from 1 to 65535`
  );
}

/** Whether some version may read a number within the limits. */
function isWithin(text: string, least = -Infinity, greatest = Infinity): boolean {
  const number = numberIn(text);
  return number === undefined || (number >= least && number <= greatest);
}

/**
 * The number that Mosquitto reads. 2.0 reads up to the first character that is no digit, and 0 if that is the first; 2.1
 * takes nothing but a number. Undefined if it depends on the version or the C library: octal and hexadecimal numbers, and
 * those that need more than 32 bits.
 */
function numberIn(text: string): number | undefined {
  const [, sign, digits, next] = /^[\t-\r]*([-+]?)(\d*)(.?)/s.exec(text)!;
  const number = Number(`${sign}${digits === "" ? 0 : digits}`);
  const isDecimal = digits === "0" ? !/[xb]/i.test(next) : !digits.startsWith("0");
  return isDecimal && Math.abs(number) < 2 ** 31 ? number : undefined;
}
