/** Versions, upgrades, and who reaches the API server. */
import type * as pulumi from "@pulumi/pulumi";
import { checkAll, refuse } from "../inputs/errors";
import { input, inputItems, optional, optionalInput, plain } from "../inputs/input";
import type { PropertyPath } from "../inputs/path";
import { unlessSecret } from "../inputs/shown";
import { checkBoolean, checkObject, ifGiven, oneOf } from "../inputs/values";
import { checkIpv4Range, openToAll } from "../kubernetes/ipRanges";
import type { AksAadArgs, AksClusterArgs } from "./args";
import { AksNodeOsUpgradeChannel, AksUpgradeChannel } from "./enums";
import { checkGuid, checkKubernetesVersion } from "./names";

/** The version of Kubernetes and how it is upgraded, in Azure's words. */
export interface Upgrades {
  kubernetesVersion?: pulumi.Output<string | undefined>;
  autoUpgradeProfile: {
    upgradeChannel: pulumi.Output<AksUpgradeChannel>;
    nodeOSUpgradeChannel: pulumi.Output<AksNodeOsUpgradeChannel>;
  };
}

/** Refuses a version that the channel of upgrades does not go with. */
export function checkUpgrades(args: AksClusterArgs, path: PropertyPath): Upgrades {
  const versionPath = path.child("kubernetesVersion");
  const nodeOsPath = path.child("nodeOsUpgradeChannel");
  const upgradeChannel = args.upgradeChannel ?? AksUpgradeChannel.None;
  const nodeOsUpgradeChannel = args.nodeOsUpgradeChannel ?? AksNodeOsUpgradeChannel.NodeImage;
  const { version, channel, nodeOs } = checkAll({
    version: () => optionalInput(args.kubernetesVersion, versionPath, ifGiven(checkKubernetesVersion)),
    channel: () => input(upgradeChannel, path.child("upgradeChannel"), oneOf(AksUpgradeChannel)),
    nodeOs: () => input(nodeOsUpgradeChannel, nodeOsPath, oneOf(AksNodeOsUpgradeChannel)),
  });
  const { kubernetesVersion, nodeOSUpgradeChannel } = checkAll({
    kubernetesVersion: () => version && input({ version, channel }, versionPath, checkVersion),
    nodeOSUpgradeChannel: () => input({ nodeOs, channel }, nodeOsPath, checkNodeOs),
  });
  return { kubernetesVersion, autoUpgradeProfile: { upgradeChannel: channel, nodeOSUpgradeChannel } };
}

/** A version that the channel leaves behind could never be declared again: AKS never goes back. */
function checkVersion({ version, channel }: { version?: string; channel: string }, path: PropertyPath) {
  if (version === undefined) return undefined;
  const [major, minor, patch] = version.split(".");
  const leftBehind = `is ${unlessSecret(version)}, which upgradeChannel '${unlessSecret(channel)}' leaves behind`;
  if (channel === AksUpgradeChannel.Patch && patch !== undefined) {
    refuse(path, `${leftBehind}: say ${unlessSecret(`${major}.${minor}`)}`);
  }
  if (channel === AksUpgradeChannel.Stable || channel === AksUpgradeChannel.Rapid) {
    refuse(path, `${leftBehind}: leave it out`);
  }
  return version;
}

/** Azure does not let two channels decide on the image of the nodes. */
function checkNodeOs(
  { nodeOs, channel }: { nodeOs: AksNodeOsUpgradeChannel; channel: string },
  path: PropertyPath,
): AksNodeOsUpgradeChannel {
  if (channel === AksUpgradeChannel.NodeImage && nodeOs !== AksNodeOsUpgradeChannel.NodeImage) {
    refuse(
      path,
      `is '${unlessSecret(nodeOs)}', but upgradeChannel 'node-image' works with 'NodeImage' only: give that`,
    );
  }
  return nodeOs;
}

/** From where the API server can be reached, in Azure's words. All of it is always said, so that Azure takes it back, too. */
export interface Access {
  authorizedIPRanges: pulumi.Output<string[]>;
  enablePrivateCluster: pulumi.Output<boolean>;
}

/** Refuses ranges that let everybody or nobody in. */
export function checkAccess(
  { authorizedIpRanges, privateCluster = false }: AksClusterArgs,
  path: PropertyPath,
): Access {
  const rangesPath = path.child("authorizedIpRanges");
  const { ranges, enablePrivateCluster } = checkAll({
    ranges: () => optional(authorizedIpRanges, rangesPath, (given, at) => inputItems(given, at, checkIpv4Range)),
    enablePrivateCluster: () => input(privateCluster, path.child("privateCluster"), checkBoolean),
  });
  const reach = { ranges, isPrivate: enablePrivateCluster };
  return { authorizedIPRanges: input(reach, rangesPath, checkReach), enablePrivateCluster };
}

function checkReach({ ranges, isPrivate }: { ranges?: string[]; isPrivate: boolean }, path: PropertyPath): string[] {
  if (ranges === undefined) return [];
  if (!isPrivate && ranges.length === 0) {
    refuse(path, openToAll);
  }
  if (isPrivate && ranges.length > 0) {
    refuse(path, "is given beside privateCluster, whose API server has no public address: give one of them");
  }
  if (ranges.length > 200) {
    refuse(path, `has ${ranges.length} ranges, but AKS takes 200 at most: join some of them`);
  }
  return ranges;
}

/** Who may sign in by Microsoft Entra ID, in Azure's words. */
export interface Aad {
  managed: true;
  adminGroupObjectIDs: pulumi.Output<string[]>;
  enableAzureRBAC: pulumi.Output<boolean>;
  tenantID?: pulumi.Output<string>;
}

/** Refuses a cluster that nobody could sign in to. */
export function checkAad(args: AksAadArgs, path: PropertyPath): Aad {
  const given = checkObject(plain(args, path), path, "have properties: leave it out for local accounts only");
  const { adminGroupObjectIds = [], enableAzureRbac = false, tenantId } = given;
  const groupsPath = path.child("adminGroupObjectIds");
  const { groups, enableAzureRBAC, tenantID } = checkAll({
    groups: () => inputItems(adminGroupObjectIds, groupsPath, checkGuid),
    enableAzureRBAC: () => input(enableAzureRbac, path.child("enableAzureRbac"), checkBoolean),
    tenantID: () => optionalInput(tenantId, path.child("tenantId"), checkGuid),
  });
  const adminGroupObjectIDs = input({ groups, byRoles: enableAzureRBAC }, groupsPath, checkAdministrators);
  return { managed: true, adminGroupObjectIDs, enableAzureRBAC, tenantID };
}

function checkAdministrators(
  { groups, byRoles }: { groups: string[]; byRoles: boolean },
  path: PropertyPath,
): string[] {
  if (groups.length === 0 && !byRoles) {
    refuse(
      path,
      "is empty and aad.enableAzureRbac is not true, so that nobody could do anything in the cluster: give one of them",
    );
  }
  return groups;
}
