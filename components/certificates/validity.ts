/** How long certificates live, and when they are renewed. */
import { refuse } from "../checked";

/** Lifetime of a certificate in hours, and how long before its end it is renewed. */
export interface Validity {
  validityHours: number;
  earlyRenewalHours: number;
}

/** Where the two numbers stand in the arguments. */
export interface ValidityPaths {
  validityHours: string;
  earlyRenewalHours: string;
}

// A certificate ends before the year 10000, the last that X.509 can write.
const longestHours = 24 * 365 * 1000;

/** Refuses a lifetime that is none, and a renewal that would come at once, over and over. */
export function checkValidity(validity: Validity, paths: ValidityPaths): Validity {
  const { validityHours, earlyRenewalHours } = validity;
  checkHours(validityHours, 1, paths.validityHours);
  checkHours(earlyRenewalHours, 0, paths.earlyRenewalHours);
  if (earlyRenewalHours >= validityHours) {
    refuse(
      paths.earlyRenewalHours,
      `is ${earlyRenewalHours}, but the certificate lives ${validityHours} hours and would be renewed by every update: ` +
        `give less than ${validityHours}`,
    );
  }
  return validity;
}

function checkHours(hours: number, least: number, propertyPath: string): void {
  if (!Number.isInteger(hours) || hours < least || hours > longestHours) {
    refuse(propertyPath, `is ${JSON.stringify(hours)}, but must be a whole number of hours from ${least} up`);
  }
}

/** Lifetime and renewal of a server certificate, as given. */
export interface GivenValidity {
  validityHours?: number;
  earlyRenewalHours?: number;
}

/** Checks the lifetime of a server certificate, and puts the defaults in. */
export function checkServerValidity(given: GivenValidity, pathPrefix = ""): Validity {
  const validityHours = given.validityHours ?? 8760;
  const earlyRenewalHours = given.earlyRenewalHours ?? Math.min(720, Math.floor(validityHours / 3));
  return checkValidity(
    { validityHours, earlyRenewalHours },
    { validityHours: `${pathPrefix}validityHours`, earlyRenewalHours: `${pathPrefix}earlyRenewalHours` },
  );
}
