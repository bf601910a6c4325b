/** A Service is ready with Pods to send traffic to and, as a LoadBalancer, an address; an Ingress needs only an address. */
import type { V1EndpointSlice, V1Ingress, V1Service } from "@kubernetes/client-node";
import type { Cluster } from "../../../kubernetes/client";
import type { KubeObject } from "../../../kubernetes/objects";
import { done, waitingFor } from "./progress";
import type { Progress } from "./progress";

export async function serviceProgress(object: KubeObject, cluster: Cluster): Promise<Progress> {
  const service = object as unknown as V1Service;
  const missing = [];
  const lacksPods = selectsPods(service) && !(await hasReadyEndpoint(cluster, service));
  if (lacksPods) {
    missing.push(
      "Service does not target any Pods. Selected Pods may not be ready, or " +
        "field '.spec.selector' may not match labels on any Pods",
    );
  }
  if (service.spec?.type === "LoadBalancer" && !service.status?.loadBalancer?.ingress?.length) {
    missing.push("Service was not allocated an IP address; does your cloud provider support this?");
  }
  if (missing.length === 0) return { ...done, status: "Service initialization complete" };
  const status = lacksPods
    ? "[1/3] Finding Pods to direct traffic to"
    : "[2/3] Attempting to allocate IP address to Service";
  return { ...waitingFor(...missing), status };
}

export function ingressProgress(object: KubeObject): Progress {
  const { status } = object as unknown as V1Ingress;
  if (status?.loadBalancer?.ingress?.length) return done;
  return waitingFor("Ingress was not allocated an address: is an ingress controller running for its class?");
}

/** Whether the Service needs Pods: not if it is headless, an ExternalName, or without a selector. */
function selectsPods({ spec }: V1Service): boolean {
  return spec?.type !== "ExternalName" && spec?.clusterIP !== "None" && Object.keys(spec?.selector ?? {}).length > 0;
}

async function hasReadyEndpoint(cluster: Cluster, { metadata }: V1Service): Promise<boolean> {
  const kind = { apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice" };
  const labelSelector = `kubernetes.io/service-name=${metadata?.name}`;
  const slices = await cluster.list<V1EndpointSlice>(kind, metadata?.namespace, { labelSelector });
  return slices.some(slice => slice.endpoints?.some(endpoint => endpoint.conditions?.ready !== false));
}
