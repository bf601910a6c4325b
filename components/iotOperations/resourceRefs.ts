/** How a port of a listener refers to a BrokerAuthentication or a BrokerAuthorization. */
import * as pulumi from "@pulumi/pulumi";
import { sourceOf } from "../inputs/failures";
import { ifPlain, isLater } from "../inputs/input";

/** A BrokerAuthentication: the `authenticationRef` of a `BrokerAuthentication`, or the name of an existing one. */
export interface BrokerAuthenticationRefArgs {
  /**
   * The name of the BrokerAuthentication. It must belong to the same broker as the port.
   */
  name: pulumi.Input<string>;
  /**
   * Whether it has the method X509, for which the port needs TLS.
   *
   * Default: not known.
   */
  usesClientCertificates?: pulumi.Input<boolean>;
  /**
   * The broker that it belongs to, which must be the broker of the port.
   *
   * Default: not known.
   */
  brokerName?: pulumi.Input<string>;
}

/** A BrokerAuthentication. */
export interface BrokerAuthenticationRef {
  /**
   * The name of the BrokerAuthentication.
   */
  name: string;
  /**
   * Whether it has the method X509, for which a port needs TLS.
   */
  usesClientCertificates?: boolean;
  /**
   * The broker that it belongs to.
   */
  brokerName?: string;
}

/**
 * The references whose authentications this program knows to take client certificates. A listener that breaks a rule
 * because of them is refused before anything is registered: an error in an Output does not stop an inline program of
 * the Automation API (pulumi#14980).
 */
const takingClientCertificates = new WeakSet<pulumi.Output<BrokerAuthenticationRef>>();

/** Notes that the authentication of a reference takes client certificates, so that nobody need wait to learn it. */
export function noteClientCertificates(ref: pulumi.Output<BrokerAuthenticationRef>): void {
  takingClientCertificates.add(ref);
}

/** Whether the authentication takes client certificates, if that is known at once. */
export function takesClientCertificates(
  ref: pulumi.Input<BrokerAuthenticationRefArgs> | undefined,
): boolean | undefined {
  return takingClientCertificates.has(sourceOf(ref) as pulumi.Output<BrokerAuthenticationRef>)
    ? true
    : knownOf(ref, "usesClientCertificates");
}

/** The same as soon as it is known, which may be before the name of the authentication is. */
export function clientCertificatesOf(
  ref: pulumi.Input<BrokerAuthenticationRefArgs>,
): pulumi.Input<boolean | undefined> {
  return isLater(ref)
    ? pulumi.output(ref).usesClientCertificates
    : (ref as BrokerAuthenticationRefArgs | null)?.usesClientCertificates;
}

/** A member of a reference, if it is known at once. */
export function knownOf<T>(ref: unknown, member: string): T | undefined {
  return ifPlain((ifPlain(ref) as Record<string, T> | undefined)?.[member]);
}

/** A BrokerAuthorization: the `authorizationRef` of a `BrokerAuthorization`, or the name of an existing one. */
export interface BrokerAuthorizationRefArgs {
  /**
   * The name of the BrokerAuthorization. It must belong to the same broker as the port.
   */
  name: pulumi.Input<string>;
  /**
   * The broker that it belongs to, which must be the broker of the port.
   *
   * Default: not known.
   */
  brokerName?: pulumi.Input<string>;
}

/** A BrokerAuthorization. */
export interface BrokerAuthorizationRef {
  /**
   * The name of the BrokerAuthorization.
   */
  name: string;
  /**
   * The broker that it belongs to.
   */
  brokerName?: string;
}
