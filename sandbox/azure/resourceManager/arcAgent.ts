/** What Azure Arc does in the cluster: it inspects it, and brings Azure's resources into it as custom resources. */
import { setTimeout as sleep } from "node:timers/promises";
import { ApiError, NoAnswerError, UnknownKindError } from "../../kubernetes/client";
import type { Cluster } from "../../kubernetes/client";
import type { KubeObject, Reference } from "../../kubernetes/objects";
import { OperationError } from "./armError";
import { equal, isObject, textAt } from "./json";
import type { Json, JsonObject } from "./json";
import type { Work } from "./kind";

/** The API of the custom resources. */
export const brokerApiVersion = "mqttbroker.iotoperations.azure.com/v1";
const fieldManager = "azure-arc";
const REMOVAL_DEADLINE_MS = 120_000;

/** The kinds of the broker's custom resources. */
export type BrokerKind = "Broker" | "BrokerListener" | "BrokerAuthentication" | "BrokerAuthorization";

/** A custom resource that represents one of Azure's resources in the cluster. */
export interface Projected {
  kind: BrokerKind;
  namespace: string;
  name: string;
  spec: JsonObject;
  /** The Broker that owns it. */
  broker?: string;
}

/** Writes the custom resource. If the API server or a webhook refuses it, the operation fails with their words. */
export async function project(work: Work, projected: Projected): Promise<void> {
  await inCluster(work, async cluster => {
    for (;;) {
      try {
        return await write(cluster, projected, await ownersOf(cluster, projected));
      } catch (error) {
        // Someone else, such as the operator with its status, wrote or created it in between.
        if (!(error instanceof ApiError) || !["Conflict", "AlreadyExists"].includes(error.reason)) throw error;
        work.signal.throwIfAborted();
      }
    }
  });
}

/** Deletes the custom resource and waits until it is gone. */
export async function removeProjected(work: Work, projected: Projected): Promise<void> {
  const { kind, namespace, name } = projected;
  await inCluster(work, async cluster => {
    const reference: Reference = { apiVersion: brokerApiVersion, kind, namespace, name };
    const found = await cluster.get(reference);
    // What was refused because another broker has the name does not exist.
    if (!found || isOfAnother(found as JsonObject, projected)) return;
    await cluster.delete(reference, "Foreground").catch(ignoreMissing);
    const deadline = Date.now() + REMOVAL_DEADLINE_MS;
    for (;;) {
      const left = await cluster.get(reference);
      if (!left || textAt(left as JsonObject, "metadata", "uid") !== textAt(found as JsonObject, "metadata", "uid"))
        return;
      if (Date.now() > deadline) {
        const held = JSON.stringify((left.metadata as JsonObject).finalizers ?? []);
        throw new OperationError(
          "OperationTimeout",
          `${kind} ${namespace}/${name} is still there, finalizers ${held}.`,
        );
      }
      await sleep(200, undefined, { signal: work.signal });
    }
  });
}

/** What the Arc agents report about the cluster that they run in. */
export async function describeCluster(work: Work): Promise<JsonObject> {
  try {
    const nodes = await work.cluster().list<JsonObject>({ apiVersion: "v1", kind: "Node" }, undefined, {});
    const cores = nodes.reduce((sum, node) => sum + Number(textAt(node, "status", "capacity", "cpu") ?? 0), 0);
    return {
      connectivityStatus: "Connected",
      kubernetesVersion: textAt(nodes[0], "status", "nodeInfo", "kubeletVersion")?.replace(/^v/, "") ?? "",
      totalCoreCount: cores,
      totalNodeCount: nodes.length,
      lastConnectivityTime: new Date().toISOString(),
    };
  } catch (error) {
    if (error instanceof ApiError) throw error;
    return { connectivityStatus: "Connecting" };
  }
}

/** Creates the namespace unless it exists. */
export async function ensureNamespace(work: Work, name: string): Promise<void> {
  await inCluster(work, async cluster => {
    if (await cluster.get({ apiVersion: "v1", kind: "Namespace", name })) return;
    const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name } };
    await cluster.create(namespace, { fieldManager, dryRun: false }).catch((error: unknown) => {
      if (!(error instanceof ApiError) || error.reason !== "AlreadyExists") throw error;
    });
  });
}

async function write(cluster: Cluster, projected: Projected, ownerReferences: Json[]): Promise<void> {
  const { kind, namespace, name, spec } = projected;
  const metadata = { name, namespace, ...(ownerReferences.length > 0 ? { ownerReferences } : {}) };
  const wanted: KubeObject = { apiVersion: brokerApiVersion, kind, metadata, spec };
  const present = (await cluster.get({ apiVersion: brokerApiVersion, kind, namespace, name })) as
    JsonObject | undefined;
  if (!present) {
    await cluster.create(wanted, { fieldManager, dryRun: false });
    return;
  }
  if (isOfAnother(present, projected)) {
    const reason = `${kind} ${namespace}/${name} of the cluster belongs to the broker ${brokerOf(present)}.`;
    throw new OperationError("Conflict", reason);
  }
  const former = isObject(present.metadata) ? present.metadata : {};
  if (equal(present.spec, spec) && (ownerReferences.length === 0 || equal(former.ownerReferences, ownerReferences)))
    return;
  await cluster.replace(
    { ...present, ...wanted, metadata: { ...former, ...metadata } },
    { fieldManager, dryRun: false },
  );
}

/** All brokers of a namespace share its names. */
function isOfAnother(present: JsonObject, { broker }: Projected): boolean {
  return broker !== undefined && brokerOf(present) !== broker;
}

/** The broker of a custom resource: its `brokerRef` if written by hand, its owner if Azure created it. */
function brokerOf(object: JsonObject): string {
  const metadata = object.metadata as { ownerReferences?: { kind: string; name: string }[] };
  const owner = metadata.ownerReferences?.find(({ kind }) => kind === "Broker");
  return textAt(object, "spec", "brokerRef") ?? owner?.name ?? "default";
}

/** A Broker owns what belongs to it; hand-written resources say `brokerRef` instead. */
async function ownersOf(cluster: Cluster, { namespace, broker }: Projected): Promise<Json[]> {
  if (broker === undefined) return [];
  const owner = await cluster.get({ apiVersion: brokerApiVersion, kind: "Broker", namespace, name: broker });
  if (!owner) {
    const reason = `The cluster has no Broker ${namespace}/${broker}, although Azure has it.`;
    throw new OperationError("ResourceNotFound", reason);
  }
  const uid = textAt(owner as JsonObject, "metadata", "uid") ?? "";
  return [
    { apiVersion: brokerApiVersion, kind: "Broker", name: broker, uid, blockOwnerDeletion: true, controller: true },
  ];
}

/** Runs a task on the cluster, and turns its errors into a failed operation. */
async function inCluster({ cluster }: Work, task: (cluster: Cluster) => Promise<void>): Promise<void> {
  try {
    await task(cluster());
  } catch (error) {
    if (error instanceof ApiError) throw new OperationError(`Kubernetes${error.reason || error.code}`, error.message);
    if (error instanceof UnknownKindError) {
      const reason = `${error.message}: the extension microsoft.iotoperations is not installed in the cluster.`;
      throw new OperationError("ExtensionNotInstalled", reason);
    }
    if (error instanceof NoAnswerError) throw new OperationError("ClusterNotConnected", error.message);
    throw error;
  }
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof ApiError) || error.code !== 404) throw error;
}
