/** Checks the arguments of `CertificateIssuer`. */
import type * as pulumi from "@pulumi/pulumi";
import { checkAll, refuse } from "../inputs/errors";
import { input, optional, plain } from "../inputs/input";
import { PropertyPath } from "../inputs/path";
import { checkObject, exactlyOne, oneOf } from "../inputs/values";
import { warnAt } from "../inputs/warnings";
import type { Objection } from "../inputs/warnings";
import { checkAuthority, checkPlainCertificates } from "../issuing/authority";
import { IssuerKind } from "../issuing/issuerRef";
import { checkStrictCaKey } from "../issuing/strict";
import { checkNamespaceName, checkObjectName } from "../kubernetes/names";
import { checkObjectSize } from "../kubernetes/objectSize";
import { checkLifetime, goText, secondsOf } from "../x509/goDuration";
import type { CertificateLifetime } from "../x509/goDuration";
import { KeyAlgorithm, checkKeyAlgorithm } from "../x509/keyAlgorithm";
import { checkSubjectText } from "../x509/names";
import { storedPem } from "../x509/pem";
import type { CertificateIssuerArgs, ExistingCaArgs, SelfSignedCaArgs } from "./args";

/** An issuer as the arguments describe it, with one of the two CAs. */
export type Issuer = ReturnType<typeof checkIssuer>;

/** A CA in a Secret of this name: an existing Secret, or one for the authority that is given in PEM. */
export interface ExistingCa {
  secretName: pulumi.Output<string>;
  authority?: pulumi.Output<ReturnType<typeof checkPem>>;
}

/** A CA that cert-manager makes. */
export type SelfSignedCa = ReturnType<typeof checkSelfSigned>;

/** Refuses what cert-manager, or clients, would refuse. */
export function checkIssuer(args: CertificateIssuerArgs, resource: pulumi.Resource) {
  const path = PropertyPath.root;
  const { place, issuerName, ca } = checkAll({
    place: () => checkPlace(args, path),
    issuerName: () => input(args.issuerName ?? "my-issuer", path.child("issuerName"), checkObjectName),
    ca: () => checkCa(args, path, warnAt(resource)),
  });
  return { ...place, issuerName, ...ca };
}

function checkPlace(args: CertificateIssuerArgs, path: PropertyPath) {
  const kindPath = path.child("kind");
  const kind = oneOf(IssuerKind)(plain(args.kind ?? IssuerKind.Issuer, kindPath), kindPath);
  const byDefault = kind === IssuerKind.ClusterIssuer ? "cert-manager" : undefined;
  const namespace = input(args.namespace ?? byDefault, path.child("namespace"), (given, at) =>
    checkNamespaceName(given as string, at),
  );
  return { kind, namespace };
}

function checkCa(args: CertificateIssuerArgs, path: PropertyPath, mixedKeys: Objection) {
  const [existingPath, selfSignedPath] = [path.child("existing"), path.child("selfSigned")];
  const { existing, selfSigned } = checkAll({
    existing: () => optional(args.existing, existingPath, (given, at) => checkObject(plain(given, at), at)),
    selfSigned: () =>
      optional(args.selfSigned, selfSignedPath, (given, at) =>
        checkObject(plain(given, at), at, "be {} or have properties"),
      ),
  });
  exactlyOne({ selfSigned, existing }, ["selfSigned", "existing"], path, "such as selfSigned: {} for a new CA");
  checkStrictCaKey(args.strict, existing?.privateKeyPem, existingPath.child("privateKeyPem"), "existingSecret");
  return {
    existing: optional(existing, existingPath, (given, at) => checkExisting(given, at, mixedKeys)),
    selfSigned: optional(selfSigned, selfSignedPath, checkSelfSigned),
  };
}

function checkExisting(given: ExistingCaArgs, path: PropertyPath, mixedKeys: Objection): ExistingCa {
  const { certificatePem, privateKeyPem, chainPem } = given;
  const secretPath = path.child("secretName");
  if (certificatePem === undefined && privateKeyPem === undefined && chainPem === undefined) {
    if (given.secretName === undefined) {
      refuse(
        path,
        "is empty: set secretName to the Secret that contains the CA, or set certificatePem and privateKeyPem",
      );
    }
    return { secretName: input(given.secretName, secretPath, checkObjectName) };
  }
  return checkAll({
    secretName: () => input(given.secretName ?? "test-ca", secretPath, checkObjectName),
    authority: () => {
      checkPlainCertificates(given, path, mixedKeys, ofUnknownUse);
      return input({ certificatePem, privateKeyPem, chainPem }, path, (pems, at) => checkPem(pems, at, mixedKeys));
    },
  });
}

/** What an issuer will sign is not known: it may be for clients only. */
const ofUnknownUse = {};

function checkPem(given: pulumi.Unwrap<ExistingCaArgs>, path: PropertyPath, mixedKeys: Objection) {
  const { certificatePem = "", privateKeyPem = "", chainPem } = given;
  const authority = checkAuthority({ certificatePem, privateKeyPem, chainPem }, path, mixedKeys, ofUnknownUse);
  const [pem, name] = chainPem === undefined ? [certificatePem, "certificatePem"] : [chainPem, "chainPem"];
  const at = path.child(name);
  const stored = storedPem(pem, at);
  checkObjectSize(stored, at, privateKeyPem, authority.trustAnchorPem);
  return { ...authority, chainPem: stored };
}

function checkSelfSigned(given: SelfSignedCaArgs, path: PropertyPath) {
  const { duration, renewBefore } = given;
  return checkAll({
    secretName: () => input(given.secretName ?? "test-ca", path.child("secretName"), checkObjectName),
    commonName: () => input(given.commonName ?? "test-ca", path.child("commonName"), checkSubjectText),
    algorithm: () => input(given.algorithm ?? KeyAlgorithm.EcdsaP256, path.child("algorithm"), checkKeyAlgorithm),
    lifetime: () => input({ duration, renewBefore }, path, checkCaLifetime),
  });
}

const secondsPerYear = 8760 * 3600;

function checkCaLifetime(given: Partial<CertificateLifetime>, path: PropertyPath): CertificateLifetime {
  const stated = { duration: given.duration ?? "87600h", renewBefore: given.renewBefore ?? undefined };
  const { duration, renewBefore } = checkLifetime(stated, path);
  const third = Math.floor(secondsOf(duration, path) / 3);
  return { duration, renewBefore: renewBefore ?? goText(`${Math.min(third, secondsPerYear)}s`) };
}
