/** The endpoints of listeners. */
import * as pulumi from "@pulumi/pulumi";
import { ServiceType } from "../kubernetes/serviceType";
import { notYet } from "../outputs";
import type { ServiceEndpoint } from "../serviceEndpoint/serviceEndpoint";
import type { ListenerProtocol } from "./protocol";

/** Where clients reach a listener. */
export interface ListenerEndpoint {
  /**
   * The protocol that clients use.
   */
  protocol: ListenerProtocol;
  /**
   * The IP address or DNS name that clients connect to.
   */
  host: string;
  /**
   * The port that clients connect to: the node port if `host` is a node, 443 if it is the host of a Route.
   */
  port: number;
  /**
   * Whether clients use TLS.
   */
  tls: boolean;
}

/** A port of a Service. */
export interface ServedPort {
  port: number;
  protocol: ListenerProtocol;
  /** Undefined if Kubernetes picks it. */
  nodePort: pulumi.Input<number | undefined>;
  tls: boolean;
}

/** A Service, and where clients reach it. */
export interface ReachedService {
  serviceName: string;
  endpoint: ServiceEndpoint;
}

/** Where clients reach a port of this Service. */
export function endpointAt(
  { port, protocol, nodePort, tls }: ServedPort,
  { serviceName, endpoint }: ReachedService,
): pulumi.Output<ListenerEndpoint> {
  return pulumi
    .all([endpoint.host, endpoint.type, endpoint.ports, endpoint.nodeAddresses, nodePort])
    .apply(([host, type, ports, nodeAddresses, chosen]) => {
      if (type !== ServiceType.NodePort || nodeAddresses.length === 0) return { protocol, host, port, tls };
      const picked = ports.find(served => served.port === port)?.nodePort;
      return { protocol, host, port: chosen ?? picked ?? notYet<number>(noNodePort(serviceName, port)), tls };
    });
}

function noNodePort(serviceName: string, port: number): string {
  return (
    `Reading the node port of listener ${port}: the Service ${serviceName} has none for it. It was changed outside ` +
    "of Pulumi: run 'pulumi refresh', then the update again."
  );
}
