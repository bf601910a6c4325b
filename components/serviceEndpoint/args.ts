/** The arguments of `ServiceEndpoint`. */
import type * as pulumi from "@pulumi/pulumi";
import type { ServiceType } from "../kubernetes/serviceType";

/** What a `ServiceEndpoint` is made from: exactly one of `serviceId` and `awaitedService`. */
export interface ServiceEndpointArgs {
  /**
   * A Service of the program: its `id`, which is its namespace and name with a slash between.
   */
  serviceId?: pulumi.Input<string>;
  /**
   * A Service that someone else makes, perhaps only later in the same update.
   */
  awaitedService?: AwaitedServiceArgs;
  /**
   * The type that the Service is meant to have. While a preview still finds another one, its addresses are unknown.
   *
   * Default: whatever it has; an awaited Service is waited for as a LoadBalancer.
   */
  type?: pulumi.Input<ServiceType>;
  /**
   * The IP address that the load balancer is meant to have. While a preview still finds another one, its addresses are
   * unknown.
   *
   * Default: whatever it has.
   */
  ipAddress?: pulumi.Input<string>;
  /**
   * For a Service of type NodePort: IP addresses or DNS names by which clients outside reach the nodes.
   *
   * Default: those of `nodeNames`.
   */
  nodeAddresses?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * For a Service of type NodePort: the nodes whose external, or else internal, IP addresses clients use. Plain, since
   * each is read.
   *
   * Default: none.
   */
  nodeNames?: string[];
}

/** A Service that someone else makes, perhaps later. */
export interface AwaitedServiceArgs {
  /**
   * The namespace of the Service. It must be there; the Job that waits runs in it.
   */
  namespace: pulumi.Input<string>;
  /**
   * The name of the Service.
   */
  name: pulumi.Input<string>;
  /**
   * Ports, from 1 to 65535, that the Service must have a node port for. One that it never gets is awaited for ever.
   *
   * Default: none.
   */
  nodePortsFor?: pulumi.Input<pulumi.Input<number>[]>;
  /**
   * Wait also until the Service has the `type` of the endpoint, for one that is there with another.
   *
   * Default: false: a Service is made with its type.
   */
  awaitType?: pulumi.Input<boolean>;
  /**
   * The image of the Job that waits: any with kubectl 1.31 or later as its entry point.
   *
   * Default: registry.k8s.io/kubectl:v1.36.3.
   */
  image?: pulumi.Input<string>;
  /**
   * How long an update waits for the Service and its address, in seconds, from 1 up. The Job itself goes on waiting, so
   * that a later update may find it done.
   *
   * Default: 600.
   */
  timeoutSeconds?: pulumi.Input<number>;
}
