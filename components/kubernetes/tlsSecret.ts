/** Puts a certificate and its key into a Secret of the cluster. */
import type { Secret } from "@pulumi/kubernetes/core/v1";
import type * as pulumi from "@pulumi/pulumi";
import { registeredName } from "./objectReference";
import { newSecret } from "./secret";

/** What a Secret of type `kubernetes.io/tls` holds. */
export interface TlsSecret {
  namespace: pulumi.Output<string>;
  secretName: pulumi.Output<string>;
  /** As a server sends it: its own certificate, then those between it and the root. */
  chainPem: pulumi.Output<string>;
  privateKeyPem: pulumi.Output<string>;
  /** What clients must trust, if that is known. */
  trustBundlePem: pulumi.Output<string | undefined>;
}

/** The Secret. */
export function newTlsSecret(name: string, tls: TlsSecret, parent: pulumi.Resource): StoredTlsSecret {
  const { namespace, secretName, chainPem, privateKeyPem, trustBundlePem } = tls;
  const secret = newSecret(
    name,
    {
      metadata: { namespace, name: secretName },
      type: "kubernetes.io/tls",
      data: {
        "tls.crt": chainPem,
        "tls.key": privateKeyPem,
        "ca.crt": trustBundlePem,
      },
    },
    parent,
  );
  return {
    secret,
    secretName: registeredName(secretName, [secret], [namespace, chainPem, privateKeyPem, trustBundlePem]),
  };
}

/** The Secret, and its name for whoever mounts it. */
export interface StoredTlsSecret {
  secret: Secret;
  secretName: pulumi.Output<string>;
}
