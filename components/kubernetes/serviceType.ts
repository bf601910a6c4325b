/** How a Service is reached, in the words of Kubernetes. */
import { refuse } from "../inputs/checked";
import type { PropertyPath } from "../inputs/path";
import { shown } from "../inputs/shown";

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

/** Refuses what is no type of a Service. */
export function checkServiceType(type: ServiceType, propertyPath: PropertyPath | string): ServiceType {
  if (!Object.keys(ServiceType).includes(type)) {
    const near = Object.keys(ServiceType).find(known => known.toLowerCase() === String(type).toLowerCase());
    const meant = near ? `. Did you mean '${near}'?` : "";
    refuse(propertyPath, `is ${shown(type)}, but must be one of ${Object.keys(ServiceType).join(", ")}${meant}`);
  }
  return type;
}
