/** Which names and addresses the certificate of a listener carries. */
import { isIP } from "node:net";
import { unique } from "./certificateNames";

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
}

/** The SANs of a certificate. */
export interface SubjectAlternativeNames {
  dnsNames: string[];
  ipAddresses: string[];
}

/** The SANs of a listener's certificate: external first, then those inside the cluster, then the user's own. */
export function subjectAlternativeNames(listener: ListenerNames): SubjectAlternativeNames {
  const { clusterIp, external, includeLocalhost } = listener;
  return {
    dnsNames: unique([
      ...external.filter(address => !isIP(address)),
      ...namesInCluster(listener),
      ...listener.dnsNames,
      ...(includeLocalhost ? ["localhost"] : []),
    ]),
    ipAddresses: unique([
      ...external.filter(address => isIP(address)),
      ...(clusterIp ? [clusterIp] : []),
      ...listener.ipAddresses,
      ...(includeLocalhost ? ["127.0.0.1"] : []),
    ]),
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
