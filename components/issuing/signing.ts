/** A certificate that an authority signs, through the TLS provider: the authority, the key and the lifetime. */
import * as pulumi from "@pulumi/pulumi";
import { checkAll } from "../inputs/errors";
import { ifPlain, input, isLater } from "../inputs/input";
import type { PropertyPath } from "../inputs/path";
import { ifGiven } from "../inputs/values";
import type { Objection } from "../inputs/warnings";
import { checkKeyAlgorithm } from "../x509/keyAlgorithm";
import { readCertificates, toPem } from "../x509/pem";
import { checkServerKey, knownServerKey } from "../x509/serverKey";
import { checkServerValidity } from "../x509/validity";
import { checkAuthority, checkPlainCertificates } from "./authority";
import type { CertificateAuthorityArgs } from "./authority";
import type { IssuanceArgs } from "./issuanceArgs";
import type { CertificatesAbove } from "./plannedNames";

/** A signature. All of its `signer` is secret, since it contains the key. */
export type Signing = ReturnType<typeof checkSigning>;

/** Refuses what the TLS provider, or clients, would refuse. */
export function checkSigning(args: IssuanceArgs, path: PropertyPath, mixedKeys: Objection) {
  const { authority, algorithm, validityHours, earlyRenewalHours } = args;
  const [authorityPath, algorithmPath] = [path.child("authority"), path.child("algorithm")];
  const ofSigner = ifPlain(authority) as CertificateAuthorityArgs | undefined;
  const { signer, validity } = checkAll({
    // Checked on its own too, so that an error in it shows while the authority is unknown.
    algorithm: () => input(algorithm, algorithmPath, ifGiven(checkKeyAlgorithm)),
    signer: () => {
      checkPlainCertificates(ofSigner ?? {}, authorityPath, mixedKeys);
      return input({ authority, algorithm }, path, given => {
        const known = checkAuthority(given.authority!, authorityPath, mixedKeys);
        const ofServer = checkServerKey(given.algorithm, known.algorithm, algorithmPath, "the authority", mixedKeys);
        return { ...known, ofServer };
      });
    },
    validity: () => input({ validityHours, earlyRenewalHours }, path, checkServerValidity),
  });
  return {
    signer,
    algorithm: knownServerKey(
      { algorithm, ofSigner: ofSigner?.algorithm },
      pulumi.unsecret(signer.ofServer),
      algorithmPath,
      "the authority",
      mixedKeys,
    ),
    validity,
    above: certificatesAbove(authority!, authorityPath),
  };
}

/**
 * The certificates of the authority, which are not secret, without its key, which may be known later than these. The root
 * may be known earlier than the others.
 */
function certificatesAbove(authority: pulumi.Input<CertificateAuthorityArgs>, path: PropertyPath): CertificatesAbove[] {
  const { certificatePem, chainPem, rootCertificatePem } = isLater(authority)
    ? pulumi.unsecret(pulumi.output(authority))
    : (authority as CertificateAuthorityArgs);
  const rootPath = path.child("rootCertificatePem");
  const others = input({ certificatePem, chainPem, rootCertificatePem }, path, given => {
    const chain = given.chainPem ?? given.certificatePem;
    return given.rootCertificatePem === undefined
      ? chain
      : withoutRoot(
          chain,
          given.rootCertificatePem,
          path.child(given.chainPem === undefined ? "certificatePem" : "chainPem"),
          rootPath,
        );
  });
  return [
    { pem: input(rootCertificatePem, rootPath, pem => pem), path: rootPath },
    { pem: others, path },
  ];
}

/** Undefined if nothing is left. */
function withoutRoot(
  chainPem: string,
  rootPem: string,
  path: PropertyPath,
  rootPath: PropertyPath,
): string | undefined {
  const [root] = readCertificates(rootPem, rootPath);
  const others = readCertificates(chainPem, path).filter(
    ({ fingerprint256 }) => fingerprint256 !== root.fingerprint256,
  );
  return others.length === 0 ? undefined : toPem(others);
}
