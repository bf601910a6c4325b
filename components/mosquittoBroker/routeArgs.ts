/** The arguments of `MosquittoBroker` about OpenShift. */
import type * as pulumi from "@pulumi/pulumi";

/**
 * An OpenShift Route to a listener with TLS. The router accepts clients on port 443, finds the broker by the server
 * name in TLS, and leaves TLS to the broker (passthrough). Set at most one of `host` and `subdomain`.
 */
export interface MosquittoRouteArgs {
  /**
   * The host name by which clients reach the listener, such as `mqtt.example.com`. It must resolve to the router. A
   * change deletes the Route and makes a new one.
   *
   * Default: a name that OpenShift makes from the names of broker, namespace and router. Its first label,
   * BROKER-NAMESPACE, may have at most 63 characters.
   */
  host?: pulumi.Input<string>;
  /**
   * The host name without the domain, which the router adds. A change deletes the Route and makes a new one.
   *
   * Default: none.
   */
  subdomain?: pulumi.Input<string>;
  /**
   * The port of the listener, which must have TLS. Plain, because it decides which certificate gets the host name.
   *
   * Default: the port of the only listener with TLS.
   */
  port?: number;
  /**
   * How long a connection may be idle, as an HAProxy duration: a number with us, ms, s, m, h or d, such as `2h`. It
   * should be longer than the longest keep-alive of a client.
   *
   * Default: the setting of the router, 1h unless changed.
   */
  timeout?: pulumi.Input<string>;
  /**
   * The clients that may connect, as CIDRs such as `203.0.113.0/24`.
   *
   * Default: everyone.
   */
  allowedSourceRanges?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * More annotations of the Route, such as `haproxy.router.openshift.io/balance: leastconn`. Their values are text.
   *
   * Default: none.
   */
  annotations?: pulumi.Input<{ [key: string]: pulumi.Input<string> }>;
}
