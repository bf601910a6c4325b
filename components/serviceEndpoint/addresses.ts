/** The addresses of a Service, read from the object that the API server returns, in canonical form. */
import { canonicalAddress } from "../kubernetes/ipAddresses";

/** The parts of a Service that matter here. */
interface ServiceState {
  metadata?: { name?: string; namespace?: string };
  spec?: { type?: string; clusterIP?: string; ports?: ServicePortState[]; selector?: Record<string, string> };
  status?: { loadBalancer?: { ingress?: { ip?: string; hostname?: string }[] } };
}

interface ServicePortState {
  name?: string;
  port: number;
  nodePort?: number;
  targetPort?: number | string;
  protocol?: string;
}

/** A port of a Service. */
export interface ServiceEndpointPort {
  /**
   * The name of the port in the Service.
   */
  name?: string;
  /**
   * The port on the addresses of the Service.
   */
  port: number;
  /**
   * The port on every node. Set only for the types NodePort and LoadBalancer.
   */
  nodePort?: number;
  /**
   * The transport protocol: TCP, UDP or SCTP.
   */
  protocol: string;
}

/** Where clients reach a Service. */
export type ServiceAddresses = NonNullable<ReturnType<typeof addressesOf>>;

/** Where clients reach a Service, or undefined for a load balancer that has no address yet. */
export function addressesOf(service: ServiceState, nodeAddresses: string[]) {
  const { spec } = service;
  const type = spec?.type ?? "ClusterIP";
  const ports = spec?.ports ?? [];
  const ingress = type === "LoadBalancer" ? (service.status?.loadBalancer?.ingress ?? []) : [];
  // Sorted, because a load balancer may list them in a different order each time.
  const ipAddresses = ingress.flatMap(({ ip }) => (ip ? canonicalAddress(ip) : [])).sort();
  const hostnames = ingress.flatMap(entry => entry.hostname || []).sort();
  const [ipAddress] = ipAddresses as (string | undefined)[];
  const [hostname] = hostnames as (string | undefined)[];
  if (type === "LoadBalancer" && !ipAddress && !hostname) {
    return undefined;
  }
  const inCluster = `${service.metadata?.name}.${service.metadata?.namespace ?? "default"}.svc`;
  const external = type === "NodePort" ? nodeAddresses : [...ipAddresses, ...hostnames];
  return {
    type,
    clusterIp: clusterIpOf(service),
    ipAddress,
    hostname,
    host: external[0] ?? inCluster,
    external,
    ports: ports.map(({ name, port, nodePort, protocol }) => ({ name, port, nodePort, protocol: protocol ?? "TCP" })),
    podLabels: spec?.selector ?? {},
    // A target port may be the name of a port of the pods.
    containerPorts: ports.map(({ port, targetPort }) => targetPort ?? port).filter(port => typeof port === "number"),
  };
}

function clusterIpOf(service: ServiceState): string | undefined {
  const clusterIp = service.spec?.clusterIP;
  return clusterIp === undefined || clusterIp === "None" || clusterIp === "" ? undefined : canonicalAddress(clusterIp);
}

/** The address of a node for clients outside the cluster: its external address, or else its internal one. */
export function addressOfNode(addresses: { type: string; address: string }[] | undefined): string | undefined {
  const byType = (type: string) => addresses?.find(entry => entry.type === type)?.address;
  const address = byType("ExternalIP") ?? byType("InternalIP");
  return address === undefined ? undefined : canonicalAddress(address);
}

/** The condition for `kubectl wait` and `pulumi.com/waitFor` that a Service of this type has its address. */
export function addressCondition(type: string, ipAddress: string | undefined): string {
  if (type !== "LoadBalancer") {
    return "jsonpath={.spec.clusterIP}";
  }
  const address = "jsonpath={.status.loadBalancer.ingress[0]";
  return ipAddress === undefined ? `${address}}` : `${address}.ip}=${ipAddress}`;
}
