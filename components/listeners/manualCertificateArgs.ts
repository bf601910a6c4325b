/** The arguments of your own certificate for a listener. */
import type * as pulumi from "@pulumi/pulumi";

/** Your own server certificate in PEM, which this package stores in a Secret. */
export interface ManualCertificateArgs {
  /**
   * The server certificate, then the intermediates, each signed by the next, in PEM. A root at the end is not sent to
   * clients.
   */
  chainPem: pulumi.Input<string>;
  /**
   * The unencrypted private key of the server certificate, in PEM. Kept secret.
   */
  privateKeyPem: pulumi.Input<string>;
  /**
   * The CA certificates that clients trust, in PEM. One of them must have signed the last certificate of the chain.
   *
   * Default: the root at the end of `chainPem`, if there is one. Otherwise unknown.
   */
  trustBundlePem?: pulumi.Input<string>;
  /**
   * The DNS names and IP addresses by which clients connect. The certificate must be valid for each of them. An empty
   * list turns this check off. Required for a load balancer if the certificate has DNS names only.
   *
   * Default: the external addresses of the listener's Service, or else one of its names in the cluster. The first
   * update learns an address only after the listener exists. If the certificate is not valid for it, the broker keeps
   * waiting.
   */
  hosts?: pulumi.Input<pulumi.Input<string>[]>;
}
