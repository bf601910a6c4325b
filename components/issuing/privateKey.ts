/** Private keys made by the TLS provider. */
import type * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import { tlsKeyParameters } from "../x509/keyAlgorithm";
import type { KeyAlgorithm } from "../x509/keyAlgorithm";

/** A new private key, kept encrypted in the stack's state. */
export function newPrivateKey(
  name: string,
  keyAlgorithm: pulumi.Output<KeyAlgorithm>,
  parent: pulumi.Resource,
): tls.PrivateKey {
  const { algorithm, ecdsaCurve, rsaBits } = keyAlgorithm.apply(tlsKeyParameters);
  return new tls.PrivateKey(name, { algorithm, ecdsaCurve, rsaBits }, { parent });
}
