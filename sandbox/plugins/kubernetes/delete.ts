/** Deletes objects and waits until they are gone. */
import type { CallContext, ResourceState } from "../../protocol/serve";
import { isList } from "../../protocol/values";
import { AwaitError, done, until, waitingFor } from "./await/progress";
import { patience } from "./await/ready";
import { ApiError } from "../../kubernetes/client";
import type { Cluster } from "../../kubernetes/client";
import type { Connection } from "./connection";
import { relinquish } from "./fieldManagers";
import { annotation, annotations, at, idOf, isPatchType, parseId, referenceTo, textAt } from "../../kubernetes/objects";
import type { KubeObject } from "../../kubernetes/objects";
import { fromState } from "./outputs";
import { DELETE_UNREACHABLE_HINT } from "./read";

/** Kinds whose deletion `pulumi.com/skipAwait` does not wait for; all others are waited for, so that their names are free. */
const leftWithoutWaiting = new Set(["DaemonSet", "Deployment", "Job", "Namespace", "Pod", "StatefulSet"]);

const propagationPolicies: Record<string, string> = { orphan: "Orphan", background: "Background" };

/** Deletes the object, or gives up the fields that a patch set on it. An object that is already gone is success. */
export async function deleteObject(connection: Connection, call: CallContext, old: ResourceState): Promise<void> {
  const cluster = await clusterForDelete(connection);
  if (!cluster) return;
  const { inputs, live, fieldManager } = fromState(old.properties);
  const reference = { ...referenceTo(live), ...parseId(old.id) };
  const present = await cluster.get(reference);
  if (!present || isAnother(present, live)) return;
  if (isPatchType(call.type, live)) return relinquishPatch(cluster, present, fieldManager ?? "");

  const wanted = annotation(inputs, annotations.deletionPropagation)?.toLowerCase() ?? "";
  try {
    await cluster.delete(reference, propagationPolicies[wanted] ?? "Foreground");
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.code === 404) return;
    // Some objects, such as the namespace `default`, cannot be deleted: they lose what the program set.
    if (error.code === 403 && fieldManager) return relinquish(cluster, present, fieldManager);
    throw error;
  }
  const skips = annotation(inputs, annotations.skipAwait) === "true" && leftWithoutWaiting.has(reference.kind);
  if (!skips) await untilGone(cluster, live, inputs, call);
}

async function relinquishPatch(cluster: Cluster, present: KubeObject, fieldManager: string): Promise<void> {
  try {
    await relinquish(cluster, present, fieldManager);
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 422) throw error;
    throw new Error(
      "this Patch resource is currently managing a required field, so it can't be deleted directly. Either set the " +
        `\`retainOnDelete\` resource option, or transfer ownership of the field before deleting: ${error.message}`,
      { cause: error },
    );
  }
}

/** The cluster; undefined if it is lost and the program has chosen to drop what was in it. */
export async function clusterForDelete(connection: Connection): Promise<Cluster | undefined> {
  const cluster = await connection.reach();
  if (cluster || connection.settings.deleteUnreachable) return cluster;
  const reason = await connection.unreachableReason();
  throw new Error(`configured Kubernetes cluster is unreachable: ${reason}\n${DELETE_UNREACHABLE_HINT}`);
}

async function untilGone(cluster: Cluster, live: KubeObject, inputs: KubeObject, call: CallContext): Promise<void> {
  const reference = referenceTo(live);
  const look = async () => {
    const present = await cluster.get(reference);
    if (!present || isAnother(present, live)) return done;
    const finalizers = at(present, "metadata", "finalizers");
    const held =
      isList(finalizers) && finalizers.length > 0 ? `, held by finalizers ${JSON.stringify(finalizers)}` : "";
    return waitingFor(`it still exists${held}`);
  };
  try {
    await until(look, { seconds: patience(inputs, call.timeout), signal: call.signal });
  } catch (error) {
    if (!(error instanceof AwaitError)) throw error;
    throw new Error(
      `deletion of ${reference.apiVersion}/${reference.kind} "${idOf(live)}" was requested, but ${error.message}: ` +
        `${error.reasons.join("; ")}. Once that is resolved, run the operation again`,
      { cause: error },
    );
  }
}

/** Whether something created a new object under the old name. */
function isAnother(present: KubeObject, live: KubeObject): boolean {
  const [uid, former] = [textAt(present, "metadata", "uid"), textAt(live, "metadata", "uid")];
  return former !== undefined && uid !== former;
}
