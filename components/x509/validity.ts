/** How long certificates live, and when they are renewed. */
import { refuse } from "../inputs/checked";
import type { PropertyPath } from "../inputs/path";
import { shown, unlessSecret } from "../inputs/shown";

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

// 2^63 nanoseconds, 292 years: the TLS provider can count no further.
const longestHours = 2_562_047;

// An hour of the intermediate within the renewal of the root, and that within the life of the root.
const leastRootHours = 3;

/** Refuses a lifetime that is none, and a renewal that would come at once, over and over. */
function checkValidity(validity: Validity, paths: ValidityPaths, leastHours = 1): Validity {
  const { validityHours, earlyRenewalHours } = validity;
  checkHours(validityHours, leastHours, paths.validityHours);
  checkHours(earlyRenewalHours, 0, paths.earlyRenewalHours);
  if (earlyRenewalHours >= validityHours) {
    refuse(
      paths.earlyRenewalHours,
      `is ${unlessSecret(earlyRenewalHours)}, but the certificate lives ${unlessSecret(validityHours)} hours and would be renewed by every update: ` +
        `give less than ${unlessSecret(validityHours)}`,
    );
  }
  return validity;
}

function checkHours(hours: number, least: number, propertyPath: PropertyPath | string): void {
  if (!Number.isInteger(hours) || hours < least || hours > longestHours) {
    refuse(propertyPath, `is ${shown(hours)}, but must be a whole number of hours from ${least} up`);
  }
}

/** Lifetimes and renewals of the authorities of a chain, as given. */
export interface GivenChainValidity {
  rootValidityHours?: number;
  rootEarlyRenewalHours?: number;
  intermediateValidityHours?: number;
  intermediateEarlyRenewalHours?: number;
}

/** Lifetimes and renewals of the authorities of a chain. */
export interface ChainValidity {
  root: Validity;
  intermediate: Validity;
}

/**
 * Checks the lifetimes of a chain, and puts the defaults in. A root of the chain's own is renewed before it has too little
 * time left for an intermediate, so that none outlives the root that signed it.
 */
export function checkChainValidity(given: GivenChainValidity, ownRoot: boolean): ChainValidity {
  const rootHours = given.rootValidityHours ?? 87600;
  const root = checkValidity(
    { validityHours: rootHours, earlyRenewalHours: given.rootEarlyRenewalHours ?? Math.ceil((rootHours * 3) / 5) },
    { validityHours: "rootValidityHours", earlyRenewalHours: "rootEarlyRenewalHours" },
    leastRootHours,
  );
  const intermediateHours = given.intermediateValidityHours ?? Math.min(43800, Math.floor(rootHours / 2));
  const intermediate = checkValidity(
    {
      validityHours: intermediateHours,
      earlyRenewalHours: given.intermediateEarlyRenewalHours ?? Math.floor(intermediateHours / 4),
    },
    { validityHours: "intermediateValidityHours", earlyRenewalHours: "intermediateEarlyRenewalHours" },
  );
  if (ownRoot && intermediateHours >= root.earlyRenewalHours) {
    refuse(
      "intermediateValidityHours",
      `is ${unlessSecret(intermediateHours)}, but the root is only renewed in its last ${unlessSecret(root.earlyRenewalHours)} hours and may have ` +
        `fewer left than that when it signs: give less than ${unlessSecret(root.earlyRenewalHours)}, or a larger rootEarlyRenewalHours`,
    );
  }
  return { root, intermediate };
}

/** Lifetime and renewal of a server certificate, as given. */
export interface GivenValidity {
  validityHours?: number;
  earlyRenewalHours?: number;
}

/** Checks the lifetime of a server certificate, and puts the defaults in. */
export function checkServerValidity(given: GivenValidity, pathPrefix = ""): Validity {
  const validityHours = given.validityHours ?? 8760;
  const earlyRenewalHours = given.earlyRenewalHours ?? Math.floor(validityHours / 3);
  return checkValidity(
    { validityHours, earlyRenewalHours },
    { validityHours: `${pathPrefix}validityHours`, earlyRenewalHours: `${pathPrefix}earlyRenewalHours` },
  );
}
