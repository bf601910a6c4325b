/** The two ways to issue a certificate: by an authority, through the TLS provider, or by an issuer of cert-manager. */
import type * as pulumi from "@pulumi/pulumi";
import { checkAll, checkEach, refuse } from "../inputs/errors";
import type { PropertyPath } from "../inputs/path";
import { exactlyOne } from "../inputs/values";
import type { Objection } from "../inputs/warnings";
import type { IssuanceArgs } from "./issuanceArgs";
import { checkRequest } from "./request";
import type { CertificateRequest } from "./request";
import { checkSigning } from "./signing";
import type { Signing } from "./signing";
import { checkStrictCaKey } from "./strict";

/** One of the two ways. */
export type Issuance = { signing: Signing; request?: undefined } | { signing?: undefined; request: CertificateRequest };

/** The settings that work with one way only, and what to do with the other. */
const onlyWith = {
  issuerRef: {
    duration: "use validityHours",
    renewBefore: "use earlyRenewalHours",
    rotationPolicy: "remove it; the key stays until its algorithm changes",
  },
  authority: {
    validityHours: "use duration, such as '2160h'",
    earlyRenewalHours: "use renewBefore, such as '720h'",
  },
};

/**
 * Refuses none or both of the two ways, and settings that work only with the other. `namespace` is the certificate's.
 * `mixedKeys` says what follows if the keys are of different kinds.
 */
export function checkIssuance(
  namespace: pulumi.Input<string>,
  args: IssuanceArgs,
  strict: boolean | undefined,
  path: PropertyPath,
  mixedKeys: Objection,
): Issuance {
  const advice = "such as the authority of a CertificateChain or the issuerRef of a CertificateIssuer";
  const way = exactlyOne(args, ["authority", "issuerRef"], path, advice);
  const other = way === "authority" ? "issuerRef" : "authority";
  const misplaced = Object.entries(onlyWith[other]).filter(([name]) => args[name as keyof IssuanceArgs] !== undefined);
  const { issuance } = checkAll({
    strict: () => checkStrictCaKey(strict, args.authority, path.child("authority"), "issuerRef"),
    misplaced: () =>
      checkEach(misplaced, path, ([name, instead]) => refuse(path.child(name), `works only with ${other}: ${instead}`)),
    issuance: () =>
      way === "authority"
        ? { signing: checkSigning(args, path, mixedKeys) }
        : { request: checkRequest(namespace, args, path, mixedKeys) },
  });
  return issuance;
}
