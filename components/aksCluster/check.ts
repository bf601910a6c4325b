/** The arguments of a cluster, checked. */
import type * as pulumi from "@pulumi/pulumi";
import { checkResourceGroupName, checkTags } from "../azure/names";
import { checkAll } from "../inputs/errors";
import { input, optional, optionalInput, plain } from "../inputs/input";
import { PropertyPath } from "../inputs/path";
import { checkObject, oneOf } from "../inputs/values";
import type { AksClusterArgs } from "./args";
import { checkNetwork, checkRoom } from "./checkNetwork";
import type { Network } from "./checkNetwork";
import { checkPools } from "./checkPools";
import type { NodePool } from "./checkPools";
import { checkRegistry } from "./checkRegistry";
import type { Registry } from "./checkRegistry";
import { checkAad, checkAccess, checkUpgrades } from "./checkSettings";
import type { Aad, Access, Upgrades } from "./checkSettings";
import { AksTier } from "./enums";
import { checkClusterName, checkComponentName, checkDnsPrefix, checkLocation } from "./names";
import { checkNodeGroup, checkNodeGroupName } from "./nodeGroup";

/** A cluster and all around it. */
export interface Cluster {
  resourceGroupName?: pulumi.Output<string>;
  location?: pulumi.Output<string>;
  tags?: pulumi.Output<Record<string, string>>;
  clusterName?: pulumi.Output<string>;
  dnsPrefix: pulumi.Output<string>;
  nodeResourceGroup?: pulumi.Output<string>;
  /** Known once AKS can name the resource group of the nodes, as far as the region is known. */
  nodeGroupFits: pulumi.Output<void>;
  tier: pulumi.Output<AksTier>;
  upgrades: Upgrades;
  network: Network;
  /** The system pool, then the others. */
  pools: [NodePool, ...NodePool[]];
  registry?: Registry;
  aad?: Aad;
  access: Access;
}

/** Refuses everything that is wrong with the cluster before the first of its resources is made. */
export function checkCluster(name: string, args: AksClusterArgs): Cluster {
  const path = PropertyPath.root;
  const networkPath = path.child("network");
  checkComponentName(name, path.child("name"));
  checkObject(args, path.child("args"));
  const networkArgs = checkObject(plain(args.network ?? {}, networkPath), networkPath);
  const cluster = checkAll({
    resourceGroupName: () =>
      optionalInput(args.resourceGroupName, path.child("resourceGroupName"), checkResourceGroupName),
    location: () => optionalInput(args.location, path.child("location"), checkLocation),
    tags: () => optionalInput(args.tags, path.child("tags"), checkTags),
    clusterName: () => optionalInput(args.clusterName, path.child("clusterName"), checkClusterName),
    dnsPrefix: () => input(args.dnsPrefix ?? name, path.child("dnsPrefix"), checkDnsPrefix),
    nodeResourceGroup: () => optionalInput(args.nodeResourceGroup, path.child("nodeResourceGroup"), checkNodeGroupName),
    tier: () => input(args.tier ?? AksTier.Free, path.child("tier"), oneOf(AksTier)),
    upgrades: () => checkUpgrades(args, path),
    network: () => checkNetwork(networkArgs, networkPath),
    pools: () => checkPools(args, networkArgs.overlay ?? false, path),
    registry: () => checkRegistry(args.registry, path.child("registry")),
    aad: () => optional(args.aad, path.child("aad"), checkAad),
    access: () => checkAccess(args, path),
  });
  const { network, pools, location } = cluster;
  const room = { ranges: network.ranges, sizes: pools.map(({ size }) => size) };
  const { nodeGroupFits, ranges } = checkAll({
    nodeGroupFits: () => checkNodeGroup(name, cluster, location),
    ranges: () => input(room, networkPath, checkRoom),
  });
  return { ...cluster, nodeGroupFits, network: { ...network, ranges } };
}
