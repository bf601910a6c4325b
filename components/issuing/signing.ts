/** A certificate that an authority signs through the TLS provider: by whom, with what key, and for how long. */
import * as pulumi from "@pulumi/pulumi";
import { checkAll } from "../inputs/errors";
import { ifPlain, input } from "../inputs/input";
import type { PropertyPath } from "../inputs/path";
import { ifGiven } from "../inputs/values";
import { checkKeyAlgorithm } from "../x509/keyAlgorithm";
import type { KeyAlgorithm } from "../x509/keyAlgorithm";
import { checkServerKey, knownServerKey } from "../x509/serverKey";
import { checkServerValidity } from "../x509/validity";
import type { Validity } from "../x509/validity";
import { checkAuthority } from "./authority";
import type { CertificateAuthority, CertificateAuthorityArgs } from "./authority";

/** The arguments of this way to a certificate, in a component or in a listener. */
export interface SigningArgs {
  authority?: pulumi.Input<CertificateAuthorityArgs>;
  algorithm?: pulumi.Input<KeyAlgorithm>;
  validityHours?: pulumi.Input<number>;
  earlyRenewalHours?: pulumi.Input<number>;
}

/** The arguments, checked. */
export interface Signing {
  /** As a whole as secret as its key. */
  signer: pulumi.Output<CertificateAuthority>;
  /** Of the server's key. */
  algorithm: pulumi.Output<KeyAlgorithm>;
  validity: pulumi.Output<Validity>;
}

/** Refuses what the TLS provider, or clients, would refuse. */
export function checkedSigning(args: SigningArgs, path: PropertyPath): Signing {
  const { authority, algorithm, validityHours, earlyRenewalHours } = args;
  const algorithmPath = path.child("algorithm");
  const { signer, validity } = checkAll({
    // By itself too, so that a wrong one is refused while the authority is unknown.
    algorithm: () => input(algorithm, algorithmPath, ifGiven(checkKeyAlgorithm)),
    signer: () =>
      input({ authority, algorithm }, path, given => {
        const known = checkAuthority(given.authority!, path.child("authority"));
        const ofServer = checkServerKey(given.algorithm, known.algorithm, algorithmPath, "the authority");
        return { ...known, ofServer };
      }),
    validity: () => input({ validityHours, earlyRenewalHours }, path, checkServerValidity),
  });
  const ofSigner = ifPlain(authority) as CertificateAuthorityArgs | undefined;
  return {
    signer,
    algorithm: knownServerKey(
      { algorithm, ofSigner: ofSigner?.algorithm },
      pulumi.unsecret(signer.ofServer),
      algorithmPath,
      "the authority",
    ),
    validity,
  };
}
