/** Checks the version, its upgrades, and sign-in. */
import { checkAll, refuse } from "../inputs/errors";
import { input, inputItems, optionalInput, plain } from "../inputs/input";
import type { PropertyPath } from "../inputs/path";
import { unlessSecret } from "../inputs/shown";
import { checkBoolean, checkObject, ifGiven, oneOf } from "../inputs/values";
import type { AksAadArgs, AksClusterArgs } from "./args";
import { AksNodeOsUpgradeChannel, AksUpgradeChannel } from "./enums";
import { checkGuid, checkKubernetesVersion } from "./names";

/** The Kubernetes version and its upgrades, as Azure's properties. Refuses a version that does not suit the channel. */
export function checkUpgrades(args: AksClusterArgs, path: PropertyPath) {
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

/** Refuses a version that the channel leaves behind: AKS never downgrades, so the program could not be deployed again. */
function checkVersion({ version, channel }: { version?: string; channel: string }, path: PropertyPath) {
  if (version === undefined) return undefined;
  const [major, minor, patch] = version.split(".");
  const leftBehind = `is ${unlessSecret(version)}, which upgradeChannel '${unlessSecret(channel)}' leaves behind`;
  if (channel === AksUpgradeChannel.Patch && patch !== undefined) {
    refuse(path, `${leftBehind}: set ${unlessSecret(`${major}.${minor}`)}`);
  }
  if (channel === AksUpgradeChannel.Stable || channel === AksUpgradeChannel.Rapid) {
    refuse(path, `${leftBehind}: remove it`);
  }
  return version;
}

/** Refuses two channels that both decide the image of the nodes, as Azure does. */
function checkNodeOs(
  { nodeOs, channel }: { nodeOs: AksNodeOsUpgradeChannel; channel: string },
  path: PropertyPath,
): AksNodeOsUpgradeChannel {
  if (channel === AksUpgradeChannel.NodeImage && nodeOs !== AksNodeOsUpgradeChannel.NodeImage) {
    refuse(path, `is '${unlessSecret(nodeOs)}', but upgradeChannel 'node-image' works with 'NodeImage' only: set that`);
  }
  return nodeOs;
}

/** Sign-in with Microsoft Entra ID, as Azure's properties. Refuses a cluster that no one could use. */
export function checkAad(args: AksAadArgs, path: PropertyPath) {
  const given = checkObject(plain(args, path), path, "have properties: remove it for local accounts only");
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
      "is empty and aad.enableAzureRbac is not true, so that nobody could do anything in the cluster: set one of them",
    );
  }
  return groups;
}
