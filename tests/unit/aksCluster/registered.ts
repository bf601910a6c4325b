/** What an AksCluster registers in Azure, with the options by which Pulumi updates or replaces it. */
import * as pulumi from "@pulumi/pulumi";
import { AksCluster } from "../../../index";
import type { AksClusterArgs } from "../../../index";
import { find, run, valueOf } from "../engine/engine";

/** A resource and its options. */
export interface WithOptions {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
  ignoreChanges?: string[];
  replaceOnChanges?: string[];
  replacementTrigger?: unknown;
  /** The names of the resources that `dependsOn` lists. */
  dependsOn?: string[];
}

/** The clusters whose registrations an earlier version has left in recorded/. */
export const recordedClusters: Record<string, AksClusterArgs> = {
  /** Azure lists `apps` before the system pool. */
  usual: { tags: { team: "mqtt" }, registry: {}, pools: [{ name: "apps" }, { name: "work" }] },
  scaled: { systemPool: { minCount: 3, maxCount: 5 }, pools: [{ name: "work", minCount: 1, maxCount: 2 }] },
  named: { systemPool: { name: "main" }, privateCluster: true },
};

/** The Azure resources of a cluster, by name. */
export async function registered(args: AksClusterArgs): Promise<WithOptions[]> {
  const options = new Map<string, pulumi.CustomResourceOptions>();
  const names = new Map<pulumi.Resource, string>();
  const note: pulumi.ResourceTransformation = ({ resource, name, opts }) => {
    names.set(resource, name);
    options.set(name, opts);
    return undefined;
  };
  const { resources } = await run(() => new AksCluster("factory", args, { transformations: [note] }));
  const inAzure = resources.filter(({ type }) => type.startsWith("azure-native:"));
  const all = inAzure.map(async ({ type, name }) => {
    const opts = options.get(name)!;
    const { ignoreChanges, replaceOnChanges, dependsOn } = opts;
    const trigger = opts.replacementTrigger as pulumi.Input<unknown>;
    const listed = (Array.isArray(dependsOn) ? dependsOn : [dependsOn]) as (pulumi.Resource | undefined)[];
    return {
      type,
      name,
      inputs: find(resources, type, name).inputs,
      ignoreChanges,
      replaceOnChanges,
      replacementTrigger: withoutGaps(await valueOf(pulumi.output(trigger))),
      dependsOn: listed.flatMap(resource => (resource === undefined ? [] : [names.get(resource)!])),
    };
  });
  return (await Promise.all(all)).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The value without undefined members, which Pulumi does not send. */
function withoutGaps(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}
