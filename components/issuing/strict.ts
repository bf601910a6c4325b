/** What `strict` says to CA keys. */
import { refuse } from "../inputs/errors";
import { plain } from "../inputs/input";
import { PropertyPath } from "../inputs/path";
import { checkBoolean } from "../inputs/values";

const path = PropertyPath.root.child("strict");

/** Whether `strict` is given. Refuses null, which would count as no. */
export function checkedStrict(strict = false): boolean {
  return checkBoolean(plain(strict, path), path);
}

/**
 * With `strict`, refuses a CA key that comes through the program: it would stand in the stack's state, encrypted, where
 * whoever may read the stack's secrets could sign certificates that clients trust. `instead` is a way without that.
 */
export function checkStrict(
  strict: boolean | undefined,
  caKey: unknown,
  keyPath: PropertyPath,
  instead: WayAroundState,
): void {
  if (checkedStrict(strict) && caKey !== undefined) {
    refuse(
      keyPath,
      `brings a CA key through the program into the stack's state, which strict refuses: ${waysAround[instead]}`,
    );
  }
}

/** What to give in place of a CA key. */
export type WayAroundState = keyof typeof waysAround;

const waysAround = {
  issuerRef: "give issuerRef, such as that of a CertificateIssuer, whose key stays in the cluster",
  existingSecret:
    "give the secretName of an existing Secret, such as one synced from a key vault, or selfSigned, whose key cert-manager " +
    "makes",
};
