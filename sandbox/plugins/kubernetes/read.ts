/** Reads what is in the cluster, for `X.get`, import and refresh. */
import type { CallContext, ResourceState } from "../../protocol/serve";
import { InitializationError } from "../../protocol/serve";
import { isMap } from "../../protocol/values";
import type { PropertyMap } from "../../protocol/values";
import { explain, progressOf } from "./await/ready";
import type { Cluster } from "../../kubernetes/client";
import type { Connection } from "./connection";
import { fieldManagerFor } from "./fieldManagers";
import type { KubeObject, Reference } from "../../kubernetes/objects";
import {
  annotations,
  idOf,
  isPatchType,
  parseId,
  parseType,
  textAt,
  toObject,
  toProperties,
  without,
} from "../../kubernetes/objects";
import { observedInputs } from "./observed";
import { fromState, initialApiVersion, redact, toState, withSecrets } from "./outputs";
import { normalize } from "./typed/roundTrip";

/** Advice to use the environment variable that drops the resources of a lost cluster. */
export const DELETE_UNREACHABLE_HINT =
  "If the cluster was deleted, you can remove this resource from Pulumi state by rerunning the operation with the " +
  'PULUMI_K8S_DELETE_UNREACHABLE environment variable set to "true"';

/** The object and the inputs that describe it, or undefined if it is gone. */
export async function readObject(
  connection: Connection,
  call: CallContext,
  old: ResourceState,
  oldInputs: PropertyMap,
): Promise<{ state: ResourceState; inputs: PropertyMap } | undefined> {
  const cluster = await connection.reach();
  if (!cluster) {
    const { deleteUnreachable, skipUpdateUnreachable } = connection.settings;
    if (deleteUnreachable) return undefined;
    if (skipUpdateUnreachable) return { state: old, inputs: oldInputs };
    throw new Error(
      `configured Kubernetes cluster is unreachable: ${await connection.unreachableReason()}\n` +
        `failed to read resource state due to unreachable cluster. ${DELETE_UNREACHABLE_HINT}`,
    );
  }

  const known = normalize(toObject(oldInputs));
  const reference = referenceFor(call.type, old, known);
  if (!reference.namespace && (await connection.isNamespaced(reference))) {
    reference.namespace = connection.settings.defaultNamespace;
  }
  const live = await cluster.get(reference);
  if (!live) return undefined;

  const fieldManager = fieldManagerFor(known, fromState(old.properties).fieldManager);
  const adopted = Object.keys(known).length === 0;
  const observed = adopted ? inputsFrom(live) : observedInputs(live, known);
  const inputs = withSecrets(toProperties(observed), oldInputs);
  const origin = { fieldManager, initialApiVersion: initialApiVersion(old.properties) };
  const state = { id: old.id || idOf(live), properties: toState(live, observed, oldInputs, origin) };
  if (!adopted && !isPatchType(call.type, known)) {
    await failUnlessReady(cluster, known, live, { state, inputs });
  }
  return { state, inputs };
}

/** An id has no kind: that comes from the inputs, the properties that a program gives, or the type. */
function referenceFor(type: string, old: ResourceState, inputs: KubeObject): Reference {
  const given = toObject(old.properties);
  const { apiVersion, kind } = parseType(type);
  const pick = (key: string) => textAt(inputs, key) ?? textAt(given, key);
  return { apiVersion: pick("apiVersion") ?? apiVersion, kind: pick("kind") ?? kind, ...parseId(old.id) };
}

/** The live object without what only the cluster sets. */
function inputsFrom(live: KubeObject): KubeObject {
  const { metadata, ...rest } = without(live, "status");
  if (!isMap(metadata)) return rest;
  const { name, namespace, labels, annotations: all, finalizers, ownerReferences } = metadata;
  const ours = Object.entries(isMap(all) ? all : {}).filter(
    ([key]) => key !== annotations.lastApplied && key !== annotations.deploymentRevision,
  );
  const kept = {
    name,
    namespace,
    labels,
    annotations: ours.length > 0 ? Object.fromEntries(ours) : undefined,
    finalizers,
    ownerReferences,
  };
  return toObject({ ...rest, metadata: kept });
}

async function failUnlessReady(
  cluster: Cluster,
  inputs: KubeObject,
  live: KubeObject,
  found: { state: ResourceState; inputs: PropertyMap },
): Promise<void> {
  const progress = await progressOf(cluster, inputs, live);
  if (progress.ready) return;
  const reasons = [...progress.missing, ...(await explain(cluster, live))];
  throw new InitializationError(
    found.state,
    found.inputs,
    reasons.map(reason => redact(reason, found.inputs)),
  );
}
