/** How a Service is reached, in the words of Kubernetes. */
import { oneOf } from "../inputs/values";

/** The type of a Service. */
export const ServiceType = {
  /** From inside the cluster only */
  ClusterIP: "ClusterIP",
  /** From outside, on a port of every node */
  NodePort: "NodePort",
  /** From outside, on an address of its own */
  LoadBalancer: "LoadBalancer",
} as const;
export type ServiceType = (typeof ServiceType)[keyof typeof ServiceType];

/** A type of a Service. */
export const checkServiceType = oneOf(ServiceType);
