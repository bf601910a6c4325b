/** The algorithm of a server's key, from the arguments and from the key that signs its certificate. */
import * as pulumi from "@pulumi/pulumi";
import type { PropertyPath } from "../inputs/path";
import { appliedTo } from "../inputs/shown";
import type { Objection } from "../inputs/warnings";
import { KeyAlgorithm, checkKeyAlgorithm, checkSameKind } from "./keyAlgorithm";

/** Whoever signs the certificate, as an error calls it. */
type SignerName = "the authority" | "the issuer's CA";

/** The algorithm of the server's key, by default the signer's. Objects to one of another kind than the signer's key. */
export function checkServerKey(
  stated: KeyAlgorithm | undefined,
  ofSigner: string | undefined,
  path: PropertyPath,
  signer: SignerName,
  mixedKeys: Objection,
): KeyAlgorithm {
  const algorithm = checkKeyAlgorithm(stated ?? ofSigner ?? KeyAlgorithm.EcdsaP256, path);
  if (ofSigner !== undefined) checkSameKind(algorithm, checkKeyAlgorithm(ofSigner, path), path, signer, mixedKeys);
  return algorithm;
}

/**
 * The algorithm that was found by reading the signer's certificate. A preview that renews the signer cannot read it, and
 * takes what the arguments say instead, so that it does not show a new key for the server.
 */
export function knownServerKey(
  stated: { algorithm?: pulumi.Input<KeyAlgorithm>; ofSigner?: pulumi.Input<string | undefined> },
  found: pulumi.Output<KeyAlgorithm>,
  path: PropertyPath,
  signer: SignerName,
  mixedKeys: Objection,
): pulumi.Output<KeyAlgorithm> {
  if (!pulumi.runtime.isDryRun()) {
    return found;
  }
  const said = appliedTo(pulumi.output(stated), ({ algorithm, ofSigner }) =>
    (algorithm ?? ofSigner) === undefined ? undefined : checkServerKey(algorithm, ofSigner, path, signer, mixedKeys),
  );
  return said.apply(known => (known === undefined ? found : pulumi.output(known)));
}
