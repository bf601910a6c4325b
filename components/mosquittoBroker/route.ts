/** The OpenShift Route to a listener. */
import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import * as pulumi from "@pulumi/pulumi";
import { checkAll, refuse } from "../inputs/errors";
import { input, optional, optionalInput, plain } from "../inputs/input";
import { PropertyPath } from "../inputs/path";
import { checkAnnotations } from "../kubernetes/annotations";
import { checkSources } from "../kubernetes/ipRanges";
import { checkNamespaceName } from "../kubernetes/names";
import { quietRead } from "../kubernetes/quietRead";
import { appliedTo, shown, unlessSecret } from "../inputs/shown";
import { checkNotCombined, checkObject, text } from "../inputs/values";
import { notYet } from "../outputs";
import { withTls } from "./listeners";
import type { MosquittoListener } from "./listeners";
import type { Owner } from "./owner";
import type { MosquittoRouteArgs } from "./routeArgs";

/** A Route to a listener with TLS. */
export type MosquittoRoute = ReturnType<typeof checkRoute>;

/** A Route that a router has admitted. */
export interface AdmittedRoute {
  /** The port of the listener that it leads to. */
  port: number;
  host: pulumi.Output<string>;
  /** The router's own name, as the target of a DNS record for the host. */
  canonicalHostname: pulumi.Output<string | undefined>;
}

/** The Route, if it leads to this listener. */
export function routeTo({ port }: MosquittoListener, route: AdmittedRoute | undefined): AdmittedRoute | undefined {
  return route?.port === port ? route : undefined;
}

/** The port on which routers accept TLS. */
export const routerPort = 443;

/** Refuses settings that contradict each other, and a Route without a listener for it. */
export function checkRoute(
  args: MosquittoRouteArgs,
  path: PropertyPath,
  { name, namespace, listeners }: { name: string; namespace: pulumi.Input<string>; listeners: MosquittoListener[] },
) {
  const settings = checkObject(plain(args, path), path);
  checkTermination(settings, path);
  const { host, subdomain, port, timeout, allowedSourceRanges, annotations } = settings;
  if (host !== undefined) checkNotCombined({ subdomain }, "host", path);
  const checkDefaultHost = (into: string) => {
    checkNamespaceName(into, PropertyPath.root.child("namespace"));
    return host === undefined && subdomain === undefined ? checkFirstLabel(name, into, path.child("host")) : into;
  };
  const route = checkAll({
    port: () => checkRoutePort(plain(port, path.child("port")), listeners, path),
    namespace: () => input(namespace, path, checkDefaultHost),
    host: () => optionalInput(host, path.child("host"), routeName("mqtt.example.com")),
    subdomain: () => optionalInput(subdomain, path.child("subdomain"), routeName("mqtt.factory")),
    timeout: () => optionalInput(timeout, path.child("timeout"), checkTimeout),
    ranges: () => optional(allowedSourceRanges, path.child("allowedSourceRanges"), checkSources),
    others: () => checkAnnotations(annotations, path.child("annotations")),
  });
  return {
    ...route,
    annotations: pulumi
      .all([route.others, route.timeout, route.ranges])
      .apply(([others, time, allowed]) => ({ ...others, ...routerAnnotations(time, allowed) })),
  };
}

/** Not an argument, but a property of OpenShift's own Route. Languages without type checks let it through. */
function checkTermination(settings: object, path: PropertyPath): void {
  const [name] = Object.keys(settings).filter(key => key === "termination" || key === "tls");
  if (name !== undefined) {
    refuse(
      path.child(name),
      "is set, but the termination is always passthrough, since a router that terminates TLS speaks HTTP: remove it. " +
        "For MQTT without TLS, use a listener without TLS and tcpService.type LoadBalancer or NodePort",
    );
  }
}

function checkRoutePort(port: number | undefined, listeners: MosquittoListener[], path: PropertyPath): number {
  const served = listeners.filter(withTls).map(listener => listener.port);
  if (served.length === 0) {
    refuse(
      path,
      "is set, but there is no listener with TLS, and a router finds the broker only by the server name in TLS: add " +
        "one, or expose listeners without TLS by tcpService.type LoadBalancer or NodePort",
    );
  }
  if (port === undefined && served.length > 1) {
    refuse(path.child("port"), `is missing, but several listeners have TLS: set one of ${served.join(", ")}`);
  }
  if (port !== undefined && !served.includes(port)) {
    refuse(
      path.child("port"),
      `is ${shown(port)}, but must be the port of a listener with TLS: ${served.join(", ")}. ` +
        "Expose listeners without TLS by tcpService.type LoadBalancer or NodePort",
    );
  }
  return port ?? served[0];
}

const label = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

function routeName(example: string) {
  return (name: string, path: PropertyPath): string => {
    const valid = typeof name === "string" && name.length <= 253 && name.split(".").every(part => label.test(part));
    if (!valid || /^[\d.]+$/.test(name)) {
      refuse(
        path,
        `is ${shown(name)}, but must be a DNS name such as ${example}, in lower case and without '*': ` +
          "clients send it as the server name in TLS, which cannot be an IP address",
      );
    }
    return name;
  };
}

/** Without a host, OpenShift makes one whose first label consists of both names. */
function checkFirstLabel(name: string, namespace: string, path: PropertyPath): string {
  const first = `${name}-${namespace}`;
  if (first.length > 63) {
    refuse(
      path,
      `is missing, and ${unlessSecret(first)}, the first label by default, has more than 63 characters: set host or ` +
        "subdomain",
    );
  }
  return namespace;
}

const checkTimeout = text(/^[1-9]\d*(us|ms|s|m|h|d)$/, "a number with us, ms, s, m, h or d, such as 2h");

const annotation = (name: string) => `haproxy.router.openshift.io/${name}`;

function routerAnnotations(timeout: string | undefined, ranges: string[] | undefined): Record<string, string> {
  const allowed = ranges?.join(" ");
  return {
    ...(timeout === undefined ? {} : { [annotation("timeout-tunnel")]: timeout }),
    // Routers before OpenShift 4.16 know only the second annotation, and would let everyone in without it.
    ...(allowed === undefined ? {} : { [annotation("ip_allowlist")]: allowed, [annotation("ip_whitelist")]: allowed }),
  };
}

/** The Route to a Service, and its status, which every preview reads. */
export function newRoute(
  { name, labels }: Owner,
  { port, namespace, host, subdomain, annotations }: MosquittoRoute,
  serviceName: string,
  parent: pulumi.Resource,
): AdmittedRoute {
  const route = new CustomResource(
    `${name}-route`,
    {
      apiVersion,
      kind,
      metadata: {
        namespace,
        name,
        labels,
        annotations: annotations.apply(others => ({ ...others, "pulumi.com/waitFor": admitted })),
      },
      spec: {
        host,
        subdomain,
        to: { kind: "Service", name: serviceName, weight: 100 },
        port: { targetPort: port },
        tls: { termination: "passthrough", insecureEdgeTerminationPolicy: "None" },
        wildcardPolicy: "None",
      },
    },
    // Changed in place, the status would show the old host for a while, and OpenShift would require more rights.
    { parent, replaceOnChanges: ["spec.host", "spec.subdomain"], deleteBeforeReplace: true },
  );
  const read = new CustomResource(
    `${name}-route-status`,
    // The status becomes an output only if the inputs name it.
    { apiVersion, kind, metadata: undefined, spec: undefined, status: undefined },
    { parent, id: route.id, ...quietRead },
  ) as CustomResource & { readonly status: pulumi.Output<RouteStatus | undefined> };
  const ingress = appliedTo(
    pulumi.all([namespace, read.status]),
    ([inNamespace, status]) => admittedIngress(status) ?? notYet<RouteIngress>(notAdmitted(inNamespace, name, status)),
  );
  return {
    port,
    host: ingress.apply(known => known.host),
    canonicalHostname: ingress.apply(known => known.routerCanonicalHostname),
  };
}

const apiVersion = "route.openshift.io/v1";
const kind = "Route";
const admitted = 'jsonpath={.status.ingress[0].conditions[?(@.type=="Admitted")].status}=True';

/** The status of a Route. */
interface RouteStatus {
  ingress?: RouteIngress[];
}

interface RouteIngress {
  host: string;
  routerCanonicalHostname?: string;
  conditions?: { type: string; status: string; reason?: string; message?: string }[];
}

function admittedIngress(status: RouteStatus | undefined): RouteIngress | undefined {
  return status?.ingress?.find(({ conditions = [] }) =>
    conditions.some(condition => condition.type === "Admitted" && condition.status === "True"),
  );
}

function notAdmitted(namespace: string, name: string, status: RouteStatus | undefined): string {
  const { reason, message } = status?.ingress?.[0]?.conditions?.find(({ type }) => type === "Admitted") ?? {};
  const said = reason === undefined ? "" : ` The router says ${reason}: ${message}.`;
  return (
    `Reading the host of Route ${unlessSecret(namespace)}/${name}: no router has admitted it.${said} 'kubectl describe route ` +
    `${name} --namespace ${unlessSecret(namespace)}' shows what the routers say. Fix that, then run the update again.`
  );
}
