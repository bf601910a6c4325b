/** The arguments of `AksCluster`. */
import type * as pulumi from "@pulumi/pulumi";
import type { AksNodeOsUpgradeChannel, AksRegistrySku, AksTier, AksUpgradeChannel } from "./enums";
import type { AksNetworkArgs } from "./networkArgs";
import type { AksNodePoolArgs, AksSystemPoolArgs } from "./poolArgs";

/** The arguments of an `AksCluster`. */
export interface AksClusterArgs {
  /**
   * The resource group for all resources of the component.
   *
   * Default: a new one, named after the component.
   */
  resourceGroupName?: pulumi.Input<string>;
  /**
   * The Azure region, such as `westeurope`.
   *
   * Default: the region of the provider `azure-native`, or of the resource group.
   */
  location?: pulumi.Input<string>;
  /**
   * Tags for all resources of the component, except role assignments and subnets, which cannot have tags.
   *
   * Default: none.
   */
  tags?: pulumi.Input<{ [key: string]: pulumi.Input<string> }>;
  /**
   * The name of the cluster in Azure. A new name replaces the cluster, and the old one is deleted first.
   *
   * Default: `NAME-cluster` and eight random characters, so that a new cluster can be created before the old one is deleted.
   */
  clusterName?: pulumi.Input<string>;
  /**
   * The first part of the API server's host name. A change replaces the cluster.
   *
   * Default: the component's name.
   */
  dnsPrefix?: pulumi.Input<string>;
  /**
   * The resource group that AKS creates for nodes, disks and load balancers: at most 80 characters. A change replaces the
   * cluster.
   *
   * Default: `MC_GROUP_CLUSTER_REGION`, from the names of the resource group, the cluster and the region. An error if that is
   * longer than 80 characters.
   */
  nodeResourceGroup?: pulumi.Input<string>;
  /**
   * The Kubernetes version of the control plane and all node pools: `1.33` for its latest patch, or `1.33.5`. AKS upgrades one
   * minor version at a time, and never downgrades.
   *
   * Default: AKS' default for new clusters, which stays until you or `upgradeChannel` change it.
   */
  kubernetesVersion?: pulumi.Input<string>;
  /**
   * The tier of the control plane: `Free` without an uptime SLA, `Standard` with one, or `Premium` with long-term support too,
   * which Microsoft does not offer with Calico.
   *
   * Default: `Free`.
   */
  tier?: pulumi.Input<AksTier>;
  /**
   * The Kubernetes upgrades that AKS does by itself. `patch` requires a `kubernetesVersion` without a patch number; `stable` and
   * `rapid` require none, because Azure refuses to return to the version in the program.
   *
   * Default: `none`.
   */
  upgradeChannel?: pulumi.Input<AksUpgradeChannel>;
  /**
   * How nodes get updates of their operating system. Must be `NodeImage` if `upgradeChannel` is `node-image`.
   *
   * Default: `NodeImage`.
   */
  nodeOsUpgradeChannel?: pulumi.Input<AksNodeOsUpgradeChannel>;
  /**
   * The network. Plain, because it decides which resources exist.
   *
   * Default: a new virtual network with a subnet for nodes and pods, and Calico.
   */
  network?: AksNetworkArgs;
  /**
   * The first node pool, which also runs the pods of AKS itself. Plain, because its name must be.
   *
   * Default: three nodes.
   */
  systemPool?: AksSystemPoolArgs;
  /**
   * More node pools, each a resource of its own. Plain, because it decides which resources exist.
   *
   * Default: none.
   */
  pools?: AksNodePoolArgs[];
  /**
   * A container registry from which the nodes may pull: `{}` creates one; `registryId` names an existing one. Plain, because it
   * decides which resources exist.
   *
   * Default: none.
   */
  registry?: AksRegistryArgs;
  /**
   * Sign-in with Microsoft Entra ID, formerly Azure AD. It turns local accounts off, and Pulumi then needs kubelogin. AKS cannot
   * turn it off again. Plain, because it decides how Pulumi signs in.
   *
   * Default: none, only the cluster's local accounts.
   */
  aad?: AksAadArgs;
  /**
   * The public addresses that may reach the API server: at most 200 IPv4 ranges such as `203.0.113.0/24`. The address of the
   * machine that runs Pulumi must be among them. `0.0.0.0/32` alone lets only the nodes in. Cannot be combined with
   * `privateCluster`.
   *
   * Default: all addresses.
   */
  authorizedIpRanges?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Whether the API server has only a private address, so that Pulumi must run inside the network. A change replaces the cluster.
   *
   * Default: false.
   */
  privateCluster?: pulumi.Input<boolean>;
}

/** A container registry: a new one, unless `registryId` names an existing one. */
export interface AksRegistryArgs {
  /**
   * The ARM id of an existing registry, in the subscription of the provider `azure-native`, such as
   * `/subscriptions/ID/resourceGroups/NAME/providers/Microsoft.ContainerRegistry/registries/NAME`. The account that runs Pulumi
   * must be allowed to assign roles on it.
   *
   * Default: none, a new registry is created.
   */
  registryId?: pulumi.Input<string>;
  /**
   * The name of the new registry: 5 to 50 letters and digits, unique in all of Azure. A new name replaces the registry.
   *
   * Default: the letters and digits of the component's name, and eight characters derived from the resource group.
   */
  registryName?: pulumi.Input<string>;
  /**
   * The tier of the new registry.
   *
   * Default: `Basic`.
   */
  sku?: pulumi.Input<AksRegistrySku>;
}

/** Sign-in with Microsoft Entra ID: for administrators by group, for others by roles in the cluster or in Azure. */
export interface AksAadArgs {
  /**
   * The object ids of the groups whose members administer the cluster, such as `11111111-2222-3333-4444-555555555555`.
   *
   * Default: none. Then `enableAzureRbac` must be true.
   */
  adminGroupObjectIds?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Whether Azure roles, such as `Azure Kubernetes Service RBAC Cluster Admin`, grant rights in the cluster.
   *
   * Default: false.
   */
  enableAzureRbac?: pulumi.Input<boolean>;
  /**
   * The id of the tenant whose users sign in.
   *
   * Default: the subscription's tenant.
   */
  tenantId?: pulumi.Input<string>;
}
