/** Arguments of `ServerCertificate`. */
import type * as pulumi from "@pulumi/pulumi";
import type { IssuanceArgs } from "../issuing/issuanceArgs";

/** The arguments of a `ServerCertificate`. Set exactly one of `authority` and `issuerRef`. */
export interface ServerCertificateArgs extends IssuanceArgs {
  /**
   * The namespace of the Secret.
   */
  namespace: pulumi.Input<string>;
  /**
   * The name of the Secret and, with `issuerRef`, of the Certificate: at most 253 lower-case letters, digits, `-` and `.`.
   * Change it when you change from `authority` to `issuerRef` or back.
   *
   * Default: the component's name, followed by `-certificate` if `issuerRef` is set.
   */
  secretName?: pulumi.Input<string>;
  /**
   * The common name of the subject, 1 to 64 characters, or `""` for none. Clients check only `dnsNames` and
   * `ipAddresses`. Public issuers such as Let's Encrypt want one of `dnsNames`, or none.
   *
   * Default: the component's name.
   */
  commonName?: pulumi.Input<string>;
  /**
   * The DNS names that clients connect to, such as `mqtt.example.com` or `*.example.com`. At least one DNS name or IP
   * address is required.
   *
   * Default: none.
   */
  dnsNames?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * The IP addresses that clients connect to, such as `203.0.113.7` or `2001:db8::7`.
   *
   * Default: none.
   */
  ipAddresses?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Refuse `authority`, because its key would be kept in the stack's state.
   *
   * Default: false.
   */
  strict?: boolean;
}
