/** Checks the arguments of a cluster. */
import { checkResourceGroupName, checkTags } from "../azure/names";
import { checkAll } from "../inputs/errors";
import { input, optional, optionalInput, plain } from "../inputs/input";
import { PropertyPath } from "../inputs/path";
import { checkObject, oneOf } from "../inputs/values";
import type { AksClusterArgs } from "./args";
import { checkAccess } from "./checkAccess";
import { checkNetwork, checkRoom } from "./checkNetwork";
import { checkPools } from "./checkPools";
import { checkRegistry } from "./checkRegistry";
import { checkAad, checkUpgrades } from "./checkSettings";
import { AksTier } from "./enums";
import { checkClusterName, checkComponentName, checkDnsPrefix, checkLocation } from "./names";
import { checkNodeGroup, checkNodeGroupName } from "./nodeGroup";

/** A cluster and its surroundings. */
export type Cluster = ReturnType<typeof checkCluster>;

/** Refuses everything that is wrong with the cluster before its first resource is created. */
export function checkCluster(name: string, args: AksClusterArgs) {
  const path = PropertyPath.root;
  const networkPath = path.child("network");
  checkComponentName(name, path.child("name"));
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
  const room = { ranges: network.ranges, sizes: pools.sizes };
  const { nodeGroupFits, ranges } = checkAll({
    nodeGroupFits: () => checkNodeGroup(name, cluster, location),
    ranges: () => input(room, networkPath, checkRoom),
  });
  return { ...cluster, nodeGroupFits, network: { ...network, ranges } };
}
