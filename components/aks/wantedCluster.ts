/** The arguments of a cluster, checked and in Azure's words. */
import type * as pulumi from "@pulumi/pulumi";
import { checkResourceGroupName, checkTags, oneOf } from "../azureWords";
import { checked, requireObject, requirePlain } from "../checked";
import type { AksClusterArgs } from "./aksClusterArgs";
import { AksTier } from "./aksEnums";
import { checkClusterName, checkComponentName, checkDnsPrefix, checkLocation } from "./aksNames";
import { checkedNetwork } from "./clusterNetwork";
import { checkedAad, checkedAccess, checkedUpgrades } from "./clusterSettings";
import { checkedPools } from "./nodePools";
import { checkedRegistry } from "./registry";

/** A cluster and all around it. */
export type WantedCluster = ReturnType<typeof checkedCluster>;

/** Refuses everything that is wrong with the cluster before the first of its resources is made. */
export function checkedCluster(name: string, args: AksClusterArgs) {
  checkComponentName(name);
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
    nodeResourceGroup: optional(args.nodeResourceGroup, checkResourceGroupName, "nodeResourceGroup"),
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
