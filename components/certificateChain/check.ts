/** Checks the arguments of `CertificateChain`. */
import * as pulumi from "@pulumi/pulumi";
import { checkAll, refuse } from "../inputs/errors";
import { ifPlain, input, isLater, optional, unlessRefused } from "../inputs/input";
import { PropertyPath } from "../inputs/path";
import { unlessSecret } from "../inputs/shown";
import { checkObject } from "../inputs/values";
import { warnAt } from "../inputs/warnings";
import type { Objection } from "../inputs/warnings";
import { checkAuthority, checkPlainCertificates } from "../issuing/authority";
import { isSelfSigned, subjectOf } from "../x509/certificate";
import { subjectWith } from "../x509/certificateNames";
import { KeyAlgorithm, checkKeyAlgorithm, checkSameKind } from "../x509/keyAlgorithm";
import { checkSubjectText } from "../x509/names";
import { checkNames as checkConstraints } from "../x509/path";
import { readCertificates } from "../x509/pem";
import { Purpose } from "../x509/uses";
import { checkHours, checkRenewal } from "../x509/validity";
import type { CertificateChainArgs, ExistingRootArgs } from "./args";

/** A chain as the arguments describe it. */
export type Chain = ReturnType<typeof checkChain>;

/** An authority of this chain. */
export interface ChainLink {
  certificatePem: pulumi.Output<string>;
  privateKeyPem: pulumi.Output<string>;
  algorithm: pulumi.Output<KeyAlgorithm>;
  /** The time from which an update renews it, in RFC 3339. Unset for an existing root. */
  renewFrom?: pulumi.Output<string>;
}

const path = PropertyPath.root;
const algorithmPath = path.child("algorithm");
const rootPath = path.child("existingRoot");

/** Refuses what the TLS provider, or clients, would refuse. */
export function checkChain(name: string, args: CertificateChainArgs, resource: pulumi.Resource) {
  const mixedKeys = warnAt(resource);
  const { rootCommonName, intermediateCommonName, organization, algorithm, existingRoot } = args;
  const { rootValidityHours, rootEarlyRenewalHours, intermediateValidityHours, intermediateEarlyRenewalHours } = args;
  const chain = checkAll({
    names: () =>
      input({ rootCommonName, intermediateCommonName, organization }, path, given => checkNames(name, given)),
    validity: () =>
      input(
        { rootValidityHours, rootEarlyRenewalHours, intermediateValidityHours, intermediateEarlyRenewalHours },
        path,
        given => checkChainValidity(given, existingRoot === undefined),
      ),
    // That of a new root. Checked on its own too, so that an error in it shows while an existing root is unknown.
    algorithm: () =>
      input(algorithm, algorithmPath, given => checkKeyAlgorithm(given ?? KeyAlgorithm.EcdsaP256, algorithmPath)),
    existingRoot: () => optional(existingRoot, rootPath, root => checkExistingRoot(root, algorithm, mixedKeys)),
  });
  if (chain.existingRoot === undefined) return chain;
  const { certificatePem } = chain.existingRoot;
  const allowed = input(
    { names: chain.names, certificatePem: plainCertificate(existingRoot!) ?? certificatePem },
    path,
    checkSubject,
  );
  return { ...chain, names: unlessRefused(chain.names, allowed) };
}

function checkNames(name: string, given: pulumi.Unwrap<CertificateChainArgs>) {
  return checkAll({
    root: () => checkSubjectText(given.rootCommonName ?? `${name} root CA`, path.child("rootCommonName")),
    intermediate: () =>
      checkSubjectText(given.intermediateCommonName ?? `${name} intermediate CA`, path.child("intermediateCommonName")),
    organization: () =>
      optional(given.organization, path.child("organization"), (text, at) => checkSubjectText(text, at, "O")),
  });
}

/** The certificate of an existing root if it is known at once, which its key need not be. */
function plainCertificate(root: ExistingRootArgs): string | undefined {
  return isLater(root) ? undefined : (ifPlain(root.certificatePem) as string | undefined);
}

/** Refuses a subject of the intermediate that the constraints of an existing root do not allow. */
function checkSubject({
  names,
  certificatePem,
}: {
  names: ReturnType<typeof checkNames>;
  certificatePem: string;
}): void {
  const subject = subjectWith(names.intermediate, names.organization);
  const authorities = readCertificates(certificatePem, rootPath.child("certificatePem"));
  const advice = "set organization and intermediateCommonName so that it does, or use another root";
  checkConstraints([subject], "the intermediate", authorities, path.child("intermediateCommonName"), advice);
}

const rootPaths = {
  validityHours: path.child("rootValidityHours"),
  earlyRenewalHours: path.child("rootEarlyRenewalHours"),
};
const intermediatePaths = {
  validityHours: path.child("intermediateValidityHours"),
  earlyRenewalHours: path.child("intermediateEarlyRenewalHours"),
};

// The intermediate lives for at least 1 hour, less than the renewal period of the root, which is less than the root's life.
const leastRootHours = 3;

/**
 * The lifetimes of a chain, with their defaults. A new root is renewed before it has too little time left for an
 * intermediate, so that no intermediate outlives the root that signed it.
 */
export function checkChainValidity(given: pulumi.Unwrap<CertificateChainArgs>, isNewRoot: boolean) {
  const ofRoot = { validityHours: given.rootValidityHours, earlyRenewalHours: given.rootEarlyRenewalHours };
  const ofIntermediate = {
    validityHours: given.intermediateValidityHours,
    earlyRenewalHours: given.intermediateEarlyRenewalHours,
  };
  checkAll({
    root: () => checkHours(ofRoot, rootPaths, leastRootHours),
    intermediate: () => checkHours(ofIntermediate, intermediatePaths),
  });
  const rootHours = ofRoot.validityHours ?? 87600;
  const rootRenewal = ofRoot.earlyRenewalHours ?? Math.ceil((rootHours * 3) / 5);
  const hours = ofIntermediate.validityHours ?? Math.min(43800, Math.floor(rootHours / 2));
  const renewal = ofIntermediate.earlyRenewalHours ?? Math.floor(hours / 4);
  const validity = checkAll({
    root: () => checkRenewal({ validityHours: rootHours, earlyRenewalHours: rootRenewal }, rootPaths),
    intermediate: () => checkRenewal({ validityHours: hours, earlyRenewalHours: renewal }, intermediatePaths),
  });
  if (isNewRoot && hours >= rootRenewal) {
    const left = unlessSecret(rootRenewal);
    refuse(
      intermediatePaths.validityHours,
      `is ${unlessSecret(hours)}, but the root is renewed in its last ${left} hours only, and may have no more left than ` +
        `that when it signs: set less than ${left}, or a larger rootEarlyRenewalHours`,
    );
  }
  return validity;
}

function checkExistingRoot(
  root: ExistingRootArgs,
  algorithm: pulumi.Input<KeyAlgorithm> | undefined,
  mixedKeys: Objection,
): ChainLink {
  // In an Output only the certificate is checked.
  if (!isLater(root)) {
    checkObject(root, rootPath, "have certificatePem and privateKeyPem: remove it for a new root");
  }
  const { certificatePem, privateKeyPem } = root;
  if (isLater(privateKeyPem) && typeof certificatePem === "string") checkIsRoot(certificatePem);
  checkPlainCertificates(root, rootPath, mixedKeys, ofRoot);
  const link = input({ root: { certificatePem, privateKeyPem }, algorithm }, path, given => {
    const authority = checkRoot(given.root, mixedKeys);
    const ofChain = optional(given.algorithm, algorithmPath, checkKeyAlgorithm) ?? authority.algorithm;
    checkSameKind(ofChain, authority.algorithm, algorithmPath, "existingRoot", mixedKeys);
    return { ...authority, algorithm: ofChain };
  });
  return {
    // The key makes the whole object secret, although certificate and algorithm are not.
    certificatePem: pulumi.unsecret(link.certificatePem),
    privateKeyPem: pulumi.secret(link.privateKeyPem),
    algorithm: pulumi.unsecret(link.algorithm),
  };
}

// The intermediate will stand between the root and the servers.
const ofRoot = { purpose: Purpose.Server, plannedAuthorities: 1 };

function checkRoot(given: pulumi.Unwrap<ExistingRootArgs>, mixedKeys: Objection) {
  checkIsRoot(given.certificatePem);
  return checkAuthority(given, rootPath, mixedKeys, ofRoot);
}

function checkIsRoot(certificatePem: string): void {
  const certificatePath = rootPath.child("certificatePem");
  const [certificate] = readCertificates(certificatePem, certificatePath);
  if (!isSelfSigned(certificate)) {
    refuse(
      certificatePath,
      `${subjectOf(certificate)} is not a root but signed by another authority: use a self-signed certificate, or use ` +
        "this one as the authority of a ServerCertificate, with its chain as chainPem",
    );
  }
}
