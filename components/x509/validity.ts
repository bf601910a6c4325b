/** How long certificates live, and when they are renewed. */
import { checkAll, refuse } from "../inputs/errors";
import type { PropertyPath } from "../inputs/path";
import { unlessSecret } from "../inputs/shown";
import { wholeNumber } from "../inputs/values";

/** The lifetime of a certificate, and how long before its end it is renewed. */
export interface Validity {
  validityHours: number;
  earlyRenewalHours: number;
}

/** The paths of the two arguments. */
type ValidityPaths = Record<keyof Validity, PropertyPath>;

// 2^63 nanoseconds, or 292 years: the limit of the TLS provider.
const greatest = 2_562_047;

/** Checks each of the two numbers that is given. */
export function checkHours(given: Partial<Validity>, paths: ValidityPaths, least = 1): void {
  const hoursFrom = (from: number) => wholeNumber({ least: from, greatest, unit: "hours" });
  checkAll({
    validityHours: () => hoursFrom(least)(given.validityHours ?? least, paths.validityHours),
    earlyRenewalHours: () => hoursFrom(0)(given.earlyRenewalHours ?? 0, paths.earlyRenewalHours),
  });
}

/** Refuses a certificate that every update would renew. */
export function checkRenewal(validity: Validity, paths: ValidityPaths): Validity {
  const lives = unlessSecret(validity.validityHours);
  if (validity.earlyRenewalHours >= validity.validityHours) {
    refuse(
      paths.earlyRenewalHours,
      `is ${unlessSecret(validity.earlyRenewalHours)}, but the certificate lives only ${lives} hours, so every update ` +
        `would renew it: set less than ${lives}`,
    );
  }
  return validity;
}

/** The lifetime of a server certificate, with the defaults. */
export function checkServerValidity(given: Partial<Validity>, path: PropertyPath): Validity {
  const paths = { validityHours: path.child("validityHours"), earlyRenewalHours: path.child("earlyRenewalHours") };
  checkHours(given, paths);
  const validityHours = given.validityHours ?? 8760;
  const earlyRenewalHours = given.earlyRenewalHours ?? Math.floor(validityHours / 3);
  return checkRenewal({ validityHours, earlyRenewalHours }, paths);
}
