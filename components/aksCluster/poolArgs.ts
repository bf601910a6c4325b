/** The node pool arguments of an `AksCluster`. */
import type * as pulumi from "@pulumi/pulumi";
import type { AksPoolMode } from "./enums";

/** The nodes of a pool. */
export interface AksPoolArgs {
  /**
   * The number of nodes, from 1 to 1000, or from 0 in a pool with mode `User`. With `minCount` and `maxCount`, the initial
   * number.
   *
   * Default: `minCount` if set; otherwise 3 in the system pool and 1 in others.
   */
  count?: pulumi.Input<number>;
  /**
   * The smallest number of nodes to which the autoscaler may shrink the pool. Requires `maxCount`.
   *
   * Default: none, no autoscaler.
   */
  minCount?: pulumi.Input<number>;
  /**
   * The largest number of nodes to which the autoscaler may grow the pool, up to 1000. Requires `minCount`.
   *
   * Default: none, no autoscaler.
   */
  maxCount?: pulumi.Input<number>;
  /**
   * The size of the virtual machines. A change replaces the pool; for the system pool, it replaces the cluster.
   *
   * Default: `Standard_D4s_v5`.
   */
  vmSize?: pulumi.Input<string>;
  /**
   * The maximum number of pods on a node, from 10 to 250. A pool must have room for at least 30 pods. A change replaces the pool;
   * for the system pool, it replaces the cluster.
   *
   * Default: 30, or 250 with `overlay`.
   */
  maxPods?: pulumi.Input<number>;
  /**
   * The availability zones over which the nodes are spread: any of "1", "2" and "3". A change replaces the pool; for the system
   * pool, it replaces the cluster.
   *
   * Default: none, Azure places the nodes.
   */
  availabilityZones?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * The size of a node's disk in GiB, from 30 to 2048. A change replaces the pool; for the system pool, it replaces the cluster.
   *
   * Default: Azure's default for the machine size.
   */
  osDiskSizeGb?: pulumi.Input<number>;
  /**
   * The labels of the nodes, such as `{workload: "mqtt"}`. Azure keeps the domains `kubernetes.azure.com`, `kubernetes.io` and
   * `k8s.io` for itself, except `node.kubernetes.io` and `kubelet.kubernetes.io`.
   *
   * Default: none.
   */
  nodeLabels?: pulumi.Input<{ [key: string]: pulumi.Input<string> }>;
  /**
   * The taints of the nodes, such as `for=mqtt:NoSchedule`. A system pool may only have `CriticalAddonsOnly=true:NoSchedule`, and
   * taints with the effect `PreferNoSchedule`.
   *
   * Default: none.
   */
  nodeTaints?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * The number of extra nodes during an upgrade, as text: a number such as `1`, or a share of the nodes such as `33%`.
   *
   * Default: `10%`, AKS' own default: one extra node for up to ten nodes.
   */
  maxSurge?: pulumi.Input<string>;
}

/** The system pool, which is created with the cluster. */
export interface AksSystemPoolArgs extends AksPoolArgs {
  /**
   * The name of the pool: at most 12 lower-case letters and digits, starting with a letter. A change replaces the cluster. Plain,
   * because no other pool may have the same name.
   *
   * Default: `agentnodes`; a cluster of an earlier version keeps `system`.
   */
  name?: string;
}

/** An additional node pool. */
export interface AksNodePoolArgs extends AksPoolArgs {
  /**
   * The name of the pool: at most 12 lower-case letters and digits, starting with a letter. A change replaces the pool. If the
   * system pool has `minCount`, this name must come after the system pool's in alphabetical order. Plain, because the resource is
   * named after it.
   */
  name: string;
  /**
   * Whether AKS may run its own pods there too (`System`) or not (`User`).
   *
   * Default: `User`.
   */
  mode?: pulumi.Input<AksPoolMode>;
}
