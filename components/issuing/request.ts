/** A certificate that is requested from cert-manager: of which issuer, with what key, and for how long. */
import * as pulumi from "@pulumi/pulumi";
import { checkAll } from "../inputs/errors";
import { input, isLater } from "../inputs/input";
import { PropertyPath } from "../inputs/path";
import { checkObject, ifGiven, oneOf } from "../inputs/values";
import { checkLifetime } from "../x509/goDuration";
import type { CertificateLifetime } from "../x509/goDuration";
import { checkKeyAlgorithm } from "../x509/keyAlgorithm";
import type { KeyAlgorithm } from "../x509/keyAlgorithm";
import { checkServerKey, knownServerKey } from "../x509/serverKey";
import { checkIssuerCa, checkIssuerRef, checkReach } from "./issuerRef";
import type { IssuerRef, IssuerRefArgs } from "./issuerRef";

/** What becomes of the key when cert-manager renews a certificate. */
export const RotationPolicy = {
  /** A new key for each certificate */
  Always: "Always",
  /** The same key for all certificates */
  Never: "Never",
} as const;
export type RotationPolicy = (typeof RotationPolicy)[keyof typeof RotationPolicy];

/** The arguments of this way to a certificate, in a component or in a listener. */
export interface RequestArgs {
  issuerRef?: pulumi.Input<IssuerRefArgs>;
  algorithm?: pulumi.Input<KeyAlgorithm>;
  duration?: pulumi.Input<string>;
  renewBefore?: pulumi.Input<string>;
  rotationPolicy?: pulumi.Input<RotationPolicy>;
}

/** The arguments, checked, and each part known as soon as it can be. */
export interface CertificateRequest {
  issuer: pulumi.Output<IssuerRef>;
  /** Of the server's key. */
  algorithm: pulumi.Output<KeyAlgorithm>;
  settings: pulumi.Output<RequestSettings>;
  caCertificatePem: pulumi.Output<string | undefined>;
}

/** How a certificate lives, whoever issues it. */
export interface RequestSettings extends CertificateLifetime {
  rotationPolicy: RotationPolicy;
}

/** Refuses what cert-manager, or the issuer, would refuse. The namespace is that of the certificate. */
export function checkedRequest(
  namespace: pulumi.Input<string>,
  args: RequestArgs,
  path: PropertyPath = PropertyPath.root,
): CertificateRequest {
  const { algorithm, duration, renewBefore, rotationPolicy } = args;
  const [refPath, algorithmPath] = [path.child("issuerRef"), path.child("algorithm")];
  const { named, caCertificatePem, ofCa } = partsOf(args.issuerRef, refPath);
  const { issuer, found, settings } = checkAll({
    // By themselves too, so that wrong ones are refused while the others are unknown.
    named: () => input(named, refPath, checkIssuerRef),
    algorithm: () => input(algorithm, algorithmPath, ifGiven(checkKeyAlgorithm)),
    issuer: () =>
      input({ named, namespace }, refPath, given =>
        checkReach(checkIssuerRef(given.named, refPath), given.namespace, refPath),
      ),
    found: () =>
      input({ algorithm, ca: { caCertificatePem, algorithm: ofCa } }, path, given =>
        checkServerKey(given.algorithm, checkIssuerCa(given.ca, refPath), algorithmPath, "the issuer's CA"),
      ),
    settings: () => input({ duration, renewBefore, rotationPolicy }, path, checkRequestSettings),
  });
  return {
    issuer,
    algorithm: knownServerKey({ algorithm, ofSigner: ofCa }, found, algorithmPath, "the issuer's CA"),
    settings,
    caCertificatePem: pulumi.output(caCertificatePem),
  };
}

/** The parts of a reference. Those of an Output are Outputs each: while its CA is unknown, its name is not. */
function partsOf(issuerRef: pulumi.Input<IssuerRefArgs> | undefined, path: PropertyPath) {
  const ref = isLater(issuerRef)
    ? pulumi.output(issuerRef as pulumi.Input<IssuerRef>)
    : checkObject(issuerRef as IssuerRefArgs, path, "have name and kind");
  const { name, kind, group, namespace, caCertificatePem, algorithm: ofCa } = ref;
  return { named: { name, kind, group, namespace }, caCertificatePem, ofCa };
}

/** Refuses settings that are wrong for any issuer, and puts the defaults in. */
function checkRequestSettings(given: Partial<RequestSettings>, path: PropertyPath): RequestSettings {
  const { duration = "2160h", renewBefore, rotationPolicy = RotationPolicy.Always } = given;
  const checked = checkAll({
    lifetime: () => checkLifetime({ duration, renewBefore }, path),
    rotationPolicy: () => oneOf(RotationPolicy)(rotationPolicy, path.child("rotationPolicy")),
  });
  return { ...checked.lifetime, rotationPolicy: checked.rotationPolicy };
}
