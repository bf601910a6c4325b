/** A volume or claim is ready when it is bound, or when only a Pod's arrival would bind it. */
import type { V1PersistentVolume, V1PersistentVolumeClaim, V1StorageClass } from "@kubernetes/client-node";
import type { Cluster } from "../../../kubernetes/client";
import type { KubeObject } from "../../../kubernetes/objects";
import { done, waitingFor } from "./progress";
import type { Progress } from "./progress";

export async function claimProgress(object: KubeObject, cluster: Cluster): Promise<Progress> {
  const { spec, status } = object as unknown as V1PersistentVolumeClaim;
  if (status?.phase === "Bound") return done;
  const name = spec?.storageClassName;
  if (name) {
    const storageClass = await storageClassNamed(name, cluster);
    if (storageClass?.volumeBindingMode === "WaitForFirstConsumer") return done;
    if (!storageClass)
      return waitingFor(`PersistentVolumeClaim is ${status?.phase}: no StorageClass is named "${name}"`);
  }
  return waitingFor(`PersistentVolumeClaim is ${status?.phase ?? "new"}, not Bound (StorageClass ${name || "none"})`);
}

/**
 * A claim that was just created. If a Pod is to bind it, the plugin expects it to be Pending, and so waits in vain for a
 * claim that it took over and that is already bound.
 */
export async function createdClaimProgress(object: KubeObject, cluster: Cluster): Promise<Progress> {
  const { spec, status } = object as unknown as V1PersistentVolumeClaim;
  if (status?.phase === "Bound" && spec?.storageClassName) {
    const storageClass = await storageClassNamed(spec.storageClassName, cluster);
    if (storageClass?.volumeBindingMode === "WaitForFirstConsumer") {
      return waitingFor("PersistentVolumeClaim is Bound, not Pending");
    }
  }
  return claimProgress(object, cluster);
}

async function storageClassNamed(name: string, cluster: Cluster): Promise<V1StorageClass | undefined> {
  const reference = { apiVersion: "storage.k8s.io/v1", kind: "StorageClass", name };
  return (await cluster.get(reference)) as V1StorageClass | undefined;
}

export function volumeProgress(object: KubeObject): Progress {
  const { status } = object as unknown as V1PersistentVolume;
  if (status?.phase === "Available" || status?.phase === "Bound") return done;
  return waitingFor(`PersistentVolume is ${status?.phase ?? "new"}, neither Available nor Bound`);
}
