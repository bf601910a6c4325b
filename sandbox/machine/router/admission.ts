/** Decides which Route gets which host. */
import { network } from "../layout";
import { routeName } from "./route";
import type { Route, RouteCondition, RouteIngress } from "./route";

/** What one Route should show. */
export interface Admission {
  route: Route;
  host: string;
  /** Whether the router serves it. */
  admitted: boolean;
  ingress: RouteIngress[];
  /** Whether this differs from what the Route shows now. */
  changed: boolean;
}

const routerName = "default";
const routerCanonicalHostname = `router-default.${network.routerDomain}`;

/** The oldest Route that asks for a host gets it; of two equally old ones, the first by namespace and name. */
export function admitRoutes(routes: readonly Route[], now: Date): Admission[] {
  const owners = new Map<string, Route>();
  return [...routes].sort(byAge).map(route => {
    const host = hostOf(route);
    const owner = owners.get(host);
    const refusal = refusalOf(route) ?? (owner && claimed(owner, host));
    if (refusal === undefined) owners.set(host, route);
    const condition: RouteCondition = { type: "Admitted", status: refusal ? "False" : "True", ...refusal };
    const ingress = [ingressOf(route, host, condition, now)];
    return {
      route,
      host,
      admitted: refusal === undefined,
      ingress,
      changed: JSON.stringify(ingress) !== JSON.stringify(route.status?.ingress?.map(ordered)),
    };
  });
}

function byAge(a: Route, b: Route): number {
  const created = (route: Route) => new Date(route.metadata.creationTimestamp ?? 0).getTime();
  return created(a) - created(b) || (routeName(a) < routeName(b) ? -1 : 1);
}

/** The host that a Route names, or else one below the router's domain. */
function hostOf({ metadata, spec }: Route): string {
  const name = spec.host || `${spec.subdomain || `${metadata.name}-${metadata.namespace}`}.${network.routerDomain}`;
  return name.toLowerCase();
}

type Refusal = Pick<RouteCondition, "reason" | "message">;

function claimed(owner: Route, host: string): Refusal {
  return {
    reason: "HostAlreadyClaimed",
    message: `route ${owner.metadata.name} in namespace ${owner.metadata.namespace} already exposes ${host} and is older`,
  };
}

function refusalOf({ spec }: Route): Refusal | undefined {
  if (spec.tls?.termination !== "passthrough") {
    return { reason: "NotOffered", message: "this router serves Routes with passthrough termination only" };
  }
  if (spec.wildcardPolicy === "Subdomain") {
    return { reason: "RouteNotAdmitted", message: "wildcard routes are not allowed" };
  }
  return undefined;
}

function ingressOf(route: Route, host: string, condition: RouteCondition, now: Date): RouteIngress {
  const before = route.status?.ingress?.find(ingress => ingress.routerName === routerName)?.conditions?.[0];
  const same = before?.status === condition.status && before.reason === condition.reason;
  return ordered({
    host,
    routerName,
    routerCanonicalHostname,
    wildcardPolicy: route.spec.wildcardPolicy ?? "None",
    conditions: [
      {
        ...condition,
        lastTransitionTime: (same && before.lastTransitionTime) || now.toISOString().replace(/\.\d+/, ""),
      },
    ],
  });
}

/** The same with its fields in one order, so that two can be compared. */
function ordered({ host, routerName, routerCanonicalHostname, wildcardPolicy, conditions = [] }: RouteIngress) {
  return {
    host,
    routerName,
    routerCanonicalHostname,
    wildcardPolicy,
    conditions: conditions.map(({ type, status, reason, message, lastTransitionTime }) => ({
      type,
      status,
      reason,
      message,
      lastTransitionTime,
    })),
  };
}
