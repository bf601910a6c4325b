/** Where clients reach the listeners of a broker. */
import type * as pulumi from "@pulumi/pulumi";
import { endpointAt } from "../listeners/endpoint";
import type { ListenerEndpoint } from "../listeners/endpoint";
import type { Listener } from "./listeners";
import { routeOf, routerPort } from "./route";
import type { BrokerRoute } from "./route";
import type { BrokerService } from "./services";

/** Where clients reach a listener of this Service, or of this Route if it leads to the listener. */
export function endpointOf(
  listener: Listener,
  { serviceName, endpoint }: BrokerService,
  route?: BrokerRoute,
): pulumi.Output<ListenerEndpoint> {
  const { protocol, tls } = listener;
  const routed = routeOf(listener, route);
  if (routed !== undefined) {
    return routed.host.apply(host => ({ protocol, host, port: routerPort, tls: true }));
  }
  return endpointAt({ ...listener, tls: tls !== undefined }, serviceName, endpoint);
}
