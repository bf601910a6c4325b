/** Waits until an object is ready, as its kind requires or the program asks. */
import type { V1Deployment } from "@kubernetes/client-node";
import type { CallContext } from "../../../protocol/serve";
import type { Cluster } from "../../../kubernetes/client";
import type { KubeObject } from "../../../kubernetes/objects";
import { annotation, annotations, referenceTo } from "../../../kubernetes/objects";
import { claimProgress, createdClaimProgress, volumeProgress } from "./claim";
import { deploymentProgress } from "./deployment";
import { jobProgress } from "./job";
import { podProgress } from "./pod";
import { explainPod, explainPods } from "./podEvents";
import { AwaitError, done, until, waitingFor } from "./progress";
import type { Probe, Progress } from "./progress";
import { ingressProgress, serviceProgress } from "./service";
import { daemonSetProgress, statefulSetProgress } from "./statefulSet";
import { waitForProbe } from "./waitFor";

const probes: Record<string, Probe> = {
  "apps/v1/DaemonSet": daemonSetProgress,
  "apps/v1/Deployment": deploymentProgress,
  "apps/v1/StatefulSet": statefulSetProgress,
  "batch/v1/Job": jobProgress,
  "networking.k8s.io/v1/Ingress": ingressProgress,
  "v1/PersistentVolume": volumeProgress,
  "v1/PersistentVolumeClaim": claimProgress,
  "v1/Pod": podProgress,
  "v1/Service": serviceProgress,
};

/** Probes that differ for an object that was just created. */
const creationProbes: Record<string, Probe> = { "v1/PersistentVolumeClaim": createdClaimProgress };

const DEFAULT_SECONDS = 600;
const CLAIM_SECONDS = 300;

/** How long a change to this object may take: the resource option, the annotation, or `otherwise`. */
export function patience(object: KubeObject, optionSeconds: number, otherwise = defaultSeconds(object)): number {
  const annotated = Number(annotation(object, annotations.timeoutSeconds));
  return optionSeconds || annotated || otherwise;
}

/** The object's current progress, without waiting. The annotations in `inputs` choose what counts. */
export async function progressOf(cluster: Cluster, inputs: KubeObject, live: KubeObject): Promise<Progress> {
  return (await probeFor(inputs)?.(live, cluster)) ?? done;
}

/** Returns the object once it is ready. Otherwise throws, with all known reasons. */
export async function awaitReady(
  cluster: Cluster,
  inputs: KubeObject,
  live: KubeObject,
  { timeout, signal, status }: Pick<CallContext, "timeout" | "signal" | "status">,
  isNew: boolean,
): Promise<KubeObject> {
  const probe = probeFor(inputs, isNew);
  if (!probe) return live;
  const reference = referenceTo(live);
  let last = live;
  const look = async () => {
    const found = await cluster.get(reference);
    if (!found) return waitingFor("the object is gone: something else deleted it");
    last = found;
    return probe(found, cluster);
  };
  try {
    await until(look, { seconds: patience(inputs, timeout), signal, status });
    return last;
  } catch (error) {
    if (!(error instanceof AwaitError)) throw error;
    throw new AwaitError(error.message, [...new Set([...error.reasons, ...(await explain(cluster, last))])]);
  }
}

/** Undefined if there is nothing to wait for. */
function probeFor(inputs: KubeObject, isNew = false): Probe | undefined {
  if (annotation(inputs, annotations.skipAwait) === "true") return undefined;
  const waitFor = annotation(inputs, annotations.waitFor);
  if (waitFor !== undefined) return waitForProbe(waitFor);
  const type = typeOf(inputs);
  return (isNew ? creationProbes[type] : undefined) ?? probes[type];
}

/** The problems of the Pods behind an object that runs Pods. */
export async function explain(cluster: Cluster, live: KubeObject): Promise<string[]> {
  try {
    if (typeOf(live) === "v1/Pod") return await explainPod(cluster, live);
    if (!["Deployment", "StatefulSet", "DaemonSet", "Job"].includes(referenceTo(live).kind)) return [];
    const { metadata, spec } = live as unknown as V1Deployment;
    return await explainPods(cluster, metadata?.namespace ?? "default", spec?.selector);
  } catch (error) {
    return [`the Pods could not be read: ${(error as Error).message}`];
  }
}

function defaultSeconds(object: KubeObject): number {
  return typeOf(object) === "v1/PersistentVolumeClaim" ? CLAIM_SECONDS : DEFAULT_SECONDS;
}

function typeOf(object: KubeObject): string {
  const { apiVersion, kind } = referenceTo(object);
  return `${apiVersion}/${kind}`;
}
