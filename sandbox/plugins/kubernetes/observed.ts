/** Which of the inputs still hold on the live object. */
import { isList, isMap } from "../protocol/values";
import type { PropertyMap, PropertyValue } from "../protocol/values";
import type { Cluster } from "./client";
import type { KubeObject } from "./objects";
import { referenceTo, sameValue, textAt } from "./objects";

/**
 * `inputs` with the values that the live object has in their place. The API server also rewrites what it is given
 * (`1000m` of CPU becomes `1`, an empty list vanishes): such values stay as the program wrote them. What counts as
 * rewriting it says itself, by a dry run of the same inputs.
 */
export async function observedInputs(
  cluster: Cluster | undefined,
  inputs: KubeObject,
  live: KubeObject,
  fieldManager: string,
): Promise<KubeObject> {
  const found = withStringData(live, inputs);
  const observed = (observe(inputs, found, undefined) ?? {}) as KubeObject;
  if (sameValue(observed, inputs)) return inputs;
  if (!cluster) return inputs;
  try {
    // An object that was deleted must not come to life, not even in a dry run: its defaults would differ.
    const uid = textAt(live, "metadata", "uid");
    const { name, namespace } = referenceTo(live);
    const metadata = {
      ...(inputs.metadata as PropertyMap),
      name,
      ...(namespace ? { namespace } : {}),
      ...(uid ? { uid } : {}),
    };
    const wanted = await cluster.apply({ ...inputs, metadata }, { fieldManager, force: true, dryRun: true });
    return (observe(inputs, found, { applied: withStringData(wanted, inputs) }) ?? {}) as KubeObject;
  } catch {
    // Without an answer nothing can be told from rewriting; what really is wrong shows when it is applied.
    return inputs;
  }
}

/** A Secret is written through `stringData` but only ever read as `data`. */
export function withStringData(live: KubeObject, inputs: KubeObject): KubeObject {
  if (live.kind !== "Secret" || !isMap(inputs.stringData) || !isMap(live.data)) return live;
  const { data } = live;
  const texts = Object.keys(inputs.stringData)
    .filter(key => typeof data[key] === "string")
    .map(key => [key, Buffer.from(data[key] as string, "base64").toString("utf8")] as const);
  return { ...live, stringData: Object.fromEntries(texts) };
}

/** Server-side apply never removes what came in through `stringData`, so it gets `data` instead. */
export function withoutStringData(object: KubeObject): KubeObject {
  if (object.kind !== "Secret" || !isMap(object.stringData)) return object;
  const { stringData, ...secret } = object;
  const encoded = Object.entries(stringData).map(
    ([key, text]) => [key, Buffer.from(text as string, "utf8").toString("base64")] as const,
  );
  return { ...secret, data: { ...(isMap(secret.data) ? secret.data : {}), ...Object.fromEntries(encoded) } };
}

/** Walks along the inputs only: what they do not mention is the cluster's business. */
function observe(
  input: PropertyValue,
  live: PropertyValue | undefined,
  dryRun: { applied: PropertyValue | undefined } | undefined,
): PropertyValue | undefined {
  if (isMap(input) && isMap(live)) {
    const applied = isMap(dryRun?.applied) ? dryRun.applied : {};
    const entries = Object.entries(input)
      .map(([key, value]) => [key, observe(value, live[key], dryRun && { applied: applied[key] })] as const)
      .filter((entry): entry is [string, PropertyValue] => entry[1] !== undefined);
    return Object.fromEntries(entries);
  }
  if (isList(input) && isList(live)) {
    const applied = isList(dryRun?.applied) ? dryRun.applied : [];
    return input
      .map((value, i) => observe(value, live[i], dryRun && { applied: applied[i] }))
      .filter(value => value !== undefined);
  }
  if (sameValue(input, live) || (dryRun && sameValue(live, dryRun.applied))) return input;
  return live;
}
