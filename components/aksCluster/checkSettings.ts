/** Versions, upgrades, and who reaches the API server. */
import * as pulumi from "@pulumi/pulumi";
import { oneOf } from "../azure/names";
import { checkBoolean, checked, checkedItems, refuse, requireList, requireObject } from "../inputs/checked";
import { checkIpv4Range, openToAll } from "../kubernetes/ipRanges";
import { mayShow, shown, unlessSecret } from "../inputs/shown";
import type { AksAadArgs, AksClusterArgs } from "./args";
import { AksNodeOsUpgradeChannel, AksUpgradeChannel } from "./enums";
import { checkGuid } from "./names";

/** The version of Kubernetes and how it is upgraded, in Azure's words. */
export function checkedUpgrades({ kubernetesVersion, upgradeChannel, nodeOsUpgradeChannel }: AksClusterArgs) {
  const channel = upgradeChannel ?? AksUpgradeChannel.None;
  const upgrades = checked({ kubernetesVersion, upgradeChannel: channel }, given => checkUpgrades(given));
  const nodeOs = nodeOsUpgradeChannel ?? AksNodeOsUpgradeChannel.NodeImage;
  return {
    kubernetesVersion: kubernetesVersion === undefined ? undefined : upgrades.apply(of => of.kubernetesVersion!),
    autoUpgradeProfile: {
      upgradeChannel: upgrades.apply(of => of.upgradeChannel),
      nodeOSUpgradeChannel: checked({ nodeOs, channel }, given => checkNodeOs(given)),
    },
  };
}

/** Azure does not let two channels decide on the image of the nodes. */
function checkNodeOs({ nodeOs, channel }: { nodeOs: string; channel: string }): AksNodeOsUpgradeChannel {
  const found = oneOf(AksNodeOsUpgradeChannel, nodeOs, "nodeOsUpgradeChannel");
  const byImage = String(channel).toLowerCase() === AksUpgradeChannel.NodeImage;
  if (byImage && found !== AksNodeOsUpgradeChannel.NodeImage) {
    refuse(
      "nodeOsUpgradeChannel",
      `is '${unlessSecret(found)}', but upgradeChannel 'node-image' works with 'NodeImage' only: give that`,
    );
  }
  return found;
}

/** A version that the channel leaves behind could never be declared again: AKS goes back for nobody. */
function checkUpgrades(given: { kubernetesVersion?: string; upgradeChannel: string }) {
  const upgradeChannel = oneOf(AksUpgradeChannel, given.upgradeChannel, "upgradeChannel");
  const version = given.kubernetesVersion;
  if (version === undefined) return { kubernetesVersion: version, upgradeChannel };
  const [, minor, patch] = /^(1\.\d{1,2})(\.\d{1,3})?$/.exec(String(version)) ?? [];
  if (typeof version !== "string" || minor === undefined) {
    const near = /1\.\d{1,2}(\.\d{1,3})?/.exec(String(version))?.[0];
    const meant = near === undefined || !mayShow(version) ? "" : `. Did you mean "${near}"?`;
    const rule = "a version of Kubernetes as text, such as 1.33 for its latest patch, or 1.33.5";
    refuse("kubernetesVersion", `is ${shown(version)}, but must be ${rule}${meant}`);
  }
  if (upgradeChannel === AksUpgradeChannel.Patch && patch !== undefined) {
    refuse(
      "kubernetesVersion",
      `is ${unlessSecret(version)}, which upgradeChannel 'patch' leaves behind: say ${minor}`,
    );
  }
  if (upgradeChannel === AksUpgradeChannel.Stable || upgradeChannel === AksUpgradeChannel.Rapid) {
    refuse(
      "kubernetesVersion",
      `is ${unlessSecret(version)}, which upgradeChannel '${upgradeChannel}' leaves behind: leave it out`,
    );
  }
  return { kubernetesVersion: version, upgradeChannel };
}

/** From where the API server can be reached, in Azure's words. All of it is always said, so that Azure takes it back, too. */
export function checkedAccess({ authorizedIpRanges, privateCluster = false }: AksClusterArgs) {
  const ranges =
    authorizedIpRanges === undefined ? [] : checkedItems(authorizedIpRanges, "authorizedIpRanges", checkIpv4Range);
  const access = checked({ ranges: authorizedIpRanges, privateCluster }, given => checkAccess(given));
  return {
    authorizedIPRanges: pulumi.all([ranges, access]).apply(([given]) => given),
    enablePrivateCluster: access.apply(of => of.privateCluster),
  };
}

function checkAccess({ ranges, privateCluster }: { ranges?: string[]; privateCluster: boolean }) {
  checkBoolean(privateCluster, "privateCluster");
  if (ranges === undefined) return { privateCluster };
  requireList(ranges, "authorizedIpRanges");
  if (!privateCluster && ranges.length === 0) {
    refuse("authorizedIpRanges", openToAll);
  }
  if (privateCluster && ranges.length > 0) {
    refuse(
      "authorizedIpRanges",
      "is given beside privateCluster, whose API server has no public address: give one of them",
    );
  }
  if (ranges.length > 200) {
    refuse("authorizedIpRanges", `has ${ranges.length} ranges, but AKS takes 200 at most: join some of them`);
  }
  return { privateCluster };
}

/** Who may sign in by Microsoft Entra ID, in Azure's words. */
export function checkedAad(args: AksAadArgs | undefined) {
  if (args === undefined) return undefined;
  const {
    adminGroupObjectIds = [],
    enableAzureRbac = false,
    tenantId,
  } = requireObject(args, "aad", "have properties: leave it out for local accounts only");
  const groups = checkedItems(adminGroupObjectIds, "aad.adminGroupObjectIds", checkGuid);
  const entries = checked({ groups: adminGroupObjectIds, enableAzureRbac }, given => checkAad(given));
  return {
    managed: true,
    adminGroupObjectIDs: pulumi.all([groups, entries]).apply(([given]) => given),
    enableAzureRBAC: entries.apply(of => of.enableAzureRbac),
    tenantID: tenantId === undefined ? undefined : checked(tenantId, given => checkGuid(given, "aad.tenantId")),
  };
}

function checkAad({ groups, enableAzureRbac }: { groups: string[]; enableAzureRbac: boolean }) {
  checkBoolean(enableAzureRbac, "aad.enableAzureRbac");
  if (groups.length === 0 && !enableAzureRbac) {
    refuse(
      "aad.adminGroupObjectIds",
      "is empty and aad.enableAzureRbac is not true, so that nobody could do anything in the cluster: give one of them",
    );
  }
  return { enableAzureRbac };
}
