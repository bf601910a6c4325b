/** The arguments for the node pools of an `AksCluster`. */
import type * as pulumi from "@pulumi/pulumi";
import type { AksPoolMode } from "./enums";

/** The nodes of a pool. */
export interface AksPoolArgs {
  /**
   * How many nodes there are, from 1 to 1000, or from 0 in a pool with mode `User`. With `minCount` and `maxCount`: how many
   * there are at the beginning.
   *
   * Default: `minCount`, or else 3 in the system pool and 1 in others.
   */
  count?: pulumi.Input<number>;
  /**
   * The least nodes that the autoscaler leaves. With it, `maxCount` is needed.
   *
   * Default: none, no autoscaler.
   */
  minCount?: pulumi.Input<number>;
  /**
   * The most nodes that the autoscaler makes, up to 1000. With it, `minCount` is needed.
   *
   * Default: none, no autoscaler.
   */
  maxCount?: pulumi.Input<number>;
  /**
   * The size of the machines. Another size is a new pool; for the system pool it is a new cluster.
   *
   * Default: `Standard_D4s_v5`.
   */
  vmSize?: pulumi.Input<string>;
  /**
   * How many pods a node runs at most, 10 to 250, and 30 in all nodes of the pool at least. Another number is a new pool; for the
   * system pool it is a new cluster.
   *
   * Default: 30, or 250 with `overlay`.
   */
  maxPods?: pulumi.Input<number>;
  /**
   * The availability zones over which the nodes are spread, of "1", "2" and "3". Others are a new pool; for the system pool they
   * are a new cluster.
   *
   * Default: none, Azure places them.
   */
  availabilityZones?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * The size of a node's disk in GiB, 30 to 2048. Another size is a new pool; for the system pool it is a new cluster.
   *
   * Default: Azure's for that size of machine.
   */
  osDiskSizeGb?: pulumi.Input<number>;
  /**
   * Labels of the nodes.
   *
   * Default: none.
   */
  nodeLabels?: pulumi.Input<{ [key: string]: pulumi.Input<string> }>;
  /**
   * Taints of the nodes, such as `CriticalAddonsOnly=true:NoSchedule`.
   *
   * Default: none.
   */
  nodeTaints?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * How many nodes more there are during an upgrade: a number, or a part of the nodes such as `33%`.
   *
   * Default: `10%`, AKS' own: one for up to ten nodes.
   */
  maxSurge?: pulumi.Input<string>;
}

/** The node pool that is there from the beginning. */
export interface AksSystemPoolArgs extends AksPoolArgs {
  /**
   * The name of the pool: at most 12 lower-case letters and digits, the first a letter. Another one is a new cluster. Plain, since
   * no other pool may have it.
   *
   * Default: `system`.
   */
  name?: string;
}

/** A further node pool. */
export interface AksNodePoolArgs extends AksPoolArgs {
  /**
   * The name of the pool: at most 12 lower-case letters and digits, the first a letter. Another one is a new pool. Next to
   * a system pool with `minCount` it must come after that one's in the alphabet. Plain, since the resource is called after it.
   */
  name: string;
  /**
   * Whether AKS may run its own pods there too.
   *
   * Default: `User`.
   */
  mode?: pulumi.Input<AksPoolMode>;
}
