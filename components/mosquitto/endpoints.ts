/** Where clients reach the listeners of a broker. */
import * as pulumi from "@pulumi/pulumi";
import { quickToPrint } from "../checked";
import type { ListenerProtocol } from "../network/listenerProtocol";
import { ServiceType } from "../network/serviceType";
import type { Listener } from "./listeners";
import { routeOf, routerPort } from "./route";
import type { BrokerRoute } from "./route";
import type { BrokerService } from "./services";

/** Where clients reach a listener. */
export interface ListenerEndpoint {
  /**
   * What clients speak.
   */
  protocol: ListenerProtocol;
  /**
   * The IP address or name that they connect to.
   */
  host: string;
  /**
   * The port that they connect to: the node port when `host` is a node, 443 when it is the host of a Route.
   */
  port: number;
  /**
   * Whether they use TLS.
   */
  tls: boolean;
}

/** Where clients reach a listener of this Service, or of this Route if it leads to the listener. */
export function endpointOf(
  listener: Listener,
  { serviceName, endpoint }: BrokerService,
  route?: BrokerRoute,
): pulumi.Output<ListenerEndpoint> {
  const { port, protocol, tls } = listener;
  const routed = routeOf(listener, route);
  if (routed !== undefined) {
    return routed.host.apply(host => ({ protocol, host, port: routerPort, tls: true }));
  }
  return pulumi
    .all([endpoint.host, endpoint.type, endpoint.ports, endpoint.nodeAddresses, listener.nodePort])
    .apply(([host, type, ports, nodeAddresses, wanted]) => {
      const atNode = type === ServiceType.NodePort && nodeAddresses.length > 0;
      const nodePort = wanted ?? ports.find(served => served.port === port)?.nodePort;
      return { protocol, host, port: atNode ? (nodePort ?? notYet(serviceName, port)) : port, tls: tls !== undefined };
    });
}

/** Unknown while the Service is still to get the port, an error when it should have it. */
function notYet(serviceName: string, port: number): number {
  if (pulumi.runtime.isDryRun()) {
    return pulumi.unknown as unknown as number;
  }
  throw quickToPrint(
    new pulumi.RunError(
      `Reading the node port of listener ${port}: the Service ${serviceName} has none for it. Someone changed the ` +
        "Service: run 'pulumi refresh', then the update again.",
    ),
  );
}
