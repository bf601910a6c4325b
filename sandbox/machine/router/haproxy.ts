/** The configuration of HAProxy: which host leads to which pods. */
import { createHash } from "node:crypto";
import { BlockList, isIP } from "node:net";
import type { V1EndpointSlice } from "@kubernetes/client-node";
import { network } from "../layout";
import type { Admission } from "./admission";
import { routeName } from "./route";
import type { Route } from "./route";

const annotation = (name: string) => `haproxy.router.openshift.io/${name}`;
/** A number with one of HAProxy's units, as OpenShift's router requires it. */
const timeSpec = /^[1-9]\d*(us|ms|s|m|h|d)?$/;

/** The files that the configuration refers to. */
export interface RouterFiles {
  /** Where HAProxy says which configuration it has. */
  statusSocket: string;
  /** The router's own certificate and key, in one file. */
  defaultCertificate: string;
}

/** Where HAProxy hands itself clients without a Route. It is not a file: for that, HAProxy's user would need a folder. */
const noRouteSocket = "abns@aks-mqtt-no-route";

/**
 * Forwards TLS without terminating it, by the server name that the client asks for. A client that asks for none, or for one
 * without a Route, gets the router's own certificate and HTTP 503, as with OpenShift's router.
 */
export function haproxyConfiguration(
  admissions: readonly Admission[],
  slices: readonly V1EndpointSlice[],
  files: RouterFiles,
): string {
  const served = admissions.filter(({ admitted }) => admitted);
  const rules = served.map(
    ({ route, host }) => `  use_backend ${backendName(route)} if { req.ssl_sni -m str -i ${host} }\n`,
  );
  return `global
  user haproxy
  group haproxy
  log stderr format raw daemon warning
  maxconn 2000
  stats socket ${files.statusSocket} mode 600 level user expose-fd listeners

defaults
  mode tcp
  log global
  option dontlognull
  timeout connect 5s
  timeout client 30s
  timeout server 30s
  timeout tunnel 1h

frontend public_ssl
  bind ${network.routerAddress}:443
  tcp-request inspect-delay 5s
  tcp-request content accept if { req.ssl_hello_type 1 }
${rules.join("")}  default_backend no_route

backend no_route
  server no_route ${noRouteSocket}

frontend no_route
  mode http
  bind ${noRouteSocket} ssl crt ${files.defaultCertificate}
  timeout http-request 10s
  http-request return status 503 content-type text/plain string "No Route has this host."

${served.map(({ route }) => backend(route, slices)).join("\n")}`;
}

/** Hosts and names reach HAProxy unchanged, since the schema of Routes admits only DNS names. */
function backendName(route: Route): string {
  return `be_tcp:${route.metadata.namespace}:${route.metadata.name}`;
}

function backend(route: Route, slices: readonly V1EndpointSlice[]): string {
  const { annotations = {} } = route.metadata;
  const timeout = [annotations[annotation("timeout-tunnel")], annotations[annotation("timeout")]].find(
    given => given !== undefined && timeSpec.test(given),
  );
  const ranges = allowedRanges(annotations[annotation("ip_allowlist")] ?? annotations[annotation("ip_whitelist")]);
  const servers = serversOf(route, slices);
  const check = servers.length > 1 ? " check inter 5000ms" : "";
  return [
    `backend ${backendName(route)}`,
    "  balance source",
    ...(timeout === undefined ? [] : [`  timeout tunnel ${timeout}`]),
    ...(ranges.length === 0 ? [] : [`  tcp-request content reject if !{ src ${ranges.join(" ")} }`]),
    ...servers.map(({ name, address, weight }) => `  server ${name} ${address} weight ${weight}${check}`),
    "",
  ].join("\n");
}

/** The ranges of a list that is entirely valid; OpenShift's router ignores any other. */
function allowedRanges(list: string | undefined): string[] {
  const ranges = (list ?? "").split(/\s+/).filter(Boolean);
  return ranges.every(isRange) ? ranges : [];
}

function isRange(range: string): boolean {
  const [address, prefix] = range.split("/");
  if (!isIP(address)) return false;
  try {
    if (prefix !== undefined) new BlockList().addSubnet(address, Number(prefix), isIP(address) === 6 ? "ipv6" : "ipv4");
    return true;
  } catch {
    return false;
  }
}

interface Server {
  name: string;
  address: string;
  weight: number;
}

/** The ready pods behind the Services of the Route. */
function serversOf({ metadata, spec }: Route, slices: readonly V1EndpointSlice[]): Server[] {
  return [spec.to, ...(spec.alternateBackends ?? [])].flatMap(({ name, weight = 100 }) =>
    slices
      .filter(slice => slice.metadata?.namespace === metadata.namespace)
      .filter(slice => slice.metadata?.labels?.["kubernetes.io/service-name"] === name)
      .flatMap(({ endpoints, ports }) => {
        const wanted = spec.port?.targetPort;
        // A Service that has no pods yet shows null for both.
        const numbers = (ports ?? [])
          .filter(port => wanted === undefined || port.port === Number(wanted) || port.name === String(wanted))
          .flatMap(({ port }) => port ?? []);
        const addresses = ((endpoints as V1EndpointSlice["endpoints"] | null) ?? [])
          .filter(ready)
          .flatMap(endpoint => endpoint.addresses);
        return addresses.flatMap(ip =>
          numbers.map(port => ({ name: serverName(name, ip, port), address: `${ip}:${port}`, weight })),
        );
      }),
  );
}

function ready({ conditions }: V1EndpointSlice["endpoints"][number]): boolean {
  return conditions?.ready ?? true;
}

function serverName(service: string, ip: string, port: number): string {
  return createHash("sha256").update(`${service} ${ip} ${port}`).digest("hex").slice(0, 16);
}

/** For messages: what the router serves. */
export function describeAdmission({ route, host, ingress }: Admission): string {
  const { status, reason } = ingress[0].conditions?.[0] ?? {};
  return `Route ${routeName(route)}: ${host} ${status === "True" ? "admitted" : `refused, ${reason}`}`;
}
