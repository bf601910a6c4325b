/** The rules of the NetworkPolicies that isolate a namespace, in the words of networking.k8s.io/v1. */
import { refuse, requireObject } from "../inputs/checked";
import { shown } from "../inputs/shown";
import { checkCidr } from "../kubernetes/ipRanges";
import { checkSelectorLabels } from "../kubernetes/labels";
import type { Labels } from "../kubernetes/labels";
import { checkDistinctPorts, checkPort } from "../kubernetes/ports";

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

/** Refuses clients whose ports turn out to be none, also where they were given as Outputs. */
export function checkEntrants(entrants: Entrants): Entrants {
  if (clientRules(entrants).some(({ ports }) => ports.length === 0)) {
    refuseWithoutPorts();
  }
  return entrants;
}

/** To a rule no port means every port. */
export function refuseWithoutPorts(): never {
  refuse("tcpPorts", "is missing, as is udpPorts: name the ports by which the clients enter");
}

/** Refuses ports that cannot be, that stand there twice, and an empty list: to a rule that means every port. */
export function checkPorts(ports: number[], propertyPath: string): number[] {
  requireSome(ports, propertyPath, "means every port: name at least one, or leave it out");
  const paths = ports.map((_, index) => `${propertyPath}[${index}]`);
  ports.forEach((port, index) => checkPort(port, paths[index]));
  checkDistinctPorts(ports, paths);
  return ports;
}

/** Refuses what is no range, and an empty list. */
export function checkCidrs(cidrs: string[], propertyPath: string): string[] {
  requireSome(cidrs, propertyPath, "lets in nobody: name at least one range, or leave it out");
  return cidrs.map((cidr, index) => checkCidr(cidr, `${propertyPath}[${index}]`));
}

/** Refuses a destination that is none or two. */
export function checkEgress(egress: WaysOut, propertyPath: string): WaysOut {
  requireObject(egress, propertyPath);
  const path = `${propertyPath}.destinations`;
  if (egress.destinations !== undefined && !Array.isArray(egress.destinations)) {
    refuse(path, `is ${shown(egress.destinations)}, but must be a list`);
  }
  egress.destinations?.forEach((destination, index) => checkDestination(destination, `${path}[${index}]`));
  return egress;
}

function checkDestination(destination: Destination, propertyPath: string): void {
  const { cidr, namespaceLabels, podLabels, tcpPorts, udpPorts } = requireObject(destination, propertyPath);
  if ((cidr === undefined) === (namespaceLabels === undefined)) {
    const has = cidr === undefined ? "neither cidr nor namespaceLabels" : "both cidr and namespaceLabels";
    refuse(propertyPath, `has ${has}: give exactly one`);
  }
  if (cidr !== undefined) {
    checkCidr(cidr, `${propertyPath}.cidr`);
    if (podLabels !== undefined) {
      refuse(`${propertyPath}.podLabels`, "is given beside cidr: pods are selected in namespaces only");
    }
  }
  if (namespaceLabels !== undefined) checkSelectorLabels(namespaceLabels, `${propertyPath}.namespaceLabels`);
  if (podLabels !== undefined) checkSelectorLabels(podLabels, `${propertyPath}.podLabels`);
  if (tcpPorts !== undefined) checkPorts(tcpPorts, `${propertyPath}.tcpPorts`);
  if (udpPorts !== undefined) checkPorts(udpPorts, `${propertyPath}.udpPorts`);
}

function requireSome(list: unknown[], propertyPath: string, why: string): void {
  if (!Array.isArray(list)) {
    refuse(propertyPath, `is ${shown(list)}, but must be a list`);
  }
  if (list.length === 0) {
    refuse(propertyPath, `is empty, which ${why}`);
  }
}
