/** The subject and the names that a certificate carries. */
import { refuse } from "../inputs/errors";
import type { PropertyPath } from "../inputs/path";
import { mayShow, shown } from "../inputs/shown";
import { text } from "../inputs/values";

const checkLength = text(/^[^]{1,64}$/, "text of 1 to 64 characters");

/**
 * A common name or, as `part` says, an organization: X.509 allows 64 characters. Refuses a whole subject, as openssl prints it.
 */
export function checkSubjectText(value: string, path: PropertyPath, part: "CN" | "O" = "CN"): string {
  checkLength(value, path);
  if (wholeSubject.test(value)) {
    const found = partOf(value, part) ?? partOf(value, "CN|O");
    const meant = found !== undefined && mayShow(value) ? `. Did you mean ${shown(found)}?` : "";
    refuse(path, `is ${shown(value)}, but must be the name alone, without the parts of a subject${meant}`);
  }
  return value;
}

function partOf(subject: string, keys: string): string | undefined {
  return new RegExp(`\\b(?:${keys})\\s*=\\s*([^,/+]*[^,/+\\s])`).exec(subject)?.[1];
}

const key = "(?:CN|OU|O|C|ST|L|DC)";
/** With the word before it, in the form of OpenSSL 1.0 or 3.0, or with several parts. One part may be a name: `C=64`. */
const wholeSubject = new RegExp(
  `^\\s*(?:subject\\s*=|/${key}=|${key} = |${key}\\s*=[^]*[,/+]\\s*(?:${key}|UID|emailAddress)\\s*=)`,
);

/** The values without duplicates, in order of first appearance. */
export function unique(values: string[]): string[] {
  return [...new Set(values)];
}
