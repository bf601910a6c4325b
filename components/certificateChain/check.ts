/** The arguments of `CertificateChain`, checked. */
import * as pulumi from "@pulumi/pulumi";
import { checkAll, refuse } from "../inputs/errors";
import { input, isLater, optional } from "../inputs/input";
import { PropertyPath } from "../inputs/path";
import { unlessSecret } from "../inputs/shown";
import { checkObject } from "../inputs/values";
import { checkAuthority } from "../issuing/authority";
import type { CertificateAuthority } from "../issuing/authority";
import { KeyAlgorithm, checkKeyAlgorithm, checkSameKind } from "../x509/keyAlgorithm";
import { checkSubjectText } from "../x509/names";
import { isSelfSigned, readCertificates, subjectOf } from "../x509/pem";
import { checkHours, checkRenewal } from "../x509/validity";
import type { Validity } from "../x509/validity";
import type { CertificateChainArgs, ExistingRootArgs } from "./args";

/** The chain that the arguments describe. */
export interface Chain {
  names: pulumi.Output<ChainNames>;
  validity: pulumi.Output<ChainValidity>;
  /** Of a new root. */
  algorithm: pulumi.Output<KeyAlgorithm>;
  existingRoot?: ChainLink;
}

/** What the subjects of the two certificates say. */
export interface ChainNames {
  root: string;
  intermediate: string;
  organization?: string;
}

/** Lifetimes and renewals of the authorities of a chain. */
export interface ChainValidity {
  root: Validity;
  intermediate: Validity;
}

/** An authority of this chain. */
export interface ChainLink {
  certificatePem: pulumi.Output<string>;
  privateKeyPem: pulumi.Output<string>;
  algorithm: pulumi.Output<KeyAlgorithm>;
  /** From when on an update renews it, in RFC 3339. Unset for one that is renewed elsewhere. */
  renewFrom?: pulumi.Output<string>;
}

const path = PropertyPath.root;
const algorithmPath = path.child("algorithm");
const rootPath = path.child("existingRoot");

/** Refuses what the TLS provider, or clients, would refuse. */
export function checkedChain(name: string, args: CertificateChainArgs): Chain {
  const { rootCommonName, intermediateCommonName, organization, algorithm, existingRoot } = args;
  const { rootValidityHours, rootEarlyRenewalHours, intermediateValidityHours, intermediateEarlyRenewalHours } = args;
  return checkAll({
    names: () =>
      input({ rootCommonName, intermediateCommonName, organization }, path, given => checkNames(name, given)),
    validity: () =>
      input(
        { rootValidityHours, rootEarlyRenewalHours, intermediateValidityHours, intermediateEarlyRenewalHours },
        path,
        given => checkChainValidity(given, existingRoot === undefined),
      ),
    // By itself too, so that a wrong one is refused while the root is unknown.
    algorithm: () =>
      input(algorithm, algorithmPath, given => checkKeyAlgorithm(given ?? KeyAlgorithm.EcdsaP256, algorithmPath)),
    existingRoot: () => optional(existingRoot, rootPath, root => checkedRoot(root, algorithm)),
  });
}

type Names = Pick<CertificateChainArgs, "rootCommonName" | "intermediateCommonName" | "organization">;

function checkNames(name: string, given: pulumi.Unwrap<Names>): ChainNames {
  return checkAll({
    root: () => checkSubjectText(given.rootCommonName ?? `${name} root CA`, path.child("rootCommonName")),
    intermediate: () =>
      checkSubjectText(given.intermediateCommonName ?? `${name} intermediate CA`, path.child("intermediateCommonName")),
    organization: () => optional(given.organization, path.child("organization"), checkSubjectText),
  });
}

const rootPaths = {
  validityHours: path.child("rootValidityHours"),
  earlyRenewalHours: path.child("rootEarlyRenewalHours"),
};
const intermediatePaths = {
  validityHours: path.child("intermediateValidityHours"),
  earlyRenewalHours: path.child("intermediateEarlyRenewalHours"),
};

// An hour of the intermediate within the renewal of the root, and that within the life of the root.
const leastRootHours = 3;

type Hours = Pick<
  CertificateChainArgs,
  "rootValidityHours" | "rootEarlyRenewalHours" | "intermediateValidityHours" | "intermediateEarlyRenewalHours"
>;

/**
 * Checks the lifetimes of a chain, and puts the defaults in. A root of the chain's own is renewed before it has too little
 * time left for an intermediate, so that none outlives the root that signed it.
 */
export function checkChainValidity(given: pulumi.Unwrap<Hours>, ownRoot: boolean): ChainValidity {
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
  if (ownRoot && hours >= rootRenewal) {
    const left = unlessSecret(rootRenewal);
    refuse(
      intermediatePaths.validityHours,
      `is ${unlessSecret(hours)}, but the root is only renewed in its last ${left} hours and may have fewer left than ` +
        `that when it signs: give less than ${left}, or a larger rootEarlyRenewalHours`,
    );
  }
  return validity;
}

/** The root that the arguments give. */
function checkedRoot(root: ExistingRootArgs, algorithm: pulumi.Input<KeyAlgorithm> | undefined): ChainLink {
  // Of an Output the certificate is looked at.
  if (!isLater(root)) {
    checkObject(root, rootPath, "have certificatePem and privateKeyPem: leave it out for a new root");
  }
  const { certificatePem, privateKeyPem } = root;
  const link = input({ root: { certificatePem, privateKeyPem }, algorithm }, path, given => {
    const authority = checkRoot(given.root);
    const wanted = optional(given.algorithm, algorithmPath, checkKeyAlgorithm) ?? authority.algorithm;
    checkSameKind(wanted, authority.algorithm, algorithmPath, "existingRoot");
    return { ...authority, algorithm: wanted };
  });
  return {
    // The key makes the whole object a secret, which its certificate and algorithm are not.
    certificatePem: pulumi.unsecret(link.certificatePem),
    privateKeyPem: pulumi.secret(link.privateKeyPem),
    algorithm: pulumi.unsecret(link.algorithm),
  };
}

function checkRoot(given: pulumi.Unwrap<ExistingRootArgs>): CertificateAuthority {
  const certificatePath = rootPath.child("certificatePem");
  const [certificate] = readCertificates(given.certificatePem, certificatePath);
  if (!isSelfSigned(certificate)) {
    refuse(
      certificatePath,
      `${subjectOf(certificate)} is no root but signed by another authority: give a self-signed certificate, or use ` +
        "this one as the authority of a ServerCertificate, with its chain as chainPem",
    );
  }
  return checkAuthority(given, rootPath);
}
