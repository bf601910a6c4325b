/** StatefulSets and DaemonSets are ready when every Pod of the latest revision is. */
import type { V1DaemonSet, V1StatefulSet } from "@kubernetes/client-node";
import type { KubeObject } from "../../../kubernetes/objects";
import { done, waitingFor } from "./progress";
import type { Progress } from "./progress";

export function statefulSetProgress(object: KubeObject): Progress {
  const { metadata, spec, status } = object as unknown as V1StatefulSet;
  if ((status?.observedGeneration ?? 0) < (metadata?.generation ?? 0)) {
    return waitingFor("the StatefulSet controller has not taken up the latest change");
  }
  const wanted = spec?.replicas ?? 1;
  const ready = status?.readyReplicas ?? 0;
  if (ready < wanted) return waitingFor(`${ready} of ${wanted} Pods are ready`);
  // With OnDelete or a partition, Pods of the former revision stay on purpose.
  const rolling = spec?.updateStrategy?.type !== "OnDelete" && !spec?.updateStrategy?.rollingUpdate?.partition;
  if (rolling && status?.updateRevision !== status?.currentRevision) {
    return waitingFor(`${status?.updatedReplicas ?? 0} of ${wanted} Pods are of the latest revision`);
  }
  return done;
}

export function daemonSetProgress(object: KubeObject): Progress {
  const { metadata, spec, status } = object as unknown as V1DaemonSet;
  if ((status?.observedGeneration ?? 0) < (metadata?.generation ?? 0)) {
    return waitingFor("the DaemonSet controller has not taken up the latest change");
  }
  const { desiredNumberScheduled: wanted = 0, numberReady: ready = 0, updatedNumberScheduled = 0 } = status ?? {};
  if (ready < wanted) return waitingFor(`${ready} of ${wanted} Pods are ready`);
  if (spec?.updateStrategy?.type !== "OnDelete" && updatedNumberScheduled < wanted) {
    return waitingFor(`${updatedNumberScheduled} of ${wanted} Pods are of the latest revision`);
  }
  return done;
}
