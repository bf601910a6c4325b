/** The network arguments of an `AksCluster`. */
import type * as pulumi from "@pulumi/pulumi";
import type { AksNetworkDataplane, AksNetworkPolicy } from "./enums";

/** The network of an `AksCluster`: a new one, unless `subnetId` or `virtualNetworkId` names an existing one. */
export interface AksNetworkArgs {
  /**
   * The ARM id of an existing subnet for nodes and, without `overlay`, pods, in the subscription of the provider `azure-native`,
   * such as `/subscriptions/ID/resourceGroups/NAME/providers/Microsoft.Network/virtualNetworks/NAME/subnets/NAME`. The subnet
   * must be for this cluster alone: all of its addresses count as free. A change
   * replaces the cluster.
   *
   * Default: none, a new subnet is created.
   */
  subnetId?: pulumi.Input<string>;
  /**
   * The ARM id of an existing virtual network for the new subnet, in the subscription of the provider `azure-native`, such as
   * `/subscriptions/ID/resourceGroups/NAME/providers/Microsoft.Network/virtualNetworks/NAME`. Cannot be combined with `subnetId`.
   * A change replaces the cluster.
   *
   * Default: none, a new virtual network is created.
   */
  virtualNetworkId?: pulumi.Input<string>;
  /**
   * The address ranges of the new virtual network: IPv4 in CIDR notation.
   *
   * Default: `["10.240.0.0/14"]`.
   */
  addressPrefixes?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * The address range of the new subnet, such as `10.240.0.0/22`. A change creates a new subnet and a new cluster in it.
   *
   * Default: `10.240.0.0/16`. Required with `virtualNetworkId`.
   */
  subnetAddressPrefix?: pulumi.Input<string>;
  /**
   * Whether pods have addresses from their own range, `podCidr`, instead of the subnet (Azure CNI Overlay). A change replaces the
   * cluster.
   *
   * Default: false.
   */
  overlay?: pulumi.Input<boolean>;
  /**
   * The address range of pods with `overlay`. Each node takes 256 addresses. A change replaces the cluster.
   *
   * Default: `10.244.0.0/16`.
   */
  podCidr?: pulumi.Input<string>;
  /**
   * The address range of Services, from a /28 to a /13. A change replaces the cluster.
   *
   * Default: `10.0.0.0/16`.
   */
  serviceCidr?: pulumi.Input<string>;
  /**
   * The address of the cluster's DNS, in `serviceCidr` but not its first. A change replaces the cluster.
   *
   * Default: the tenth address after the start of `serviceCidr`, such as `10.0.0.10`.
   */
  dnsServiceIp?: pulumi.Input<string>;
  /**
   * The engine that enforces network policies. A change replaces the cluster.
   *
   * Default: `calico`.
   */
  networkPolicy?: pulumi.Input<AksNetworkPolicy>;
  /**
   * The dataplane that forwards the packets of pods. A change replaces the cluster.
   *
   * Default: `azure`, or `cilium` if that is the `networkPolicy`.
   */
  networkDataplane?: pulumi.Input<AksNetworkDataplane>;
}
