/** One round of the operator: changes the cluster to what the brokers and listeners ask for, and reports in their status. */
import type { KubernetesObject, V1Service, V1StatefulSet } from "@kubernetes/client-node";
import { hashOf } from "../configuration";
import { brokerOf, serviceOf } from "../customResources";
import type { Broker, BrokerAuthentication, BrokerAuthorization, BrokerListener } from "../customResources";
import { certManagerNamespace, frontend, namespace, trust } from "../names";
import type { Cluster } from "./apiServer";
import { certificatesFor } from "./certificate";
import type { Certificate } from "./certificate";
import { frontendObjects, written } from "./frontends";
import { planListeners } from "./plan";
import type { ListenerPlan } from "./plan";
import { serviceFor } from "./service";
import { brokerStatus, statusOf } from "./status";

/** Reports waiting listeners. */
export interface Awaiting {
  report(plans: readonly ListenerPlan[]): Promise<void>;
}

/** What happened to a broker. */
interface ServedBroker {
  broker: Broker;
  /** Why it has no frontends. */
  refusal: string | undefined;
  /** Whether its frontends are alive. */
  ready: boolean;
  /** Whether they have reported that they have what they are to serve. */
  configured: boolean;
}

export async function reconcile(cluster: Cluster, image: string, awaiting: Awaiting): Promise<void> {
  const [brokers, listeners, authentications, authorizations, services, certificates, secrets, frontendSets] =
    await Promise.all([
      cluster.list<Broker>("Broker"),
      cluster.list<BrokerListener>("BrokerListener"),
      cluster.list<BrokerAuthentication>("BrokerAuthentication"),
      cluster.list<BrokerAuthorization>("BrokerAuthorization"),
      cluster.services(),
      cluster.certificates(),
      cluster.secrets(),
      cluster.statefulSets(),
    ]);
  const names = new Set(secrets.flatMap(({ metadata }) => metadata?.name ?? []));
  // An object that is being deleted takes along what belongs to it, which must not be created again.
  const [living, alive] = [listeners.filter(isAlive), brokers.filter(isAlive)];
  const plans = planListeners({ brokers: alive, listeners: living, authentications, authorizations, secrets: names });

  for (const plan of plans) await provide(cluster, plan, services);
  await removeWhatIsNotWanted(cluster, plans, services, certificates);
  const served: ServedBroker[] = [];
  for (const broker of alive) served.push(await serve(cluster, broker, plans, image, frontendSets));
  await publishStatus(cluster, served, plans);
  await publishTrustBundle(cluster);
  await awaiting.report(plans);
}

/** The Service comes first, so that it has an address while the port waits for its certificate. */
async function provide(cluster: Cluster, plan: ListenerPlan, services: readonly V1Service[]): Promise<void> {
  const { listener } = plan;
  if (plan.refusal !== undefined) return;
  const there = services.find(({ metadata }) => metadata?.name === serviceOf(listener));
  if (there !== undefined && !belongsTo(there, listener)) {
    return refuse(plan, `Service ${serviceOf(listener)} already exists, and does not belong to this listener`);
  }
  const refusal = await applyAll(cluster, [serviceFor(listener), ...certificatesFor(listener)]);
  if (refusal !== undefined) refuse(plan, refusal);
}

/** Makes the frontends of a broker serve what its listeners want. */
async function serve(
  cluster: Cluster,
  broker: Broker,
  plans: readonly ListenerPlan[],
  image: string,
  sets: readonly V1StatefulSet[],
): Promise<ServedBroker> {
  const { name = "" } = broker.metadata;
  const ofBroker = plans.filter(({ listener }) => brokerOf(listener) === name);
  const configuration = {
    ports: ofBroker.flatMap(plan => plan.ports),
    manualSecrets: ofBroker.flatMap(plan => plan.manualSecrets),
  };
  const refusal = await applyAll(cluster, frontendObjects(broker, configuration, image));
  const ready = sets.some(({ metadata, status }) => metadata?.name === frontend(name) && status?.readyReplicas);
  const configured = broker.status?.frontend?.configuration === hashOf(written(configuration));
  return { broker, refusal, ready, configured };
}

/** What one of them asks for may be unavailable, e.g. a node port; the others must not suffer for it. */
async function applyAll(cluster: Cluster, objects: KubernetesObject[]): Promise<string | undefined> {
  try {
    for (const object of objects) await cluster.apply(object);
    return undefined;
  } catch (error) {
    const said = cluster.refusal(error);
    if (said === undefined || ![400, 409, 422].includes(said.code)) throw error;
    return said.message;
  }
}

function isAlive({ metadata }: KubernetesObject): boolean {
  return metadata?.deletionTimestamp === undefined;
}

function refuse(plan: ListenerPlan, reason: string): void {
  plan.refusal = reason;
  plan.ports = [];
  plan.manualSecrets = [];
  plan.waiting.clear();
}

function belongsTo({ metadata }: KubernetesObject, { metadata: owner }: BrokerListener): boolean {
  return metadata?.ownerReferences?.some(({ uid }) => uid === owner.uid) ?? false;
}

/** Kubernetes itself deletes what belongs to a deleted listener. */
async function removeWhatIsNotWanted(
  cluster: Cluster,
  plans: readonly ListenerPlan[],
  services: readonly V1Service[],
  certificates: readonly Certificate[],
): Promise<void> {
  for (const { listener } of plans) {
    const wanted = new Set(certificatesFor(listener).map(({ metadata }) => metadata.name));
    for (const one of certificates.filter(certificate => belongsTo(certificate, listener))) {
      if (!wanted.has(one.metadata.name)) await cluster.deleteCertificate(one.metadata.name);
    }
    for (const one of services.filter(service => belongsTo(service, listener))) {
      const name = one.metadata?.name ?? "";
      if (name !== serviceOf(listener)) await cluster.deleteService(name);
    }
  }
}

async function publishStatus(
  cluster: Cluster,
  served: readonly ServedBroker[],
  plans: readonly ListenerPlan[],
): Promise<void> {
  for (const plan of plans) {
    const { listener } = plan;
    const found = served.find(({ broker }) => broker.metadata.name === brokerOf(listener));
    // What they reported about another configuration says nothing about this one.
    const said = found?.configured ? found.broker.status?.frontend?.ports : undefined;
    const status = statusOf(plan, said ?? {}, found?.ready ?? false);
    if (JSON.stringify(status) === JSON.stringify(pickStatus(listener.status))) continue;
    await cluster.patchStatus("BrokerListener", listener.metadata.name ?? "", status);
  }
  for (const { broker, refusal, ready } of served) {
    const status = brokerStatus(refusal, ready);
    if (JSON.stringify(status) === JSON.stringify(pickStatus(broker.status))) continue;
    await cluster.patchStatus("Broker", broker.metadata.name ?? "", status);
  }
}

/** With its fields in a fixed order, so that two can be compared. */
function pickStatus(status: Broker["status"] | BrokerListener["status"]) {
  const ordered = (condition: { status?: string; statusDescription?: string } = {}) => ({
    status: condition.status,
    statusDescription: condition.statusDescription,
  });
  return {
    provisioningStatus: ordered(status?.provisioningStatus),
    runtimeStatus: ordered(status?.runtimeStatus),
  };
}

/** What trust-manager does in the real one: clients in the cluster mount the bundle. */
async function publishTrustBundle(cluster: Cluster): Promise<void> {
  const root = (await cluster.secret(certManagerNamespace, trust.root))?.["tls.crt"];
  if (root === undefined) return;
  await cluster.apply({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: trust.bundle, namespace },
    data: { [trust.bundleKey]: Buffer.from(root, "base64").toString("utf8") },
  } as KubernetesObject);
}
