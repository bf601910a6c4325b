/** Sends objects to the API server: creates, and updates by server-side apply. */
import { setTimeout as sleep } from "node:timers/promises";
import { ApiError, UnknownKindError } from "../../kubernetes/client";
import type { Cluster, WriteOptions } from "../../kubernetes/client";
import { explainConflict, hasFieldsToTakeOver, takeOverFields } from "./fieldManagers";
import type { KubeObject } from "../../kubernetes/objects";

const CREATE_ATTEMPTS = 6;

/** Whether the object is there already. */
export function isAlreadyExists(error: unknown): boolean {
  return error instanceof ApiError && error.reason === "AlreadyExists";
}

/** Whether a dry run could not tell anything, which is no reason to fail a preview. */
export function isInconclusive(error: unknown): boolean {
  if (error instanceof UnknownKindError || isAlreadyExists(error)) return true;
  if (!(error instanceof ApiError)) return false;
  // Not found: the namespace is yet to be made. Forbidden: reading may be all that this user is allowed.
  return error.code === 404 || error.code === 403 || error.message.includes("does not support dry run");
}

/** Makes a new object. A namespace or a kind that is being made at the same time is waited for. */
export async function createObject(
  cluster: Cluster,
  object: KubeObject,
  options: WriteOptions & { upsert: boolean },
): Promise<KubeObject> {
  for (let attempt = 1; ; attempt++) {
    try {
      if (!options.upsert) return await cluster.create(object, options);
      // A dry run for a replacement meets the object that is to be replaced, and whoever owns its fields.
      const force = options.dryRun || options.force;
      return await cluster.apply(object, { ...options, force });
    } catch (error) {
      const missing = error instanceof UnknownKindError || (error instanceof ApiError && error.code === 404);
      if (!missing || options.dryRun || attempt === CREATE_ATTEMPTS) throw explainConflict(error, options.fieldManager);
      await sleep(1000 * 2 ** (attempt - 1));
    }
  }
}

/** Makes an existing object what the program says. `live` is how it is now. */
export async function updateObject(
  cluster: Cluster,
  live: KubeObject,
  object: KubeObject,
  options: WriteOptions & { isPatch: boolean },
): Promise<KubeObject> {
  // Like kubectl replace: applying leaves versions and fields of a definition behind.
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
