/** The arguments of `Broker`. */
import type * as pulumi from "@pulumi/pulumi";
import type { AzureControlPlaneArgs, KubernetesControlPlaneArgs } from "../controlPlaneArgs";
import type { ListenerArgs, ListenerPortArgs } from "../brokerListener/args";

/** What a `Broker` is made from: exactly one of `azure` and `kubernetes`. */
export interface BrokerArgs {
  /**
   * Declare everything through Azure Resource Manager. Plain, since it decides what is made.
   */
  azure?: AzureControlPlaneArgs;
  /**
   * Declare everything as custom resources in the cluster, a preview feature. Plain, since it decides what is made.
   */
  kubernetes?: KubernetesControlPlaneArgs;
  /**
   * The namespace of Azure IoT Operations in the cluster.
   *
   * Default: azure-iot-operations.
   */
  namespace?: pulumi.Input<string>;
  /**
   * The name of the broker: 3 to 63 lower-case letters, digits and `-`. Plain, since it decides what is made.
   *
   * Default: default, the broker that Azure IoT Operations brings along.
   */
  brokerName?: string;
  /**
   * Make the broker, with these settings. Plain, since it decides what is made. Not for `default`, which is there.
   *
   * Default: the broker is there already.
   */
  settings?: BrokerSettingsArgs;
  /**
   * Its listeners: each becomes a `BrokerListener`. Plain, since they are checked among themselves.
   *
   * Default: none.
   */
  listeners?: ListenerArgs[];
  /**
   * Ports that are added to the listener `default` of the broker `default`, beside those that it has. Only with
   * `kubernetes`. They stay when the stack is destroyed: give an empty list first, which takes them away. Plain, since a
   * port makes resources.
   *
   * Default: the listener is left alone.
   */
  defaultListenerPorts?: ListenerPortArgs[];
  /**
   * Refuse what is not for production: `kubernetes`, ports outside the cluster without authentication or TLS, the default
   * issuer, and authorities whose key comes through the program.
   *
   * Default: false.
   */
  strict?: boolean;
}

/** How much memory a broker may use. */
export const MemoryProfile = {
  /** For few clients and small messages */
  Tiny: "Tiny",
  /** For small messages */
  Low: "Low",
  /** For most uses */
  Medium: "Medium",
  /** For many clients and large messages */
  High: "High",
} as const;
export type MemoryProfile = (typeof MemoryProfile)[keyof typeof MemoryProfile];

/** The settings of a broker that is made. All but `logLevel` are for its whole life: to change one replaces the broker. */
export interface BrokerSettingsArgs {
  /**
   * How many pods the broker has.
   *
   * Default: what Azure IoT Operations chooses for the cluster.
   */
  cardinality?: BrokerCardinalityArgs;
  /**
   * How much memory each pod may use.
   *
   * Default: Medium.
   */
  memoryProfile?: pulumi.Input<MemoryProfile>;
  /**
   * Whether pods have CPU limits, by the cardinality.
   *
   * Default: true.
   */
  cpuLimits?: pulumi.Input<boolean>;
  /**
   * How much of the message buffer may be on disk, as a whole number with K, M, G, T, P or E.
   *
   * Default: the buffer is in memory only.
   */
  diskBufferSize?: pulumi.Input<string>;
  /**
   * Whether the pods of the broker use TLS among themselves.
   *
   * Default: true.
   */
  encryptInternalTraffic?: pulumi.Input<boolean>;
  /**
   * What the broker logs, such as `info` or `debug,hyper=off`.
   *
   * Default: info.
   */
  logLevel?: pulumi.Input<string>;
}

/** How many pods a broker has. */
export interface BrokerCardinalityArgs {
  /**
   * Pods to which clients connect, from 1 to 16.
   */
  frontendReplicas: pulumi.Input<number>;
  /**
   * Workers in each of these pods, from 1 to 16.
   *
   * Default: 2.
   */
  frontendWorkers?: pulumi.Input<number>;
  /**
   * Partitions by which messages are spread, from 1 to 16.
   */
  backendPartitions: pulumi.Input<number>;
  /**
   * Copies of each partition, from 1 to 5.
   */
  backendRedundancyFactor: pulumi.Input<number>;
  /**
   * Workers in each copy, from 1 to 16.
   *
   * Default: 1.
   */
  backendWorkers?: pulumi.Input<number>;
}
