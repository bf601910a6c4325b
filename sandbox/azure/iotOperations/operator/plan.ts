/** What the cluster should contain for the existing brokers and listeners. */
import { missingCertificate } from "../configuration";
import type { PortConfiguration } from "../configuration";
import { brokerOf } from "../customResources";
import type {
  Broker,
  BrokerAuthentication,
  BrokerAuthorization,
  BrokerListener,
  ListenerPort,
} from "../customResources";
import { certificatesFor, secretOf } from "./certificate";
import { refusalOf } from "./refusals";

/** Everything that the operator reads. */
export interface Resources {
  brokers: Broker[];
  listeners: BrokerListener[];
  authentications: BrokerAuthentication[];
  authorizations: BrokerAuthorization[];
  /** The names of the existing Secrets. */
  secrets: ReadonlySet<string>;
}

/** What happens to one listener. */
export interface ListenerPlan {
  listener: BrokerListener;
  /** Why nothing can be created for it. */
  refusal?: string;
  /** The ports that the frontends are to serve as soon as they can. */
  ports: PortConfiguration[];
  /** The Secrets of its ports with manual TLS. */
  manualSecrets: string[];
  /** Port → what it waits for. */
  waiting: Map<number, Waiting>;
}

export interface Waiting {
  message: string;
  /** The missing Secret, if somebody has to create it. */
  secret?: string;
}

/** If two listeners want the same, the older one gets it, as the webhook would have decided. */
export function planListeners(resources: Resources): ListenerPlan[] {
  const planned: BrokerListener[] = [];
  return [...resources.listeners].sort(byAge).map(listener => {
    const broker = resources.brokers.find(({ metadata }) => metadata.name === brokerOf(listener));
    const refusal =
      broker === undefined
        ? `Broker ${brokerOf(listener)} not found`
        : (refusalOf(listener, planned) ?? takenCertificate(listener, planned));
    const plan: ListenerPlan = { listener, refusal, ports: [], manualSecrets: [], waiting: new Map() };
    if (refusal !== undefined) return plan;
    planned.push(listener);
    for (const port of listener.spec.ports) planPort(plan, port, resources);
    return plan;
  });
}

/** A Certificate's name contains its port, but not its broker. */
function takenCertificate(listener: BrokerListener, others: readonly BrokerListener[]): string | undefined {
  const namesOf = (one: BrokerListener) => certificatesFor(one).map(({ metadata }) => metadata.name);
  const wanted = new Set(namesOf(listener));
  for (const other of others) {
    const taken = namesOf(other).find(name => wanted.has(name));
    if (taken !== undefined) return `Certificate ${taken} is that of BrokerListener ${other.metadata.name}`;
  }
  return undefined;
}

/** A port waits for its policies, because it would be open without them; the frontends themselves wait for its Secret. */
function planPort(plan: ListenerPlan, port: ListenerPort, resources: Resources): void {
  const { listener, ports, manualSecrets, waiting } = plan;
  const { authenticationRef, authorizationRef } = port;
  const broker = brokerOf(listener);
  const named = <T extends BrokerAuthentication | BrokerAuthorization>(found: T[], name: string) =>
    found.find(one => one.metadata.name === name && brokerOf(one) === broker);
  const authentication = authenticationRef && named(resources.authentications, authenticationRef);
  const authorization = authorizationRef && named(resources.authorizations, authorizationRef);
  const secret = secretOf(port);
  const manual = port.tls?.mode === "Manual" ? secret : undefined;
  if (manual !== undefined) manualSecrets.push(manual);

  if (authenticationRef && !authentication) {
    waiting.set(port.port, { message: `BrokerAuthentication ${authenticationRef} not found.` });
    return;
  }
  if (authorizationRef && !authorization) {
    waiting.set(port.port, { message: `BrokerAuthorization ${authorizationRef} not found.` });
    return;
  }
  if (secret !== undefined && !resources.secrets.has(secret)) {
    // The log and the events are for those who have to create a Secret; cert-manager reports its own.
    waiting.set(port.port, { secret: manual, message: missingCertificate(secret) });
  }
  ports.push({
    port: port.port,
    protocol: port.protocol ?? "Mqtt",
    secret,
    ...(authentication ? { authentication: authentication.spec.authenticationMethods } : {}),
    // As documented, authorization applies only if a port has authentication as well.
    ...(authentication && authorization ? { authorization: authorization.spec.authorizationPolicies.rules ?? [] } : {}),
  });
}

function byAge(a: BrokerListener, b: BrokerListener): number {
  const created = ({ metadata }: BrokerListener) => new Date(metadata.creationTimestamp ?? 0).getTime();
  return created(a) - created(b) || ((a.metadata.name ?? "") < (b.metadata.name ?? "") ? -1 : 1);
}
