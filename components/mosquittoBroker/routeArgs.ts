/** The arguments of `MosquittoBroker` about OpenShift. */
import type * as pulumi from "@pulumi/pulumi";

/**
 * An OpenShift Route to a listener with TLS. The router leads clients on by the server name that they ask for, on its
 * port 443, and leaves TLS to the broker (passthrough). At most one of `host` and `subdomain`.
 */
export interface MosquittoRouteArgs {
  /**
   * The host name by which clients reach the listener: it must lead to the router. A change makes a new Route,
   * once the old one is deleted.
   *
   * Default: one that OpenShift makes of the names of broker, namespace and router. Its first label, BROKER-NAMESPACE,
   * has 63 characters at most.
   */
  host?: pulumi.Input<string>;
  /**
   * The host name without the router's domain, which the router adds. A change makes a new Route, once the
   * old one is deleted.
   *
   * Default: none.
   */
  subdomain?: pulumi.Input<string>;
  /**
   * The port of the listener, one with TLS. Plain, since it decides what the certificate is for.
   *
   * Default: that of the only listener with TLS.
   */
  port?: number;
  /**
   * How long a connection may be silent, in the words of HAProxy: a number with us, ms, s, m, h or d. It should be
   * longer than the longest keep-alive of a client.
   *
   * Default: what the router does, 1h unless it is set up otherwise.
   */
  timeout?: pulumi.Input<string>;
  /**
   * Who may connect, as CIDRs.
   *
   * Default: everyone.
   */
  allowedSourceRanges?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * More annotations of the Route.
   *
   * Default: none.
   */
  annotations?: pulumi.Input<{ [key: string]: pulumi.Input<string> }>;
}
