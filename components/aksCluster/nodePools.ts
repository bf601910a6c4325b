/** The node pools that are resources of their own. */
import type * as pulumi from "@pulumi/pulumi";
import { AzureNativeResource } from "../azure/azureNative";
import { AksPoolMode } from "./enums";
import { checkOrder, formerSystemPoolName } from "./checkPools";
import type { NodePool, SystemPool } from "./checkPools";
import { namesOf } from "./managedCluster";
import type { FoundCluster } from "./managedCluster";
import type { InGroup } from "./resourceGroup";

/** The resources around these pools. */
interface Surroundings {
  inGroup: InGroup;
  cluster: pulumi.CustomResource;
  found: pulumi.Output<FoundCluster>;
  system: SystemPool;
  /** Without it, nodes keep their version when the control plane is upgraded. */
  kubernetesVersion?: pulumi.Output<string | undefined>;
  subnetId: pulumi.Output<string>;
}

/**
 * The pools, one after the other, because AKS refuses an operation on a pool while another one is under way. Each depends on
 * all before it, not only on the previous one: Pulumi orders deletions by direct dependencies, and the previous pool may stay.
 */
export function newPools(name: string, pools: NodePool[], surroundings: Surroundings, parent: pulumi.Resource): void {
  const before: pulumi.Resource[] = [];
  for (const pool of pools) before.push(newPool(name, pool, surroundings, { parent, dependsOn: [...before] }));
}

function newPool(
  name: string,
  pool: NodePool,
  { inGroup, cluster, found, system, kubernetesVersion, subnetId }: Surroundings,
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource {
  const inputs = {
    resourceGroupName: inGroup.resourceGroupName,
    resourceName: namesOf(cluster).resourceName,
    agentPoolName: system.isNamed || !system.scales ? pool.name : found.apply(of => checkBesideFormer(pool, of)),
    ...pool.properties,
    orchestratorVersion: kubernetesVersion,
    vnetSubnetID: subnetId,
    tags: inGroup.tags,
  };
  return new AzureNativeResource("containerservice:AgentPool", `${name}-pool-${pool.name}`, inputs, {
    ...opts,
    deletedWith: cluster,
    deleteBeforeReplace: true,
    replaceOnChanges: pool.immutable,
    ignoreChanges: pool.scales ? ["count"] : [],
  });
}

/** The name. Beside a system pool with the default name of an earlier version, it must come later in the alphabet. */
function checkBesideFormer({ name, path }: NodePool, { agentPoolProfiles = [] }: FoundCluster): string {
  const hasFormer = agentPoolProfiles.some(
    pool => pool.name === formerSystemPoolName && pool.mode === AksPoolMode.System,
  );
  return hasFormer ? checkOrder(name, { name: formerSystemPoolName, scales: true }, path.child("name")) : name;
}
