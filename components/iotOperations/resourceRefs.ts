/** How a port of a listener names a BrokerAuthentication or a BrokerAuthorization. */
import * as pulumi from "@pulumi/pulumi";
import { ifPlain, isLater } from "../inputs/input";

/** A BrokerAuthentication as an argument: the `authenticationRef` of a `BrokerAuthentication`, or one that is there. */
export interface BrokerAuthenticationRefArgs {
  /**
   * The name of the BrokerAuthentication, of the same broker.
   */
  name: pulumi.Input<string>;
  /**
   * Whether it has the method X509, for which the port needs TLS.
   *
   * Default: not known.
   */
  usesClientCertificates?: pulumi.Input<boolean>;
  /**
   * The broker that it is of, which must be that of the port.
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
   * The broker that it is of.
   */
  brokerName?: string;
}

/**
 * The references of this program whose authentications take client certificates. What a listener by them breaks is told
 * before anything is registered: an error in an Output stops no inline program of the Automation API (pulumi#14980).
 */
const takingClientCertificates = new WeakSet<pulumi.Output<BrokerAuthenticationRef>>();

/** The reference, which this program can tell from others without waiting for it. */
export function noted(
  ref: pulumi.Output<BrokerAuthenticationRef>,
  usesClientCertificates: boolean,
): pulumi.Output<BrokerAuthenticationRef> {
  if (usesClientCertificates) takingClientCertificates.add(ref);
  return ref;
}

/** Whether the authentication takes client certificates, if that is known at once. */
export function takesClientCertificates(
  ref: pulumi.Input<BrokerAuthenticationRefArgs> | undefined,
): boolean | undefined {
  return takingClientCertificates.has(ref as pulumi.Output<BrokerAuthenticationRef>)
    ? true
    : knownOf(ref, "usesClientCertificates");
}

/** The same as soon as it is known: before the name of an authentication that gets its name later. */
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

/** A BrokerAuthorization as an argument: the `authorizationRef` of a `BrokerAuthorization`, or one that is there. */
export interface BrokerAuthorizationRefArgs {
  /**
   * The name of the BrokerAuthorization, of the same broker.
   */
  name: pulumi.Input<string>;
  /**
   * The broker that it is of, which must be that of the port.
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
   * The broker that it is of.
   */
  brokerName?: string;
}
