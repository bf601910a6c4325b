/** How long certificates live, and when they are renewed. */
import { checkAll, refuse } from "../inputs/errors";
import type { PropertyPath } from "../inputs/path";
import { unlessSecret } from "../inputs/shown";
import { wholeNumber } from "../inputs/values";

/** Lifetime of a certificate in hours, and how long before its end it is renewed. */
export interface Validity {
  validityHours: number;
  earlyRenewalHours: number;
}

/** Where the two numbers stand in the arguments. */
export type ValidityPaths = Record<keyof Validity, PropertyPath>;

// 2^63 nanoseconds, 292 years: the TLS provider can count no further.
const greatest = 2_562_047;

/** Checks the two numbers by themselves, as far as they are given. */
export function checkHours(given: Partial<Validity>, paths: ValidityPaths, least = 1): void {
  const hoursFrom = (from: number) => wholeNumber({ least: from, greatest, unit: "hours" });
  checkAll({
    validityHours: () => hoursFrom(least)(given.validityHours ?? least, paths.validityHours),
    earlyRenewalHours: () => hoursFrom(0)(given.earlyRenewalHours ?? 0, paths.earlyRenewalHours),
  });
}

/** Refuses a renewal that would come at once, over and over. */
export function checkRenewal(validity: Validity, paths: ValidityPaths): Validity {
  const lives = unlessSecret(validity.validityHours);
  if (validity.earlyRenewalHours >= validity.validityHours) {
    refuse(
      paths.earlyRenewalHours,
      `is ${unlessSecret(validity.earlyRenewalHours)}, but the certificate lives ${lives} hours and would be renewed by ` +
        `every update: give less than ${lives}`,
    );
  }
  return validity;
}

/** Checks the lifetime of a server certificate, and puts the defaults in. */
export function checkServerValidity(given: Partial<Validity>, path: PropertyPath): Validity {
  const paths = { validityHours: path.child("validityHours"), earlyRenewalHours: path.child("earlyRenewalHours") };
  checkHours(given, paths);
  const validityHours = given.validityHours ?? 8760;
  const earlyRenewalHours = given.earlyRenewalHours ?? Math.floor(validityHours / 3);
  return checkRenewal({ validityHours, earlyRenewalHours }, paths);
}
