/** What `strict` says to CA keys. */
import { checkBoolean, refuse, requirePlain } from "../inputs/checked";
import type { PropertyPath } from "../inputs/path";

/** Whether `strict` is given. Refuses null, which would count as no. */
export function checkedStrict(strict: boolean | undefined): boolean {
  return strict === undefined ? false : checkBoolean(requirePlain(strict, "strict"), "strict");
}

/**
 * With `strict`, refuses a CA key that comes through the program: it would stand in the stack's state, encrypted, where
 * whoever may read the stack's secrets could sign certificates that clients trust. `instead` is a way without that.
 */
export function checkStrict(
  strict: boolean | undefined,
  caKey: unknown,
  propertyPath: PropertyPath | string,
  instead: WayAroundState,
): void {
  if (checkedStrict(strict) && caKey !== undefined) {
    refuse(
      propertyPath,
      `brings a CA key through the program into the stack's state, which strict refuses: ${waysAround[instead]}`,
    );
  }
}

/** What to give in place of a CA key. */
export type WayAroundState = keyof typeof waysAround;

const waysAround = {
  issuerRef: "give issuerRef, such as that of a CertificateIssuer, whose key stays in the cluster",
  existingSecret:
    "give the secretName of a Secret that is there already, such as one synced from a key vault, or selfSigned, whose key " +
    "cert-manager makes",
};
