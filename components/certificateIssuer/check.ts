/** The arguments of `CertificateIssuer`, checked. */
import type * as pulumi from "@pulumi/pulumi";
import { checkAll, refuse } from "../inputs/errors";
import { input, optional, plain } from "../inputs/input";
import { PropertyPath } from "../inputs/path";
import { checkObject, exactlyOne, oneOf } from "../inputs/values";
import { checkAuthority } from "../issuing/authority";
import type { CertificateAuthority } from "../issuing/authority";
import { IssuerKind } from "../issuing/issuerRef";
import { checkStrictCaKey } from "../issuing/strict";
import { checkNamespace, checkObjectName } from "../kubernetes/names";
import { checkLifetime, goText, secondsOf } from "../x509/goDuration";
import type { CertificateLifetime } from "../x509/goDuration";
import { KeyAlgorithm, checkKeyAlgorithm } from "../x509/keyAlgorithm";
import { checkSubjectText } from "../x509/names";
import type { CertificateIssuerArgs, ExistingCaArgs, SelfSignedCaArgs } from "./args";

/** The issuer that the arguments describe. */
export interface Issuer {
  kind: IssuerKind;
  namespace: pulumi.Output<string>;
  issuerName: pulumi.Output<string>;
  /** Exactly one of the two. */
  existing?: ExistingCa;
  selfSigned?: SelfSignedCa;
}

/** A CA in the Secret of this name, into which it is put if it is given in PEM. */
export interface ExistingCa {
  secretName: pulumi.Output<string>;
  authority?: pulumi.Output<CertificateAuthority & { chainPem: string }>;
}

/** A CA that cert-manager makes. */
export interface SelfSignedCa {
  secretName: pulumi.Output<string>;
  commonName: pulumi.Output<string>;
  algorithm: pulumi.Output<KeyAlgorithm>;
  lifetime: pulumi.Output<CertificateLifetime>;
}

/** Refuses what cert-manager, or clients, would refuse. */
export function checkedIssuer(args: CertificateIssuerArgs): Issuer {
  const path = PropertyPath.root;
  const { place, issuerName, ca } = checkAll({
    place: () => checkedPlace(args, path),
    issuerName: () => input(args.issuerName ?? "my-issuer", path.child("issuerName"), checkObjectName),
    ca: () => checkedCa(args, path),
  });
  return { ...place, issuerName, ...ca };
}

function checkedPlace(args: CertificateIssuerArgs, path: PropertyPath): Pick<Issuer, "kind" | "namespace"> {
  const kindPath = path.child("kind");
  const kind = oneOf(IssuerKind)(plain(args.kind ?? IssuerKind.Issuer, kindPath), kindPath);
  const byDefault = kind === IssuerKind.ClusterIssuer ? "cert-manager" : undefined;
  const namespace = input(args.namespace ?? byDefault, path.child("namespace"), (given, at) =>
    checkNamespace(given as string, at),
  );
  return { kind, namespace };
}

function checkedCa(args: CertificateIssuerArgs, path: PropertyPath): Pick<Issuer, "existing" | "selfSigned"> {
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
    existing: optional(existing, existingPath, checkedExisting),
    selfSigned: optional(selfSigned, selfSignedPath, checkedSelfSigned),
  };
}

function checkedExisting(given: ExistingCaArgs, path: PropertyPath): ExistingCa {
  const { certificatePem, privateKeyPem, chainPem } = given;
  const secretPath = path.child("secretName");
  if (certificatePem === undefined && privateKeyPem === undefined && chainPem === undefined) {
    if (given.secretName === undefined) {
      refuse(path, "is empty: give the secretName of a Secret that holds the CA, or certificatePem and privateKeyPem");
    }
    return { secretName: input(given.secretName, secretPath, checkObjectName) };
  }
  return checkAll({
    secretName: () => input(given.secretName ?? "test-ca", secretPath, checkObjectName),
    authority: () => input({ certificatePem, privateKeyPem, chainPem }, path, checkPem),
  });
}

type Pem = Pick<ExistingCaArgs, "certificatePem" | "privateKeyPem" | "chainPem">;

function checkPem(given: pulumi.Unwrap<Pem>, path: PropertyPath): CertificateAuthority & { chainPem: string } {
  const { certificatePem = "", privateKeyPem = "", chainPem } = given;
  const authority = checkAuthority({ certificatePem, privateKeyPem, chainPem }, path);
  return { ...authority, chainPem: chainPem ?? certificatePem };
}

function checkedSelfSigned(given: SelfSignedCaArgs, path: PropertyPath): SelfSignedCa {
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
  const wanted = { duration: given.duration ?? "87600h", renewBefore: given.renewBefore ?? undefined };
  const { duration, renewBefore } = checkLifetime(wanted, path);
  const third = Math.floor(secondsOf(duration, path) / 3);
  return { duration, renewBefore: renewBefore ?? goText(`${Math.min(third, secondsPerYear)}s`) };
}
