/** The subject and the names that a certificate carries. */
import { text } from "../inputs/values";

/** A common name or an organization: X.509 allows 64 characters. */
export const checkSubjectText = text(/^[^]{1,64}$/, "text of 1 to 64 characters");

/** The values without duplicates, in order of first appearance. */
export function unique(values: string[]): string[] {
  return [...new Set(values)];
}
