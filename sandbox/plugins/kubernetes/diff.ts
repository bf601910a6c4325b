/** What a program changes on an object, and whether that takes a new one. */
import { changedPaths } from "../protocol/diff";
import type { CallContext, Difference, ResourceState } from "../protocol/serve";
import type { PropertyMap } from "../protocol/values";
import { jobProgress } from "./await/job";
import { isAutonamed } from "./autonaming";
import type { Connection } from "./connection";
import { fixedProperties, forcingPaths } from "./forceNew";
import type { KubeObject } from "./objects";
import { annotation, annotations, at, isPatchType, referenceTo, textAt, toObject } from "./objects";
import { observedInputs } from "./observed";
import { fromState } from "./outputs";
import { isWithin, parsePath } from "./paths";

/** Compares the program's inputs with what the last run left on the cluster, as state has it. */
export async function diffObject(
  connection: Connection,
  call: CallContext,
  old: ResourceState,
  news: PropertyMap,
): Promise<Difference> {
  const state = fromState(old.properties);
  const wanted = toObject(news);
  const cluster = await connection.reach();
  const present = await observedInputs(cluster, state.inputs, state.live, state.fieldManager ?? "");

  const ignored = (call.ignoreChanges ?? []).map(parsePath);
  const changes = new Map(
    [...changedPaths(present, wanted)].filter(([path]) => !ignored.some(prefix => isWithin(parsePath(path), prefix))),
  );
  const fixed = fixedProperties(wanted, connection.settings, isPatchType(call.type, wanted));
  const replaces = forcingPaths([...changes.keys()], wanted, fixed);
  if (await isUnreadyJob(connection, wanted, state.live)) {
    const path = `metadata.annotations["${annotations.replaceUnready}"]`;
    changes.set(path, "update");
    replaces.push(path);
  }
  return { changes, replaces, deleteBeforeReplace: replaces.length > 0 && mustKeepName(wanted, state.live) };
}

/** Two objects cannot have one name: where the program fixed it, the old object goes first. */
function mustKeepName(wanted: KubeObject, live: KubeObject): boolean {
  const same = (key: string) => at(wanted, "metadata", key) === at(live, "metadata", key);
  return textAt(wanted, "metadata", "name") !== undefined && !isAutonamed(wanted) && same("name") && same("namespace");
}

async function isUnreadyJob(connection: Connection, wanted: KubeObject, live: KubeObject): Promise<boolean> {
  if (wanted.kind !== "Job" || annotation(wanted, annotations.replaceUnready) !== "true") return false;
  const job = await (await connection.reach())?.get(referenceTo(live));
  return job !== undefined && !jobProgress(job).ready;
}
