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
  /** What clients must trust, if that is known. */
  trustBundlePem: pulumi.Output<string | undefined>;
}

/** The Secret. */
export function newTlsSecret(name: string, tls: TlsSecret, parent: pulumi.Resource): Secret {
  return new Secret(
    name,
    {
      metadata: { namespace: tls.namespace, name: tls.secretName },
      type: "kubernetes.io/tls",
      data: pulumi.secret(pulumi.all([tls.chainPem, tls.privateKeyPem, tls.trustBundlePem]).apply(dataOf)),
    },
    { parent },
  );
}

type Pems = [chain: string, privateKey: string, trustBundle: string | undefined];

function dataOf([chainPem, privateKeyPem, trustBundlePem]: Pems): Record<string, string> {
  const data = { "tls.crt": base64(chainPem), "tls.key": base64(privateKeyPem) };
  return trustBundlePem === undefined ? data : { ...data, "ca.crt": base64(trustBundlePem) };
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}
