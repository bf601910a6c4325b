/** What the Service that the API server shows tells about its addresses. */

/** A Service as the API server shows it, as far as it matters here. */
export interface ServiceState {
  metadata?: { name?: string; namespace?: string };
  spec?: { type?: string; clusterIP?: string; ports?: ServicePortState[]; selector?: Record<string, string> };
  status?: { loadBalancer?: { ingress?: IngressState[] } };
}

interface ServicePortState {
  name?: string;
  port: number;
  nodePort?: number;
  targetPort?: number | string;
  protocol?: string;
}

interface IngressState {
  ip?: string;
  hostname?: string;
}

/** A port of a Service. */
export interface ServiceEndpointPort {
  /**
   * The name of the port in the Service.
   */
  name?: string;
  /**
   * The port on the Service's own addresses.
   */
  port: number;
  /**
   * The port on every node, for the types NodePort and LoadBalancer.
   */
  nodePort?: number;
  /**
   * The transport protocol: TCP, UDP or SCTP.
   */
  protocol: string;
}

/** Where clients reach a Service. */
export interface ServiceAddresses {
  type: string;
  clusterIp: string | undefined;
  ipAddress: string | undefined;
  hostname: string | undefined;
  host: string;
  external: string[];
  ports: ServiceEndpointPort[];
  podLabels: Record<string, string>;
  containerPorts: number[];
}

/** Where clients reach a Service, or undefined for a load balancer that has no address yet. */
export function addressesOf(service: ServiceState, nodeAddresses: string[]): ServiceAddresses | undefined {
  const type = service.spec?.type ?? "ClusterIP";
  const ingress = type === "LoadBalancer" ? (service.status?.loadBalancer?.ingress ?? []) : [];
  // Sorted, since a load balancer may list them in any order, another each time.
  const ipAddresses = ingress.flatMap(({ ip }) => ip || []).sort();
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
    ports: (service.spec?.ports ?? []).map(({ name, port, nodePort, protocol }) => ({
      name,
      port,
      nodePort,
      protocol: protocol ?? "TCP",
    })),
    podLabels: service.spec?.selector ?? {},
    // A port that the pods know by name has no number here.
    containerPorts: (service.spec?.ports ?? []).flatMap(({ port, targetPort = port }) =>
      typeof targetPort === "number" ? [targetPort] : [],
    ),
  };
}

function clusterIpOf(service: ServiceState): string | undefined {
  const clusterIp = service.spec?.clusterIP;
  return clusterIp === "None" || clusterIp === "" ? undefined : clusterIp;
}

/** The address by which clients outside reach a node: its external one if it has one. */
export function addressOfNode(addresses: NodeAddressState[] | undefined): string | undefined {
  const byType = (type: string) => addresses?.find(entry => entry.type === type)?.address;
  return byType("ExternalIP") ?? byType("InternalIP");
}

interface NodeAddressState {
  type: string;
  address: string;
}

/** What `kubectl wait` and `pulumi.com/waitFor` wait for until a Service of this type has its address. */
export function addressCondition(type: string, ipAddress: string | undefined): string {
  if (type !== "LoadBalancer") {
    return "jsonpath={.spec.clusterIP}";
  }
  const address = "jsonpath={.status.loadBalancer.ingress[0]";
  return ipAddress === undefined ? `${address}}` : `${address}.ip}=${ipAddress}`;
}
