/** A Route of OpenShift's API, as far as the router reads it. */
import type { KubernetesListObject, V1ObjectMeta } from "@kubernetes/client-node";

export interface Route {
  apiVersion?: string;
  kind?: string;
  metadata: V1ObjectMeta;
  spec: {
    host?: string;
    subdomain?: string;
    to: { kind?: string; name: string; weight?: number };
    alternateBackends?: { kind?: string; name: string; weight?: number }[];
    /** A number is a port of the pods, a name one of the Service's ports. */
    port?: { targetPort: number | string };
    tls?: { termination: string; insecureEdgeTerminationPolicy?: string };
    wildcardPolicy?: string;
  };
  status?: { ingress?: RouteIngress[] };
}

export type RouteList = KubernetesListObject<Route>;

/** What one router says about a Route. */
export interface RouteIngress {
  host?: string;
  routerName?: string;
  routerCanonicalHostname?: string;
  wildcardPolicy?: string;
  conditions?: RouteCondition[];
}

export interface RouteCondition {
  type: string;
  status: "True" | "False";
  reason?: string;
  message?: string;
  lastTransitionTime?: string;
}

/** A Route's namespace and name, as messages give them. */
export function routeName({ metadata }: Route): string {
  return `${metadata.namespace}/${metadata.name}`;
}
