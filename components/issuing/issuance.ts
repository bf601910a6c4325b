/** Who issues a certificate: an authority through the TLS provider, or an issuer of cert-manager. */
import type * as pulumi from "@pulumi/pulumi";
import { checkAll, checkEach, refuse } from "../inputs/errors";
import type { PropertyPath } from "../inputs/path";
import { exactlyOne } from "../inputs/values";
import { checkedRequest } from "./request";
import type { CertificateRequest, RequestArgs } from "./request";
import { checkedSigning } from "./signing";
import type { Signing, SigningArgs } from "./signing";
import { checkStrict } from "./strict";

/** The arguments of both ways to a certificate. */
export interface IssuanceArgs extends SigningArgs, RequestArgs {
  strict?: boolean;
}

/** One of the two ways to a certificate. */
export type Issuance = { signing: Signing; request?: undefined } | { signing?: undefined; request: CertificateRequest };

/** The settings that only one way has, and what to give instead with the other. */
const onlyWith = {
  issuerRef: {
    duration: "use validityHours",
    renewBefore: "use earlyRenewalHours",
    rotationPolicy: "leave it out; the key stays until its algorithm changes",
  },
  authority: {
    validityHours: "use duration, such as '2160h'",
    earlyRenewalHours: "use renewBefore, such as '720h'",
  },
};

/** Refuses neither and both of the two ways, and settings of the other one. The namespace is that of the certificate. */
export function checkedIssuance(namespace: pulumi.Input<string>, args: IssuanceArgs, path: PropertyPath): Issuance {
  const advice = "such as the authority of a CertificateChain or the issuerRef of a CertificateIssuer";
  const way = exactlyOne(args, ["authority", "issuerRef"], path, advice);
  const other = way === "authority" ? "issuerRef" : "authority";
  const misplaced = Object.entries(onlyWith[other]).filter(([name]) => args[name as keyof IssuanceArgs] !== undefined);
  const { issuance } = checkAll({
    strict: () => checkStrict(args.strict, args.authority, path.child("authority"), "issuerRef"),
    misplaced: () =>
      checkEach(misplaced, path, ([name, instead]) =>
        refuse(path.child(name), `is for certificates with ${other} only: ${instead}`),
      ),
    issuance: () =>
      way === "authority"
        ? { signing: checkedSigning(args, path) }
        : { request: checkedRequest(namespace, args, path) },
  });
  return issuance;
}
