/** The rules of the NetworkPolicies that isolate a namespace, in the words of networking.k8s.io/v1. */
import type { Labels } from "../kubernetes/labels";

/** Who may enter a closed pod. */
export interface Entrants {
  clientNamespaceLabels?: Labels;
  clientCidrs?: string[];
  tcpPorts?: number[];
  udpPorts?: number[];
  administrationNamespaceLabels?: Labels;
}

/** One place that a closed pod may go to. */
export interface Destination {
  cidr?: string;
  namespaceLabels?: Labels;
  podLabels?: Labels;
  tcpPorts?: number[];
  udpPorts?: number[];
}

/** The ways out of a closed pod. */
export interface WaysOut {
  destinations?: Destination[];
}

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
 * The cluster's name service by the labels that Kubernetes and AKS give it, on whatever ports its pods listen: rules see
 * these, not that of the Service, and they differ between clusters.
 */
const nameService: Peer = {
  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
  podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
};

/** The pods with these labels, or all of them. */
export function podSelector(labels: Labels | undefined): { matchLabels?: Labels } {
  return labels === undefined ? {} : { matchLabels: labels };
}

/** The rules by which own pods, and administrators if there are any, enter by every port. */
export function ownRules({ administrationNamespaceLabels }: Entrants): { from: Peer[] }[] {
  const administrators = administrationNamespaceLabels && [namespaces(administrationNamespaceLabels)];
  return [{ from: [ownPods] }, ...(administrators ? [{ from: administrators }] : [])];
}

/** The rule by which clients enter. There is none without clients: a rule that names nobody would let in everyone. */
export function clientRules(entrants: Entrants): { from: Peer[]; ports: RulePort[] }[] {
  const { clientNamespaceLabels, clientCidrs = [] } = entrants;
  const from = [
    ...(clientNamespaceLabels ? [namespaces(clientNamespaceLabels)] : []),
    ...clientCidrs.map(cidr => ({ ipBlock: { cidr } })),
  ];
  return from.length === 0 ? [] : [{ from, ports: rulePorts(entrants) }];
}

/** The rules by which closed pods go out. */
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
  if (cidr !== undefined) {
    return { ipBlock: { cidr } };
  }
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
