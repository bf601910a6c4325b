/** The subject and the names that a certificate carries. */
import { refuse } from "../inputs/errors";
import type { PropertyPath } from "../inputs/path";
import { mayShow, shown } from "../inputs/shown";
import { text } from "../inputs/values";

const checkLength = text(/^[^]{1,64}$/, "text of 1 to 64 characters");

/** A common name or an organization: X.509 allows 64 characters. Refuses a whole subject, as openssl prints it. */
export function checkSubjectText(value: string, path: PropertyPath): string {
  checkLength(value, path);
  const subject = /^\s*(subject\s*=|\/(CN|OU|O|C|ST|L|DC)=|(CN|OU|O|C|ST|L|DC) = )/.exec(value);
  if (subject !== null) {
    const part = /(?:CN|O)\s*=\s*([^,/]*[^,/\s])/.exec(value)?.[1];
    const meant = part !== undefined && mayShow(value) ? `. Did you mean ${shown(part)}?` : "";
    refuse(path, `is ${shown(value)}, but must be the name alone, without the parts of a subject${meant}`);
  }
  return value;
}

/** The values without duplicates, in order of first appearance. */
export function unique(values: string[]): string[] {
  return [...new Set(values)];
}
