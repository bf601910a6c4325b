/** The arguments of a listener's certificate that was made elsewhere. */
import type * as pulumi from "@pulumi/pulumi";

/** A server certificate in PEM, which is put into a Secret. */
export interface ManualCertificateArgs {
  /**
   * The server certificate, then the intermediates, each signed by the next, in PEM. A root at the end is left out of what
   * is sent to clients.
   */
  chainPem: pulumi.Input<string>;
  /**
   * The private key of the server certificate, in PEM and not encrypted. Kept secret.
   */
  privateKeyPem: pulumi.Input<string>;
  /**
   * The CA certificates that clients trust, in PEM. One of them must have signed the last certificate of the chain.
   *
   * Default: the root at the end of `chainPem`, if there is one; otherwise not known.
   */
  trustBundlePem?: pulumi.Input<string>;
  /**
   * The DNS names and IP addresses by which clients connect. Each must be among the names of the certificate; with an
   * empty list none is looked for. Needed for a load balancer's certificate that has DNS names only.
   *
   * Default: the external addresses of the listener's Service, or else one of its names in the cluster. A first update
   * learns an address only when the listener is there, and leaves the broker waiting if the certificate is for another.
   */
  hosts?: pulumi.Input<pulumi.Input<string>[]>;
}
