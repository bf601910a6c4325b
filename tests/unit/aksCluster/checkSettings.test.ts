import type { AksAadArgs } from "../../../index";
import { aks, itTellsApart } from "./aksInput";
import type { Pair } from "./aksInput";
import { itRefuses } from "../inputs/badInput";
import type { Case } from "../inputs/badInput";

const groupId = "11111111-2222-3333-4444-555555555555";

const pairs: Pair[] = [
  {
    path: "kubernetesVersion",
    program: value => aks({ kubernetesVersion: value }),
    bad: "v1.33.5",
    says: /is "v1\.33\.5", but must be a Kubernetes version .*Did you mean "1\.33\.5"\?/,
    good: "1.33.5",
  },
  {
    path: "kubernetesVersion",
    program: value => aks({ kubernetesVersion: value }),
    bad: 1.33,
    says: /is 1\.33, but must be a Kubernetes version as text/,
    good: "1.33",
  },
  {
    path: "kubernetesVersion",
    program: value => aks({ kubernetesVersion: value, upgradeChannel: "patch" }),
    bad: "1.33.5",
    says: /is 1\.33\.5, which upgradeChannel 'patch' leaves behind: set 1\.33$/,
    good: "1.33",
  },
  {
    path: "kubernetesVersion",
    program: value => aks({ kubernetesVersion: "1.33", upgradeChannel: value }),
    bad: "rapid",
    says: /is 1\.33, which upgradeChannel 'rapid' leaves behind: remove it/,
    good: "node-image",
  },
  {
    path: "upgradeChannel",
    program: value => aks({ upgradeChannel: value }),
    bad: "weekly",
    says: /is "weekly", but must be one of none, patch, stable, rapid, node-image/,
    good: "stable",
  },
  {
    path: "nodeOsUpgradeChannel",
    program: value => aks({ nodeOsUpgradeChannel: value }),
    bad: "Daily",
    says: /is "Daily", but must be one of NodeImage, SecurityPatch, Unmanaged, None/,
    good: "SecurityPatch",
  },
  {
    path: "nodeOsUpgradeChannel",
    program: value => aks({ upgradeChannel: "node-image", nodeOsUpgradeChannel: value }),
    bad: "SecurityPatch",
    says: /is 'SecurityPatch', but upgradeChannel 'node-image' works with 'NodeImage' only/,
    good: "NodeImage",
  },
  {
    path: "tier",
    program: value => aks({ tier: value }),
    bad: "Gold",
    says: /one of Free, Standard, Premium/,
    good: "Standard",
  },
  {
    path: "aad.adminGroupObjectIds[0]",
    program: value => aks({ aad: { adminGroupObjectIds: [value] } }),
    bad: "admins",
    says: /is "admins", but must be an id such as/,
    good: groupId,
  },
  {
    path: "aad.adminGroupObjectIds",
    program: value => aks({ aad: { adminGroupObjectIds: value } }),
    bad: [],
    says: /is empty and aad\.enableAzureRbac is not true, so that nobody could do anything/,
    good: [groupId],
  },
  {
    path: "aad.enableAzureRbac",
    program: value => aks({ aad: { adminGroupObjectIds: [groupId], enableAzureRbac: value } }),
    bad: "yes",
    says: /must be true or false/,
    good: true,
  },
  {
    path: "aad.tenantId",
    program: value => aks({ aad: { enableAzureRbac: true, tenantId: value } }),
    bad: "contoso.com",
    says: /is "contoso\.com", but must be an id such as/,
    good: groupId,
  },
];

/** Missing values, and values that cannot be combined. */
const combinations: Case[] = [
  {
    what: "true in place of the properties of aad",
    program: () => aks({ aad: true as unknown as AksAadArgs }),
    path: "aad",
    says: /is true, but must have properties/,
  },
];

describe("Bad input of the settings of an AksCluster", () => {
  pairs.forEach(itTellsApart);
  combinations.forEach(itRefuses);
});
