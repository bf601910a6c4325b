/** Sends objects to the API server: creates, and updates by server-side apply. */
import { setTimeout as sleep } from "node:timers/promises";
import { ApiError, UnknownKindError } from "../../kubernetes/client";
import type { Cluster, WriteOptions } from "../../kubernetes/client";
import { explainConflict, hasFieldsToTakeOver, takeOverFields } from "./fieldManagers";
import type { KubeObject } from "../../kubernetes/objects";

const CREATE_ATTEMPTS = 6;

/** Whether the object already exists. */
export function isAlreadyExists(error: unknown): boolean {
  return error instanceof ApiError && error.reason === "AlreadyExists";
}

/** Whether a dry run told nothing, which is no reason to fail a preview. */
export function isInconclusive(error: unknown): boolean {
  if (error instanceof UnknownKindError || isAlreadyExists(error)) return true;
  if (!(error instanceof ApiError)) return false;
  // Not found: the namespace does not exist yet. Forbidden: this user may have only read access.
  return error.code === 404 || error.code === 403 || error.message.includes("does not support dry run");
}

/** Creates an object. Waits for its namespace or kind, which may be created at the same time. */
export async function createObject(
  cluster: Cluster,
  object: KubeObject,
  options: WriteOptions & { upsert: boolean },
): Promise<KubeObject> {
  for (let attempt = 1; ; attempt++) {
    try {
      if (!options.upsert) return await cluster.create(object, options);
      // A dry run for a replacement meets the old object, and whoever owns its fields.
      const force = options.dryRun || options.force;
      return await cluster.apply(object, { ...options, force });
    } catch (error) {
      const missing = error instanceof UnknownKindError || (error instanceof ApiError && error.code === 404);
      if (!missing || options.dryRun || attempt === CREATE_ATTEMPTS) throw explainConflict(error, options.fieldManager);
      await sleep(1000 * 2 ** (attempt - 1));
    }
  }
}

/** Updates an existing object to what the program says. `live` is its current form. */
export async function updateObject(
  cluster: Cluster,
  live: KubeObject,
  object: KubeObject,
  options: WriteOptions & { isPatch: boolean },
): Promise<KubeObject> {
  // Like kubectl replace: apply would leave a definition's old versions and fields behind.
  if (object.kind === "CustomResourceDefinition") return cluster.replace(withResourceVersion(object, live), options);

  const takesOver = !options.isPatch && hasFieldsToTakeOver(live);
  if (takesOver && !options.dryRun) await takeOverFields(cluster, live, options.fieldManager);
  const force = options.force || (takesOver && options.dryRun);
  try {
    return await cluster.apply(object, { ...options, force });
  } catch (error) {
    throw explainConflict(error, options.fieldManager);
  }
}

function withResourceVersion(object: KubeObject, live: KubeObject): KubeObject {
  const { resourceVersion } = live.metadata as KubeObject;
  return { ...object, metadata: { ...(object.metadata as KubeObject), resourceVersion } };
}
