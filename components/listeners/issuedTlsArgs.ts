/** The arguments of a certificate that this package issues for a listener. */
import type * as pulumi from "@pulumi/pulumi";
import type { IssuanceArgs } from "../issuing/issuanceArgs";

/**
 * A certificate for all addresses of its listener: the external addresses, the cluster IP and the names in the cluster.
 * Set exactly one of `authority` and `issuerRef`.
 */
export interface IssuedTlsArgs extends IssuanceArgs {
  /**
   * More DNS names by which clients reach the listener, such as `mqtt.example.com`.
   *
   * Default: none.
   */
  dnsNames?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * More IP addresses by which clients reach the listener, such as `203.0.113.7`.
   *
   * Default: none.
   */
  ipAddresses?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Whether the certificate is also valid for localhost and 127.0.0.1, which `kubectl port-forward` needs.
   *
   * Default: false.
   */
  includeLocalhost?: pulumi.Input<boolean>;
  /**
   * Whether the certificate is valid for `dnsNames` and `ipAddresses` only, without the names in the cluster and the
   * addresses of the listener. Public issuers such as Let's Encrypt refuse these. The common name is then the first DNS
   * name, or none if there is no DNS name of at most 64 characters.
   *
   * Default: false.
   */
  onlyGivenNames?: pulumi.Input<boolean>;
}
