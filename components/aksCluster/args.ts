/** The arguments of `AksCluster`. */
import type * as pulumi from "@pulumi/pulumi";
import type { AksNodeOsUpgradeChannel, AksRegistrySku, AksTier, AksUpgradeChannel } from "./enums";
import type { AksNetworkArgs } from "./networkArgs";
import type { AksNodePoolArgs, AksSystemPoolArgs } from "./poolArgs";

/** What an `AksCluster` is made from. */
export interface AksClusterArgs {
  /**
   * The resource group in which everything is made.
   *
   * Default: a new one, called after the component.
   */
  resourceGroupName?: pulumi.Input<string>;
  /**
   * The region, such as `westeurope`.
   *
   * Default: that of the provider `azure-native`, or of the resource group.
   */
  location?: pulumi.Input<string>;
  /**
   * Tags of everything that is made here, except role assignments and subnets, which have none.
   *
   * Default: none.
   */
  tags?: pulumi.Input<{ [key: string]: pulumi.Input<string> }>;
  /**
   * The name of the cluster in Azure. Another one is a new cluster, made once the old one is deleted.
   *
   * Default: `NAME-cluster` and eight digits, so that a new cluster can be made before the old one is deleted.
   */
  clusterName?: pulumi.Input<string>;
  /**
   * What the host name of the API server begins with. Another one is a new cluster.
   *
   * Default: the component's name.
   */
  dnsPrefix?: pulumi.Input<string>;
  /**
   * The resource group that AKS makes for nodes, disks and load balancers. Another one is a new cluster.
   *
   * Default: `MC_` with the names of the resource group, of the cluster and of the region, if that has 80 characters at most.
   */
  nodeResourceGroup?: pulumi.Input<string>;
  /**
   * The version of Kubernetes, of the control plane and all node pools: `1.33` for its latest patch, or `1.33.5`. AKS goes up
   * one minor version at a time, and never down.
   *
   * Default: what AKS offers to new clusters. It stays until `upgradeChannel` or you change it.
   */
  kubernetesVersion?: pulumi.Input<string>;
  /**
   * What is promised for the control plane.
   *
   * Default: `Free`.
   */
  tier?: pulumi.Input<AksTier>;
  /**
   * What AKS upgrades by itself of Kubernetes. `patch` wants a `kubernetesVersion` without a patch, `stable` and `rapid` want
   * none: Azure refuses to go back to what the program says.
   *
   * Default: `none`.
   */
  upgradeChannel?: pulumi.Input<AksUpgradeChannel>;
  /**
   * How nodes get the updates of their operating system. With the `upgradeChannel` `node-image`, only by `NodeImage`.
   *
   * Default: `NodeImage`.
   */
  nodeOsUpgradeChannel?: pulumi.Input<AksNodeOsUpgradeChannel>;
  /**
   * The network. Plain, since it decides which resources there are.
   *
   * Default: a new virtual network with a subnet for nodes and pods, and Calico.
   */
  network?: AksNetworkArgs;
  /**
   * The node pool that is there from the beginning, on which AKS runs its own pods too. Plain, as its name is.
   *
   * Default: three nodes.
   */
  systemPool?: AksSystemPoolArgs;
  /**
   * More node pools, each a resource of its own. Plain, since it decides which resources there are.
   *
   * Default: none.
   */
  pools?: AksNodePoolArgs[];
  /**
   * A container registry from which the nodes may pull: a new one, as `{}` is too, or one that is there. Plain, since it decides
   * which resources there are.
   *
   * Default: none.
   */
  registry?: AksRegistryArgs;
  /**
   * Who may sign in, by Microsoft Entra ID, once called Azure AD: local accounts are off then, and Pulumi needs kubelogin. AKS
   * cannot take it back. Plain, since it decides how Pulumi signs in.
   *
   * Default: none, only the cluster's local accounts.
   */
  aad?: AksAadArgs;
  /**
   * From where the API server can be reached: ranges of public addresses, IPv4 in CIDR notation, at most 200, that of Pulumi's
   * machine among them. Not with `privateCluster`.
   *
   * Default: from everywhere.
   */
  authorizedIpRanges?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Whether the API server has a private address only, so that Pulumi must run in the network. Another value is a new cluster.
   *
   * Default: false.
   */
  privateCluster?: pulumi.Input<boolean>;
}

/** A container registry: a new one, unless `registryId` names one that is there. */
export interface AksRegistryArgs {
  /**
   * The ARM id of a registry that is there, in the subscription of the provider `azure-native`. Whoever runs Pulumi must be
   * allowed to assign roles on it.
   *
   * Default: none, a new registry is made.
   */
  registryId?: pulumi.Input<string>;
  /**
   * The name of the new registry, 5 to 50 letters and digits, unique in all of Azure. Another one is a new registry.
   *
   * Default: the letters and digits of the component's name, and eight digits that come from the resource group.
   */
  registryName?: pulumi.Input<string>;
  /**
   * What the new registry can do.
   *
   * Default: `Basic`.
   */
  sku?: pulumi.Input<AksRegistrySku>;
}

/** Who may sign in by Microsoft Entra ID: administrators by their groups, others by roles in the cluster or in Azure. */
export interface AksAadArgs {
  /**
   * The object ids of groups whose members are administrators of the cluster.
   *
   * Default: none. Then `enableAzureRbac` must be true.
   */
  adminGroupObjectIds?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Whether roles in Azure say what somebody may do in the cluster, such as `Azure Kubernetes Service RBAC Cluster Admin`.
   *
   * Default: false.
   */
  enableAzureRbac?: pulumi.Input<boolean>;
  /**
   * The tenant of those who sign in.
   *
   * Default: the subscription's.
   */
  tenantId?: pulumi.Input<string>;
}
