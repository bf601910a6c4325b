/** The argument `strict`, which keeps CA keys out of the stack's state. */
import { refuse } from "../inputs/errors";
import { plain } from "../inputs/input";
import { PropertyPath } from "../inputs/path";
import { checkBoolean } from "../inputs/values";

const path = PropertyPath.root.child("strict");

/** The argument itself. Refuses null, which would count as false. */
export function checkStrict(strict = false): boolean {
  return checkBoolean(plain(strict, path), path);
}

/**
 * With `strict`, refuses a CA key that comes through the program. It would be kept, encrypted, in the stack's state, and
 * anyone who can read the stack's secrets could sign certificates that clients trust. `instead` is a way without such a key.
 */
export function checkStrictCaKey(
  strict: boolean | undefined,
  caKey: unknown,
  keyPath: PropertyPath,
  instead: keyof typeof waysAround,
): void {
  if (checkStrict(strict) && caKey !== undefined) {
    refuse(
      keyPath,
      `brings a CA key through the program into the stack's state, which strict refuses: ${waysAround[instead]}`,
    );
  }
}

/** What to set instead of a CA key. */
const waysAround = {
  issuerRef: "set issuerRef, such as the issuerRef of a CertificateIssuer, whose key stays in the cluster",
  existingSecret:
    "set secretName to an existing Secret, such as one synced from a key vault, or use selfSigned, whose key cert-manager " +
    "makes",
};
