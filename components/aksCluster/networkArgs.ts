/** The arguments for the network of an `AksCluster`. */
import type * as pulumi from "@pulumi/pulumi";
import type { AksNetworkDataplane, AksNetworkPolicy } from "./enums";

/** The network of an `AksCluster`: new, unless `subnetId` or `virtualNetworkId` names one that is there. */
export interface AksNetworkArgs {
  /**
   * The ARM id of a subnet that is there, in the subscription of the provider `azure-native`, for nodes and, without `overlay`,
   * pods. For this cluster alone: all of its addresses count as free.
   *
   * Default: none, a new subnet is made.
   */
  subnetId?: pulumi.Input<string>;
  /**
   * The ARM id of a virtual network that is there, in the subscription of the provider `azure-native`, in which the new subnet is
   * made. Not with `subnetId`.
   *
   * Default: none, a new virtual network is made.
   */
  virtualNetworkId?: pulumi.Input<string>;
  /**
   * The address ranges of the new virtual network, IPv4 in CIDR notation.
   *
   * Default: `["10.240.0.0/14"]`.
   */
  addressPrefixes?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * The address range of the new subnet. Another one is a new subnet, and a new cluster in it.
   *
   * Default: `10.240.0.0/16`. Needed with `virtualNetworkId`.
   */
  subnetAddressPrefix?: pulumi.Input<string>;
  /**
   * Whether pods have addresses of their own range, `podCidr`, in place of the subnet's (Azure CNI Overlay). Another value is a
   * new cluster.
   *
   * Default: false.
   */
  overlay?: pulumi.Input<boolean>;
  /**
   * The addresses of pods with `overlay`, of which each node takes 256. Another range is a new cluster.
   *
   * Default: `10.244.0.0/16`.
   */
  podCidr?: pulumi.Input<string>;
  /**
   * The addresses of Services, from a /28 to a /13. Another range is a new cluster.
   *
   * Default: `10.0.0.0/16`.
   */
  serviceCidr?: pulumi.Input<string>;
  /**
   * The address of the cluster's DNS, in `serviceCidr` and not its first. Another one is a new cluster.
   *
   * Default: ten after the beginning of `serviceCidr`.
   */
  dnsServiceIp?: pulumi.Input<string>;
  /**
   * What enforces network policies. Another one is a new cluster.
   *
   * Default: `calico`.
   */
  networkPolicy?: pulumi.Input<AksNetworkPolicy>;
  /**
   * What moves the packets of pods. Another one is a new cluster.
   *
   * Default: `azure`, or `cilium` if that is the `networkPolicy`.
   */
  networkDataplane?: pulumi.Input<AksNetworkDataplane>;
}
