/** Stores a certificate and its key in a Secret. */
import type { Secret } from "@pulumi/kubernetes/core/v1";
import type * as pulumi from "@pulumi/pulumi";
import { registeredName } from "./objectReference";
import { newSecret } from "./secret";

/** The content of a Secret of type `kubernetes.io/tls`. */
export interface TlsSecret {
  namespace: pulumi.Output<string>;
  secretName: pulumi.Output<string>;
  /** The chain as a server sends it: its own certificate, then the intermediates. */
  chainPem: pulumi.Output<string>;
  privateKeyPem: pulumi.Output<string>;
  /** The roots that clients must trust, if known. */
  trustBundlePem: pulumi.Output<string | undefined>;
}

/** The Secret, and its name for resources that mount it. */
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

/** A Secret in the cluster, and its name for resources that mount it. */
export interface StoredTlsSecret {
  secret: Secret;
  secretName: pulumi.Output<string>;
}
