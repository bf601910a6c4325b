/** The arguments of a cluster, checked and in Azure's words. */
import type * as pulumi from "@pulumi/pulumi";
import { checkResourceGroupName, checkTags, oneOf } from "../azure/names";
import { checked, requireObject, requirePlain } from "../inputs/checked";
import type { AksClusterArgs } from "./args";
import { AksTier } from "./enums";
import {
  autoName,
  checkClusterName,
  checkComponentName,
  checkDnsPrefix,
  checkLocation,
  checkNodeGroupName,
  checkNodeGroupParts,
} from "./names";
import { checkedNetwork } from "./clusterNetwork";
import { checkedAad, checkedAccess, checkedUpgrades } from "./clusterSettings";
import { checkedPools } from "./nodePools";
import { checkedRegistry } from "./registry";

/** A cluster and all around it. */
export type WantedCluster = ReturnType<typeof checkedCluster>;

/** Refuses everything that is wrong with the cluster before the first of its resources is made. */
export function checkedCluster(name: string, args: AksClusterArgs) {
  checkComponentName(name);
  requireObject(args, "args");
  const networkArgs = requireObject(args.network ?? {}, "network");
  const { kubernetesVersion, autoUpgradeProfile } = checkedUpgrades(args);
  const pools = checkedPools(
    requirePlain(args.systemPool, "systemPool"),
    requirePlain(args.pools, "pools"),
    networkArgs.overlay ?? false,
    kubernetesVersion,
  );
  const optional = (
    given: pulumi.Input<string> | undefined,
    check: (given: string, path: string) => string,
    path: string,
  ) => (given === undefined ? undefined : checked(given, of => check(of, path)));
  return {
    resourceGroupName: optional(args.resourceGroupName, checkResourceGroupName, "resourceGroupName"),
    location: optional(args.location, checkLocation, "location"),
    tags: args.tags === undefined ? undefined : checked(args.tags, given => checkTags(given, "tags")),
    clusterName: optional(args.clusterName, checkClusterName, "clusterName"),
    dnsPrefix: checked(args.dnsPrefix ?? name, given => checkDnsPrefix(given, "dnsPrefix")),
    nodeResourceGroup: optional(args.nodeResourceGroup, checkNodeGroupName, "nodeResourceGroup"),
    nodeGroupFits: checkedNodeGroup(name, args, args.location),
    nodeGroupFitsIn: (region: pulumi.Output<string>) => checkedNodeGroup(name, args, region),
    tier: checked(args.tier ?? AksTier.Free, given => oneOf(AksTier, given, "tier")),
    kubernetesVersion,
    autoUpgradeProfile,
    network: checkedNetwork(networkArgs, pools),
    pools,
    registry: checkedRegistry(args.registry),
    aadProfile: checkedAad(args.aad),
    apiServerAccessProfile: checkedAccess(args),
  };
}

/** Checks the name that AKS gives to the resource group of the nodes where no other is given, as far as it is known before. */
function checkedNodeGroup(
  name: string,
  { resourceGroupName, clusterName, nodeResourceGroup }: AksClusterArgs,
  region: pulumi.Input<string> | undefined,
): pulumi.Output<void> | undefined {
  if (nodeResourceGroup !== undefined) return undefined;
  const parts = {
    group: resourceGroupName ?? autoName(`${name}-group`),
    cluster: clusterName ?? autoName(`${name}-cluster`),
    region,
  };
  return checked(parts, given => checkNodeGroupParts(given, "nodeResourceGroup"));
}
