/** The rules of the NetworkPolicies that isolate a namespace, as properties of networking.k8s.io/v1. */
import type * as pulumi from "@pulumi/pulumi";
import type { Labels } from "../kubernetes/labels";
import type { IsolationDestinationArgs, IsolationEgressArgs } from "./args";

/** Who may enter a closed pod. */
export interface Entrants {
  clientNamespaceLabels?: Labels;
  clientCidrs?: string[];
  tcpPorts?: number[];
  udpPorts?: number[];
  administrationNamespaceLabels?: Labels;
}

/** A destination that a closed pod may reach. */
export type Destination = pulumi.Unwrap<IsolationDestinationArgs>;

/** The destinations of a closed pod. */
export type WaysOut = pulumi.Unwrap<IsolationEgressArgs>;

/** One side of a rule. */
interface Peer {
  podSelector?: { matchLabels?: Labels };
  namespaceSelector?: { matchLabels: Labels };
  ipBlock?: { cidr: string };
}

/** A port of a rule. */
interface RulePort {
  protocol: "TCP" | "UDP";
  port: number;
}

const ownPods: Peer = { podSelector: {} };

/**
 * The cluster's DNS, by the labels that Kubernetes and AKS give its pods, on every port: rules see the pods' ports, not the
 * Service's, and they differ between clusters.
 */
const nameService: Peer = {
  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
  podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
};

/** The pods with these labels, or all of them. */
export function podSelector(labels: Labels | undefined): { matchLabels?: Labels } {
  return labels === undefined ? {} : { matchLabels: labels };
}

/** The rules that let pods of the namespace, and administrators if any, use every port. */
export function ownRules({ administrationNamespaceLabels }: Entrants): { from: Peer[] }[] {
  const administrators = administrationNamespaceLabels && [namespaces(administrationNamespaceLabels)];
  return [{ from: [ownPods] }, ...(administrators ? [{ from: administrators }] : [])];
}

/** The rule that lets clients in. Without clients there is none, because a rule that names no one would let everyone in. */
export function clientRules(entrants: Entrants): { from: Peer[]; ports: RulePort[] }[] {
  const { clientNamespaceLabels, clientCidrs = [] } = entrants;
  const from = [
    ...(clientNamespaceLabels ? [namespaces(clientNamespaceLabels)] : []),
    ...clientCidrs.map(cidr => ({ ipBlock: { cidr } })),
  ];
  return from.length === 0 ? [] : [{ from, ports: rulePorts(entrants) }];
}

/** The rules for outgoing connections of closed pods. */
export function egressRules({ destinations = [] }: WaysOut): { to: Peer[]; ports?: RulePort[] }[] {
  return [
    { to: [ownPods] },
    { to: [nameService] },
    ...destinations.map(destination => {
      const ports = rulePorts(destination);
      return { to: [peerOf(destination)], ...(ports.length > 0 ? { ports } : {}) };
    }),
  ];
}

function peerOf({ cidr, namespaceLabels, podLabels }: Destination): Peer {
  if (cidr !== undefined) return { ipBlock: { cidr } };
  return { ...namespaces(namespaceLabels!), ...(podLabels ? { podSelector: podSelector(podLabels) } : {}) };
}

function namespaces(labels: Labels): Peer {
  return { namespaceSelector: { matchLabels: labels } };
}

function rulePorts({ tcpPorts = [], udpPorts = [] }: { tcpPorts?: number[]; udpPorts?: number[] }): RulePort[] {
  return [
    ...tcpPorts.map(port => ({ protocol: "TCP" as const, port })),
    ...udpPorts.map(port => ({ protocol: "UDP" as const, port })),
  ];
}
