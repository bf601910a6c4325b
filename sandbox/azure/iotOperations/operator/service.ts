/** The Service of a listener. */
import type { V1OwnerReference, V1Service } from "@kubernetes/client-node";
import { brokerOf, serviceOf } from "../customResources";
import type { BrokerListener } from "../customResources";
import { frontendLabels, group, namespace, version } from "../names";

const types = { ClusterIp: "ClusterIP", NodePort: "NodePort", LoadBalancer: "LoadBalancer" } as const;

/** As the operator writes it. */
export function serviceFor(listener: BrokerListener): V1Service {
  const labels = frontendLabels(brokerOf(listener));
  const type = types[listener.spec.serviceType ?? "ClusterIp"];
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: serviceOf(listener), namespace, labels, ownerReferences: [ownerReference(listener)] },
    spec: {
      type,
      selector: labels,
      internalTrafficPolicy: "Cluster",
      ...(type === "ClusterIP" ? {} : { externalTrafficPolicy: "Cluster" }),
      ipFamilyPolicy: "SingleStack",
      sessionAffinity: "None",
      ports: listener.spec.ports.map(({ port, nodePort }) => ({
        name: `mqtt-${port}`,
        port,
        targetPort: port,
        protocol: "TCP",
        ...(nodePort && type !== "ClusterIP" ? { nodePort } : {}),
      })),
    },
  };
}

/** Makes Kubernetes delete what the operator creates with the resource that it was created for. */
export function ownerReference({
  kind = "BrokerListener",
  metadata,
}: Pick<BrokerListener, "kind" | "metadata">): V1OwnerReference {
  return {
    apiVersion: `${group}/${version}`,
    kind,
    name: metadata.name ?? "",
    uid: metadata.uid ?? "",
    controller: true,
    blockOwnerDeletion: true,
  };
}
