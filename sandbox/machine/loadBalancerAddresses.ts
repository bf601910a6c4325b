/** Decides which Service gets which address. */
import { BlockList, isIPv4 } from "node:net";
import type { V1LoadBalancerIngress, V1Service } from "@kubernetes/client-node";
import { network } from "./layout";

/** What a Service that is or was of type LoadBalancer should show. */
export interface Assignment {
  service: V1Service;
  /** Undefined if it gets none. */
  ingress?: V1LoadBalancerIngress[];
  /** Whether this differs from what the Service shows now. */
  changed: boolean;
  /** Why it does not get what it asks for. */
  refusal?: string;
}

const addressAnnotation = "service.beta.kubernetes.io/azure-load-balancer-ipv4";
const [rangeStart, rangePrefix] = network.loadBalancers.split("/");
const range = new BlockList();
range.addSubnet(rangeStart, Number(rangePrefix));
const addresses = Array.from({ length: 254 }, (_, i) => rangeStart.replace(/0$/, String(i + 1)));

/**
 * An address named by a directive comes first, then one that the Service names, then the one that it has, then the
 * lowest free one. Two Services may name the same address as long as their ports differ, as on Azure.
 */
export function assignAddresses(services: readonly V1Service[], directives: Record<string, string>): Assignment[] {
  const assignments = services.flatMap(service => {
    if (isBalanced(service)) return [{ service, ...wish(service, directives) }];
    // It was of that type before.
    return currentIngress(service).length > 0 ? [{ service, kind: "none" as const, refusal: undefined }] : [];
  });
  const portsInUse = new Map<string, Set<string>>();
  const take = (service: V1Service, ip: string): string | undefined => {
    const used = portsInUse.get(ip) ?? new Set<string>();
    const clash = portsOf(service).find(port => used.has(port));
    if (clash !== undefined) return `The address ${ip} serves ${clash} for another Service already.`;
    portsInUse.set(ip, new Set([...used, ...portsOf(service)]));
    return undefined;
  };

  // Services that name or have an address go before those that take any.
  const decided = new Map<V1Service, Omit<Assignment, "service" | "changed">>();
  for (const { service, ...wanted } of assignments) {
    if (wanted.kind === "none") decided.set(service, { refusal: wanted.refusal });
    if (wanted.kind === "hostname") decided.set(service, { ingress: [{ hostname: wanted.hostname }] });
    if (wanted.kind === "address") {
      const refusal = take(service, wanted.ip);
      decided.set(service, refusal === undefined ? { ingress: [virtual(wanted.ip)] } : { refusal });
    }
  }
  const undecided = assignments.filter(({ service }) => !decided.has(service)).map(({ service }) => service);
  for (const service of undecided) {
    const kept = currentIngress(service).find(({ ip }) => ip !== undefined && inRange(ip))?.ip;
    if (kept !== undefined && !portsInUse.has(kept) && take(service, kept) === undefined) {
      decided.set(service, { ingress: [virtual(kept)] });
    }
  }
  for (const service of undecided.filter(service => !decided.has(service))) {
    const free = addresses.find(ip => !portsInUse.has(ip));
    if (free !== undefined) take(service, free);
    decided.set(
      service,
      free === undefined
        ? { refusal: `No address of ${network.loadBalancers} is free.` }
        : { ingress: [virtual(free)] },
    );
  }
  return assignments.map(({ service }) => {
    const decision = decided.get(service) ?? {};
    return { service, ...decision, changed: !sameIngress(currentIngress(service), decision.ingress ?? []) };
  });
}

type Wish =
  | { kind: "any" }
  | { kind: "none"; refusal?: string }
  | { kind: "address"; ip: string }
  | { kind: "hostname"; hostname: string };

function wish(service: V1Service, directives: Record<string, string>): Wish {
  const { namespace, name, annotations } = service.metadata ?? {};
  const directive = directives[`${namespace}.${name}`];
  if (directive === "withhold") return { kind: "none" };
  if (directive?.startsWith("hostname:")) return { kind: "hostname", hostname: directive.slice("hostname:".length) };
  const ip = directive ?? annotations?.[addressAnnotation] ?? service.spec?.loadBalancerIP;
  if (ip === undefined || ip === "") return { kind: "any" };
  if (inRange(ip)) return { kind: "address", ip };
  return {
    kind: "none",
    refusal: `The address "${ip}" is not one of ${network.loadBalancers}, the load balancer's range.`,
  };
}

function isBalanced(service: V1Service): boolean {
  const { type, loadBalancerClass } = service.spec ?? {};
  return (
    type === "LoadBalancer" && loadBalancerClass === undefined && service.metadata?.deletionTimestamp === undefined
  );
}

function inRange(ip: string): boolean {
  return isIPv4(ip) && range.check(ip);
}

/** kube-proxy, not a proxy in front of it, answers for the address. */
function virtual(ip: string): V1LoadBalancerIngress {
  return { ip, ipMode: "VIP" };
}

function currentIngress(service: V1Service): V1LoadBalancerIngress[] {
  return service.status?.loadBalancer?.ingress ?? [];
}

function portsOf(service: V1Service): string[] {
  return (service.spec?.ports ?? []).map(({ protocol = "TCP", port }) => `${protocol} port ${port}`);
}

function sameIngress(a: V1LoadBalancerIngress[], b: V1LoadBalancerIngress[]): boolean {
  return a.length === b.length && a.every((one, i) => one.ip === b[i].ip && one.hostname === b[i].hostname);
}
