/** The algorithm of a server's key, by what is wanted and by the key that certifies it. */
import * as pulumi from "@pulumi/pulumi";
import type { PropertyPath } from "../inputs/path";
import { appliedTo } from "../inputs/shown";
import { KeyAlgorithm, checkKeyAlgorithm, checkSameKind } from "./keyAlgorithm";

/** Who certifies the key, in the words of an error: `the authority`. */
type SignerName = "the authority" | "the issuer's CA";

/** What the arguments say of a server's key. */
export interface StatedAlgorithms {
  /** Of the key itself. */
  algorithm?: pulumi.Input<KeyAlgorithm>;
  /** Of the key that certifies it. */
  ofSigner?: pulumi.Input<string | undefined>;
}

/** Refuses a key of another kind than the one that certifies it; without a wish it is of the same algorithm. */
export function checkServerKey(
  wanted: KeyAlgorithm | undefined,
  ofSigner: string | undefined,
  path: PropertyPath,
  signer: SignerName,
): KeyAlgorithm {
  const algorithm = checkKeyAlgorithm(wanted ?? ofSigner ?? KeyAlgorithm.EcdsaP256, path);
  if (ofSigner !== undefined) checkSameKind(algorithm, checkKeyAlgorithm(ofSigner, path), path, signer);
  return algorithm;
}

/**
 * The algorithm that was found by reading the signer. A preview that is about to renew the signer cannot read it; there it is
 * what the arguments say, so that the key is shown to stay.
 */
export function knownServerKey(
  stated: StatedAlgorithms,
  found: pulumi.Output<KeyAlgorithm>,
  path: PropertyPath,
  signer: SignerName,
): pulumi.Output<KeyAlgorithm> {
  if (!pulumi.runtime.isDryRun()) {
    return found;
  }
  const said = appliedTo(pulumi.output(stated), ({ algorithm, ofSigner }) =>
    (algorithm ?? ofSigner) === undefined ? undefined : checkServerKey(algorithm, ofSigner, path, signer),
  );
  return said.apply(known => (known === undefined ? found : pulumi.output(known)));
}
