/** A certificate requested from cert-manager: its issuer, its key and its lifetime. */
import * as pulumi from "@pulumi/pulumi";
import { checkAll } from "../inputs/errors";
import { input, isLater } from "../inputs/input";
import type { PropertyPath } from "../inputs/path";
import { checkObject, ifGiven, oneOf } from "../inputs/values";
import type { Objection } from "../inputs/warnings";
import { checkLifetime } from "../x509/goDuration";
import { checkKeyAlgorithm } from "../x509/keyAlgorithm";
import { checkServerKey, knownServerKey } from "../x509/serverKey";
import { RotationPolicy } from "./issuanceArgs";
import type { IssuanceArgs } from "./issuanceArgs";
import { aboveChain, checkIssuerCa, checkIssuerChain, checkIssuerRef, checkReach, issuerAlgorithm } from "./issuerRef";
import type { IssuerRef, IssuerRefArgs } from "./issuerRef";
import type { CertificatesAbove } from "./plannedNames";

/** A request. Each of its parts is known as soon as possible. */
export type CertificateRequest = ReturnType<typeof checkRequest>;

/** Refuses what cert-manager, or the issuer, would refuse. `namespace` is the certificate's. */
export function checkRequest(
  namespace: pulumi.Input<string>,
  args: IssuanceArgs,
  path: PropertyPath,
  mixedKeys: Objection,
) {
  const { algorithm, duration, renewBefore, rotationPolicy } = args;
  const [refPath, algorithmPath] = [path.child("issuerRef"), path.child("algorithm")];
  const [caPath, chainPath] = [refPath.child("caCertificatePem"), refPath.child("chainPem")];
  const { named, caCertificatePem, chainPem, ofCa } = partsOf(args.issuerRef, refPath);
  const { issuer, ca, stated, chain, settings } = checkAll({
    // Checked on their own too, so that errors in them show while other arguments are unknown.
    named: () => input(named, refPath, checkIssuerRef),
    algorithm: () => input(algorithm, algorithmPath, ifGiven(checkKeyAlgorithm)),
    issuer: () =>
      input({ named, namespace }, refPath, given =>
        checkReach(checkIssuerRef(given.named, refPath), given.namespace, refPath),
      ),
    ca: () => input(caCertificatePem, caPath, ifGiven(checkIssuerCa)),
    stated: () => input(ofCa, refPath.child("algorithm"), ifGiven(checkKeyAlgorithm)),
    chain: () => input(chainPem, chainPath, ifGiven(checkIssuerChain)),
    settings: () => input({ duration, renewBefore, rotationPolicy }, path, checkRequestSettings),
  });
  const found = input({ algorithm, ca, stated }, path, given =>
    checkServerKey(given.algorithm, issuerAlgorithm(given, caPath), algorithmPath, "the issuer's CA", mixedKeys),
  );
  const above: CertificatesAbove[] = [
    { pem: chain, path: chainPath },
    // Old and new ones of the issuer's CA.
    { pem: input({ chainPem: chain, caCertificatePem: ca }, refPath, aboveChain), path: caPath, areAlternatives: true },
  ];
  return {
    issuer,
    algorithm: knownServerKey({ algorithm, ofSigner: stated }, found, algorithmPath, "the issuer's CA", mixedKeys),
    settings,
    caCertificatePem: ca,
    chainPem: chain,
    above,
  };
}

/** The parts of a reference. Each part of an Output is an Output: the name may be known while the CA is unknown, or the chain while the name is. */
function partsOf(issuerRef: pulumi.Input<IssuerRefArgs> | undefined, path: PropertyPath) {
  const ref = isLater(issuerRef)
    ? pulumi.output(issuerRef as pulumi.Input<IssuerRef>)
    : checkObject(issuerRef as IssuerRefArgs, path, "have name and kind");
  const { name, kind, group, namespace, caCertificatePem, chainPem, algorithm: ofCa } = ref;
  return { named: { name, kind, group, namespace }, caCertificatePem, chainPem, ofCa };
}

/** The settings that do not depend on the issuer, with their defaults. */
function checkRequestSettings(given: pulumi.Unwrap<IssuanceArgs>, path: PropertyPath) {
  const { duration = "2160h", renewBefore, rotationPolicy = RotationPolicy.Always } = given;
  const { lifetime, ...others } = checkAll({
    lifetime: () => checkLifetime({ duration, renewBefore }, path),
    rotationPolicy: () => oneOf(RotationPolicy)(rotationPolicy, path.child("rotationPolicy")),
  });
  return { ...lifetime, ...others };
}
