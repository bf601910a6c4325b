/** A Deployment is ready when its newest ReplicaSet has all its Pods ready. */
import type { V1Deployment, V1ReplicaSet } from "@kubernetes/client-node";
import type { Cluster } from "../../../kubernetes/client";
import { annotations } from "../../../kubernetes/objects";
import type { KubeObject } from "../../../kubernetes/objects";
import { done, waitingFor } from "./progress";
import type { Progress } from "./progress";

export async function deploymentProgress(object: KubeObject, cluster: Cluster): Promise<Progress> {
  const deployment = object as unknown as V1Deployment;
  const { metadata, spec, status } = deployment;
  const revision = metadata?.annotations?.[annotations.deploymentRevision];
  if ((status?.observedGeneration ?? 0) < (metadata?.generation ?? 0) || !revision) {
    return waitingFor("the Deployment controller has not taken up the latest change");
  }
  const condition = (type: string) => status?.conditions?.find(c => c.type === type);
  const [available, progressing] = [condition("Available"), condition("Progressing")];
  const complaints = [available, progressing]
    .filter(c => c?.status === "False")
    .map(c => `[${c?.reason}] ${c?.message}`);

  const newest = await newestReplicaSet(cluster, deployment, revision);
  const wanted = newest?.spec?.replicas ?? spec?.replicas ?? 1;
  const ready = newest?.status?.readyReplicas ?? 0;
  // The first revision creates Pods but rolls nothing out, so there is no progress to report.
  const rolledOut =
    revision === "1" || (progressing?.status === "True" && progressing.reason === "NewReplicaSetAvailable");
  if (newest && available?.status === "True" && ready >= wanted && rolledOut) {
    return { ...done, status: "Deployment initialization complete" };
  }
  const missing = [
    ...complaints,
    `${ready} of ${wanted} Pods of the latest revision are ready` +
      (revision === "1" ? "" : "; the rollout of the new ReplicaSet is not complete"),
  ];
  const shown = `Waiting for app ReplicaSet to be available (${ready}/${wanted} Pods available)`;
  return { ...waitingFor(...missing), status: shown };
}

async function newestReplicaSet(
  cluster: Cluster,
  { metadata }: V1Deployment,
  revision: string,
): Promise<V1ReplicaSet | undefined> {
  const kind = { apiVersion: "apps/v1", kind: "ReplicaSet" };
  const all = await cluster.list<V1ReplicaSet>(kind, metadata?.namespace, {});
  return all.find(
    set =>
      set.metadata?.annotations?.[annotations.deploymentRevision] === revision &&
      set.metadata.ownerReferences?.some(owner => owner.uid === metadata?.uid),
  );
}
