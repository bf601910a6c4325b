/** Which names and addresses the certificate of a listener carries. */
import { isIP } from "node:net";
import { unique } from "./names";

/** All ways by which clients may reach a listener. */
export interface ListenerNames {
  namespace: string;
  serviceName: string;
  clusterIp?: string;
  /** IP addresses and host names from outside: the load balancer's, or the nodes'. */
  external: string[];
  dnsNames: string[];
  ipAddresses: string[];
  includeLocalhost: boolean;
  /** Whether cert-manager issues the certificate. */
  isRequested: boolean;
}

/** The SANs of a certificate. */
export interface SubjectAlternativeNames {
  dnsNames: string[];
  ipAddresses: string[];
}

/**
 * The SANs of a listener's certificate. For cert-manager those come last that a program adds, so that a preview shows the
 * added ones only. A certificate of the TLS provider keeps the order of earlier versions: in another it would be a new one.
 */
export function subjectAlternativeNames(listener: ListenerNames): SubjectAlternativeNames {
  const { clusterIp, external, includeLocalhost, isRequested } = listener;
  const inOrder = (inCluster: string[], outside: string[], given: string[], local: string): string[] => {
    const localhost = includeLocalhost ? [local] : [];
    return unique(
      isRequested
        ? [...inCluster, ...outside, ...localhost, ...given]
        : [...outside, ...inCluster, ...given, ...localhost],
    );
  };
  return {
    dnsNames: inOrder(
      namesInCluster(listener),
      external.filter(address => !isIP(address)),
      listener.dnsNames,
      "localhost",
    ),
    ipAddresses: inOrder(
      clusterIp ? [clusterIp] : [],
      external.filter(address => isIP(address)),
      listener.ipAddresses,
      "127.0.0.1",
    ),
  };
}

/** The names that a Service has in the cluster. */
export function namesInCluster({ namespace, serviceName }: { namespace: string; serviceName: string }): string[] {
  return [
    serviceName,
    `${serviceName}.${namespace}`,
    `${serviceName}.${namespace}.svc`,
    `${serviceName}.${namespace}.svc.cluster.local`,
  ];
}
