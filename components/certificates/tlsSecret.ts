/** Puts a certificate and its key into a Secret of the cluster. */
import { Secret } from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";

/** What a Secret of type `kubernetes.io/tls` holds. */
export interface TlsSecret {
  namespace: pulumi.Output<string>;
  secretName: pulumi.Output<string>;
  /** As a server sends it: its own certificate, then those between it and the root. */
  chainPem: pulumi.Output<string>;
  privateKeyPem: pulumi.Output<string>;
  /** What clients must trust. */
  trustBundlePem: pulumi.Output<string>;
}

/** The Secret. */
export function newTlsSecret(name: string, tls: TlsSecret, parent: pulumi.Resource): Secret {
  return new Secret(
    name,
    {
      metadata: { namespace: tls.namespace, name: tls.secretName },
      type: "kubernetes.io/tls",
      data: pulumi.secret({
        "tls.crt": tls.chainPem.apply(base64),
        "tls.key": pulumi.secret(tls.privateKeyPem).apply(base64),
        "ca.crt": tls.trustBundlePem.apply(base64),
      }),
    },
    { parent },
  );
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}
