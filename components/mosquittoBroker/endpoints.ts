/** Where clients reach the listeners of a Mosquitto. */
import type * as pulumi from "@pulumi/pulumi";
import { endpointAt } from "../listeners/endpoint";
import type { ListenerEndpoint, ReachedService } from "../listeners/endpoint";
import { withTls } from "./listeners";
import type { MosquittoListener } from "./listeners";
import { routeTo, routerPort } from "./route";
import type { AdmittedRoute } from "./route";

/** Where clients reach a listener: at this Service, or at this Route if it leads to the listener. */
export function endpointOf(
  listener: MosquittoListener,
  service: ReachedService,
  route?: AdmittedRoute,
): pulumi.Output<ListenerEndpoint> {
  const { protocol } = listener;
  const host = routeTo(listener, route)?.host;
  if (host === undefined) return endpointAt({ ...listener, tls: withTls(listener) }, service);
  return host.apply(admitted => ({ protocol, host: admitted, port: routerPort, tls: true }));
}
