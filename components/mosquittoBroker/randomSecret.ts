/** Random texts that a stack keeps. */
import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { PrivateKey } from "@pulumi/tls";

/**
 * A secret of 256 bits: the hash of a private key without other use. Pulumi stores the key, encrypted, as long as it is in
 * the program.
 */
export function newRandomSecret(childName: string, parent: pulumi.Resource): pulumi.Output<string> {
  const key = new PrivateKey(childName, { algorithm: "ED25519" }, { parent });
  return pulumi.secret(key.privateKeyPem.apply(pem => createHash("sha256").update(pem).digest("base64url")));
}
