/** The names and addresses in the certificate of a listener. */
import { isIP } from "node:net";
import { unique } from "./names";

/** All names and addresses by which clients may reach a listener. */
interface ListenerNames {
  namespace: string;
  serviceName: string;
  clusterIp?: string;
  /** IP addresses and host names outside the cluster: the load balancer's, or the nodes'. */
  external: string[];
  dnsNames: string[];
  ipAddresses: string[];
  includeLocalhost: boolean;
  /** Whether cert-manager issues the certificate. */
  isRequested: boolean;
}

/**
 * The SANs of a listener's certificate. For cert-manager, the names given by the program come last, so that a preview
 * shows only the added ones. For the TLS provider the order is that of earlier versions: another order would replace the
 * certificate.
 */
export function subjectAlternativeNames(listener: ListenerNames): Record<"dnsNames" | "ipAddresses", string[]> {
  const { clusterIp, external, includeLocalhost, isRequested } = listener;
  const inOrder = (inCluster: string[], outside: string[], given: string[], local: string): string[] => {
    const included = includeLocalhost ? [local] : [];
    return unique(
      isRequested
        ? [...inCluster, ...outside, ...included, ...given]
        : [...outside, ...inCluster, ...given, ...included],
    );
  };
  return {
    dnsNames: inOrder(
      namesInCluster(listener),
      external.filter(address => !isIP(address)),
      listener.dnsNames,
      localhost.dnsName,
    ),
    ipAddresses: inOrder(
      clusterIp ? [clusterIp] : [],
      external.filter(address => isIP(address)),
      listener.ipAddresses,
      localhost.ipAddress,
    ),
  };
}

/** The name and the address for port-forwarding. */
export const localhost = { dnsName: "localhost", ipAddress: "127.0.0.1" };

/** The DNS names of a Service inside the cluster. */
export function namesInCluster({ namespace, serviceName }: { namespace: string; serviceName: string }): string[] {
  return [
    serviceName,
    `${serviceName}.${namespace}`,
    `${serviceName}.${namespace}.svc`,
    `${serviceName}.${namespace}.svc.cluster.local`,
  ];
}
