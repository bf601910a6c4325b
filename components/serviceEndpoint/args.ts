/** Arguments of `ServiceEndpoint`. */
import type * as pulumi from "@pulumi/pulumi";
import type { NodeArgs } from "../kubernetes/nodes";
import type { ServiceType } from "../kubernetes/serviceType";

/** The arguments of a `ServiceEndpoint`. Set exactly one of `serviceId` and `awaitedService`. */
export interface ServiceEndpointArgs extends NodeArgs {
  /**
   * The `id` of a Service that the program creates: `NAMESPACE/NAME`, such as `mqtt/broker-tls`.
   */
  serviceId?: pulumi.Input<string>;
  /**
   * A Service that something else creates, such as an operator, perhaps only later in the same update. Plain, because it
   * decides which resources are created.
   */
  awaitedService?: AwaitedServiceArgs;
  /**
   * The expected type of the Service. While a preview finds another type, the addresses are unknown.
   *
   * Default: any type; an awaited Service is expected to be a LoadBalancer.
   */
  type?: pulumi.Input<ServiceType>;
  /**
   * The expected IP address of the load balancer. While a preview finds another address, the addresses are unknown.
   *
   * Default: any address.
   */
  ipAddress?: pulumi.Input<string>;
}

/** A Service that something else creates, perhaps later. */
export interface AwaitedServiceArgs {
  /**
   * The namespace of the Service. It must exist, because the Job that waits runs in it.
   */
  namespace: pulumi.Input<string>;
  /**
   * The name of the Service.
   */
  name: pulumi.Input<string>;
  /**
   * Wait also until these ports of the Service, from 1 to 65535, have a node port. If one never gets it, the Job waits for
   * ever.
   *
   * Default: none.
   */
  nodePortsFor?: pulumi.Input<pulumi.Input<number>[]>;
  /**
   * Wait also until the Service has the `type` of the endpoint. Set it if the Service exists with another type that is
   * about to change.
   *
   * Default: false.
   */
  awaitType?: pulumi.Input<boolean>;
  /**
   * The image of the Job that waits: any image with kubectl 1.31 or later as its entry point.
   *
   * Default: registry.k8s.io/kubectl:v1.36.3.
   */
  image?: pulumi.Input<string>;
  /**
   * How long an update waits for the Service and its address, in seconds, at least 1. The Job itself goes on waiting, so
   * that a later update may find it finished.
   *
   * Default: 600.
   */
  timeoutSeconds?: pulumi.Input<number>;
}
