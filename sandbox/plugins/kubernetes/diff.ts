/** What a program changes on an object, and whether that needs a new one. */
import type { Difference } from "../../protocol/diffResponse";
import type { CallContext, ResourceState } from "../../protocol/serve";
import { isMap } from "../../protocol/values";
import type { PropertyMap } from "../../protocol/values";
import { jobProgress } from "./await/job";
import { isAutonamed } from "./autonaming";
import { changesBetween } from "./changes";
import type { Connection } from "./connection";
import { fixedProperties, forcingPaths } from "./forceNew";
import type { KubeObject } from "../../kubernetes/objects";
import {
  annotation,
  annotations,
  at,
  isPatchType,
  referenceTo,
  textAt,
  toObject,
  without,
} from "../../kubernetes/objects";
import { observedInputs } from "./observed";
import { fromState } from "./outputs";
import { isWithin, parsePath } from "./paths";
import { normalize } from "./typed/roundTrip";

/**
 * Compares the program's inputs with the live object in state, in the fields that the last inputs set. Every
 * difference is a change, whoever made it.
 */
export async function diffObject(
  connection: Connection,
  call: CallContext,
  old: ResourceState,
  news: PropertyMap,
): Promise<Difference> {
  const state = fromState(old.properties);
  const inputs = normalize(toObject(news));
  const isNamespaced = await connection.isNamespaced(referenceTo(inputs));
  const wanted = withNamespace(inputs, isNamespaced);
  const observed = withNamespace(observedInputs(state.live, normalize(state.inputs)), isNamespaced);
  const present = textAt(wanted, "metadata", "name") ? withMetadata(observed, nameOf(state.live)) : observed;

  const ignored = (call.ignoreChanges ?? []).map(parsePath);
  const changes = new Map(
    [...changesBetween(present, wanted)].filter(([path]) => !ignored.some(prefix => isWithin(parsePath(path), prefix))),
  );
  const fixed = fixedProperties(wanted, connection.settings, isPatchType(call.type, wanted));
  const replaces = forcingPaths([...changes.keys()], wanted, fixed);
  if (await isUnreadyJob(connection, wanted, state.live)) {
    replaces.push(`.metadata.annotations["${annotations.replaceUnready}"]`);
  }
  const deleteBeforeReplace = replaces.length > 0 && mustKeepName(wanted, state.live);
  return { changes, replaces, deleteBeforeReplace, sends: "paths" };
}

/** The namespace defaults to `default`; on a cluster-scoped object it is ignored. */
function withNamespace(object: KubeObject, isNamespaced: boolean): KubeObject {
  if (!isNamespaced)
    return isMap(object.metadata) ? { ...object, metadata: without(object.metadata, "namespace") } : object;
  return withMetadata(object, { namespace: textAt(object, "metadata", "namespace") ?? "default" });
}

function nameOf(object: KubeObject): PropertyMap {
  return { name: textAt(object, "metadata", "name") ?? "" };
}

function withMetadata(object: KubeObject, more: PropertyMap): KubeObject {
  return { ...object, metadata: { ...(isMap(object.metadata) ? object.metadata : {}), ...more } };
}

/** Two objects cannot share a name: if the program fixed it, the old object is deleted first. */
function mustKeepName(wanted: KubeObject, live: KubeObject): boolean {
  const same = (key: string) => at(wanted, "metadata", key) === at(live, "metadata", key);
  return textAt(wanted, "metadata", "name") !== undefined && !isAutonamed(wanted) && same("name") && same("namespace");
}

async function isUnreadyJob(connection: Connection, wanted: KubeObject, live: KubeObject): Promise<boolean> {
  if (wanted.kind !== "Job" || annotation(wanted, annotations.replaceUnready) !== "true") return false;
  const job = await (await connection.reach())?.get(referenceTo(live));
  return job !== undefined && !jobProgress(job).ready;
}
