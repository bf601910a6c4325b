/** The life of a resource that is one Kubernetes object, and of a patch to one. */
import type { CallContext, Provider, ResourceState } from "../../protocol/serve";
import { InitializationError } from "../../protocol/serve";
import { containsUnknown } from "../../protocol/values";
import type { PropertyMap } from "../../protocol/values";
import { awaitReady } from "./await/ready";
import { AwaitError } from "./await/progress";
import { checkObject } from "./check";
import { ApiError, UnknownKindError } from "../../kubernetes/client";
import type { Cluster, WriteOptions } from "../../kubernetes/client";
import type { Connection } from "./connection";
import { deleteObject } from "./delete";
import { diffObject } from "./diff";
import { fieldManagerFor, relinquish } from "./fieldManagers";
import type { KubeObject } from "../../kubernetes/objects";
import { annotation, annotations, idOf, isPatchType, referenceTo, toObject, without } from "../../kubernetes/objects";
import { fromState, initialApiVersion, redact, toState } from "./outputs";
import { parsePath, valueAt, withValueAt } from "./paths";
import { readObject } from "./read";
import { createObject, isInconclusive, updateObject } from "./write";

/** What the engine asks of one resource type. */
export type ResourceHandler = Pick<Provider, "check" | "diff" | "create" | "read" | "update" | "delete">;

/** Handles whole objects, and patches to someone else's objects. */
export function objectHandler(connection: Connection): ResourceHandler {
  return {
    check: (call, olds, news, randomSeed) => checkObject(connection, call, olds, news, randomSeed),
    diff: (call, old, _oldInputs, news) => diffObject(connection, call, old, news),
    create: (call, inputs) => create(connection, call, inputs),
    read: (call, old, oldInputs) => readObject(connection, call, old, oldInputs),
    update: (call, old, _oldInputs, news) => update(connection, call, old, news),
    delete: (call, old) => deleteObject(connection, call, old),
  };
}

async function create(connection: Connection, call: CallContext, inputs: PropertyMap): Promise<ResourceState> {
  const unchanged = { id: "", properties: inputs };
  const object = toObject(inputs);
  const isPatch = isPatchType(call.type, object);
  if (call.preview && (isPatch || !(await canDryRun(connection, object)))) return unchanged;

  const cluster = await connection.require();
  const fieldManager = fieldManagerFor(object, undefined);
  const upsert = isPatch || connection.settings.upsertExistingObjects;
  const options = writeOptions(connection, call, { object, inputs, fieldManager });
  let live: KubeObject;
  try {
    live = await createObject(cluster, object, { ...options, upsert });
  } catch (error) {
    if (call.preview && isInconclusive(error)) return unchanged;
    throw failure(error, inputs, {
      unknownKind: `creation of resource "${call.urn}" with kind ${kindText(object)} failed`,
      refused: `resource "${call.urn}" was not successfully created by the Kubernetes API server`,
    });
  }
  // Programs would believe the status, but a dry run's is empty, and the real one is still unknown.
  if (call.preview) return { id: "", properties: toState(without(live, "status"), object, inputs, { fieldManager }) };

  const stateOf = (found: KubeObject) => ({
    id: idOf(found),
    properties: toState(found, object, inputs, { fieldManager }),
  });
  if (isPatch) return stateOf(live);
  const headline =
    `resource "${call.urn}" was successfully created, but the Kubernetes API server reported that it failed to fully ` +
    "initialize or become live";
  return finish(cluster, call, { object, live, inputs, isNew: true, headline, stateOf });
}

async function update(
  connection: Connection,
  call: CallContext,
  old: ResourceState,
  news: PropertyMap,
): Promise<PropertyMap> {
  const object = toObject(news);
  const isPatch = isPatchType(call.type, object);
  if (call.preview && !(await canDryRun(connection, object))) return news;

  const cluster = await connection.require();
  const former = fromState(old.properties);
  const fieldManager = fieldManagerFor(object, former.fieldManager);
  const options = writeOptions(connection, call, { object, inputs: news, fieldManager });
  let live: KubeObject;
  try {
    const present = await cluster.get(referenceTo(former.live));
    if (!present) {
      throw new Error(`${kindText(object)} "${old.id}" not found; if it was deleted by hand, run \`pulumi refresh\``);
    }
    const wanted = withIgnored(object, present, call.ignoreChanges ?? []);
    live = await updateObject(cluster, present, wanted, { ...options, isPatch });
    if (!call.preview && former.fieldManager && former.fieldManager !== fieldManager) {
      await relinquish(cluster, live, former.fieldManager);
    }
  } catch (error) {
    if (call.preview && error instanceof ApiError && error.code === 403) return news;
    throw failure(error, news, {
      unknownKind: `update of resource "${call.urn}" failed`,
      refused: `update of resource "${call.urn}" failed`,
    });
  }
  const origin = { fieldManager, initialApiVersion: initialApiVersion(old.properties) };
  const stateOf = (found: KubeObject) => ({ id: old.id, properties: toState(found, object, news, origin) });
  if (call.preview || isPatch) return stateOf(live).properties;
  const headline = `the Kubernetes API server reported that "${old.id}" failed to fully initialize or become live`;
  return (await finish(cluster, call, { object, live, inputs: news, isNew: false, headline, stateOf })).properties;
}

interface Written {
  object: KubeObject;
  live: KubeObject;
  inputs: PropertyMap;
  isNew: boolean;
  headline: string;
  stateOf: (found: KubeObject) => ResourceState;
}

/** Waits for the object. One that does not become ready stays in state, so that the next update can repair it. */
async function finish(
  cluster: Cluster,
  call: CallContext,
  { object, live, inputs, isNew, headline, stateOf }: Written,
): Promise<ResourceState> {
  try {
    return stateOf(await awaitReady(cluster, object, live, call, isNew));
  } catch (error) {
    const found = await cluster.get(referenceTo(live)).catch(() => undefined);
    const reasons = error instanceof AwaitError ? error.reasons : [];
    throw new InitializationError(
      stateOf(found ?? live),
      inputs,
      [`${headline}: ${(error as Error).message}`, ...reasons].map(reason => redact(reason, inputs)),
    );
  }
}

/** A dry run is impossible with unknown values, or a kind that is yet to be defined. */
async function canDryRun(connection: Connection, object: KubeObject): Promise<boolean> {
  return !containsUnknown(object) && (await connection.serves(referenceTo(object)));
}

function failure(error: unknown, inputs: PropertyMap, texts: { unknownKind: string; refused: string }): Error {
  const text =
    error instanceof UnknownKindError
      ? `${texts.unknownKind} because the Kubernetes API server reported that the apiVersion for this resource does ` +
        "not exist. Verify that any required CRDs have been created"
      : texts.refused;
  return new Error(redact(`${text}: ${(error as Error).message}`, inputs), { cause: error });
}

function writeOptions(
  { settings }: Connection,
  call: CallContext,
  { object, inputs, fieldManager }: { object: KubeObject; inputs: PropertyMap; fieldManager: string },
): WriteOptions {
  return {
    fieldManager,
    dryRun: call.preview,
    force: settings.enablePatchForce || annotation(object, annotations.patchForce) === "true",
    warn: warning => {
      const suppressed = settings.suppressDeprecationWarnings && warning.includes("deprecated");
      if (!suppressed) call.warn?.(redact(warning, inputs));
    },
  };
}

/** Takes from the live object what the program leaves to others: its value in state would be a conflict. */
function withIgnored(object: KubeObject, live: KubeObject, paths: string[]): KubeObject {
  return paths.map(parsePath).reduce((changed, keys) => {
    const value = valueAt(live, keys);
    return value === undefined ? changed : withValueAt(changed, keys, value);
  }, object);
}

function kindText(object: KubeObject): string {
  const { apiVersion, kind } = referenceTo(object);
  return `${apiVersion}/${kind}`;
}
