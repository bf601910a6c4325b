/** Who owns an object's fields, as server-side apply sees it. */
import { isMap } from "../../protocol/values";
import type { PropertyMap } from "../../protocol/values";
import { ApiError } from "../../kubernetes/client";
import type { Cluster } from "../../kubernetes/client";
import { uniqueSuffix } from "./autonaming";
import type { KubeObject } from "../../kubernetes/objects";
import { annotation, annotations, at, referenceTo, textAt } from "../../kubernetes/objects";

interface ManagedFields {
  manager?: string;
  operation?: string;
  subresource?: string;
  apiVersion?: string;
  fieldsV1?: PropertyMap;
}

const OURS = "pulumi-kubernetes";
const MOST_ATTEMPTS = 5;

/** The managers whose fields an update takes over: earlier creates by this plugin, and people who used kubectl. */
const takenOver = [OURS, "kubectl", "before-first-apply"];

/** The manager that the program names, else the one in state, else a new one. */
export function fieldManagerFor(inputs: KubeObject, former: string | undefined): string {
  return annotation(inputs, annotations.patchFieldManager) ?? former ?? `${OURS}-${uniqueSuffix(Buffer.alloc(0))}`;
}

/** Whether any field belongs to a manager whose fields updates take over. */
export function hasFieldsToTakeOver(live: KubeObject): boolean {
  return managedFieldsOf(live).some(isTakenOver);
}

/**
 * A create records its fields as a manual update, which apply would never remove. Records `manager` as having applied
 * them, so that a property removed from the program is removed from the object.
 */
export async function takeOverFields(cluster: Cluster, live: KubeObject, manager: string): Promise<void> {
  let present: KubeObject | undefined = live;
  for (let attempt = 1; present; attempt++) {
    try {
      return await tryTakeOver(cluster, present, manager);
    } catch (error) {
      // A controller has written a status in the meantime.
      const outdated = error instanceof ApiError && error.code === 409 && attempt < MOST_ATTEMPTS;
      if (!outdated) throw error;
      present = await cluster.get(referenceTo(live));
    }
  }
}

async function tryTakeOver(cluster: Cluster, live: KubeObject, manager: string): Promise<void> {
  const entries = managedFieldsOf(live);
  const taken = entries.filter(isTakenOver);
  if (taken.length === 0) return;
  const isApplied = (entry: ManagedFields) => entry.manager === manager && entry.operation === "Apply";
  const sources = [...entries.filter(entry => isApplied(entry) && !entry.subresource), ...taken];
  const applied = {
    ...sources[0],
    manager,
    operation: "Apply",
    fieldsV1: sources.map(entry => entry.fieldsV1 ?? {}).reduce(union),
  };
  const others = entries.filter(entry => !sources.includes(entry));
  await cluster.patch(referenceTo(live), [
    { op: "replace", path: "/metadata/managedFields", value: [...others, applied] },
    // This must not undo someone else's change in the meantime.
    { op: "replace", path: "/metadata/resourceVersion", value: textAt(live, "metadata", "resourceVersion") },
  ]);
}

/** Gives up every field that `manager` owns. Fields that no one else owns return to their default or disappear. */
export async function relinquish(cluster: Cluster, live: KubeObject, manager: string): Promise<void> {
  const { apiVersion, kind, namespace, name } = referenceTo(live);
  // The uid keeps apply from creating an empty object if this one was deleted in the meantime.
  const uid = textAt(live, "metadata", "uid") ?? null;
  const metadata = { name, ...(namespace ? { namespace } : {}), uid };
  await cluster.apply({ apiVersion, kind, metadata }, { fieldManager: manager, dryRun: false });
}

/** Adds advice to a conflict; other errors stay as they are. */
export function explainConflict(error: unknown, manager: string): unknown {
  if (!(error instanceof ApiError) || error.code !== 409 || error.reason !== "Conflict") return error;
  const message =
    "Server-Side Apply field conflict detected. See https://www.pulumi.com/registry/packages/kubernetes/how-to-guides/" +
    "managing-resources-with-server-side-apply/#handle-field-conflicts-on-existing-resources for troubleshooting help.\n" +
    `The resource managed by field manager "${manager}" had an apply conflict: ${error.message}\n` +
    `Remove these fields from the program, or take them over with the annotation ${annotations.patchForce}: "true"`;
  return new ApiError(error.code, error.reason, message);
}

function managedFieldsOf(live: KubeObject): ManagedFields[] {
  const entries = at(live, "metadata", "managedFields");
  return Array.isArray(entries) ? (entries as ManagedFields[]) : [];
}

function isTakenOver({ manager = "", operation, subresource }: ManagedFields): boolean {
  if (subresource) return false;
  if (operation === "Apply") return manager === "kubectl";
  return takenOver.some(prefix => manager.startsWith(prefix));
}

/** Field sets are maps of maps, in which a key stands for a field. */
function union(a: PropertyMap, b: PropertyMap): PropertyMap {
  const both = Object.entries(b).map(([key, value]) => {
    const other = a[key];
    return [key, isMap(other) && isMap(value) ? union(other, value) : value] as const;
  });
  return { ...a, ...Object.fromEntries(both) };
}
