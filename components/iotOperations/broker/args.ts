/** The arguments of `Broker`. */
import type * as pulumi from "@pulumi/pulumi";
import type { ListenerArgs, ListenerPortArgs } from "../brokerListener/args";
import type { ControlPlaneArgs } from "../controlPlaneArgs";

/** The arguments of a `Broker`: exactly one of `azure` and `kubernetes`. */
export interface BrokerArgs extends ControlPlaneArgs {
  /**
   * The name of the broker: 3 to 63 lower-case letters, digits and `-`. Plain, since it decides which resources exist.
   *
   * Default: default, the broker that comes with Azure IoT Operations.
   */
  brokerName?: string;
  /**
   * Creates the broker with these settings. Not for the broker `default`, which already exists. Plain, since it decides
   * which resources exist.
   *
   * Default: the broker already exists.
   */
  settings?: BrokerSettingsArgs;
  /**
   * The listeners of the broker: each becomes a `BrokerListener`. Plain, since they are checked against each other.
   *
   * Default: none.
   */
  listeners?: ListenerArgs[];
  /**
   * Ports to add to the listener `default` of the broker `default`, which keeps its own ports. Only with `kubernetes`.
   * The ports stay when the stack is destroyed: to remove them, set an empty list first. Plain, since a port makes
   * resources.
   *
   * Default: the listener is left alone.
   */
  defaultListenerPorts?: ListenerPortArgs[];
  /**
   * Refuses what is not for production: `kubernetes`, ports outside the cluster without authentication or TLS, the
   * default issuer, and authorities whose key passes through the program.
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

/**
 * The settings of a broker to create. Only `logLevel` can change: a change to any other setting replaces the broker.
 */
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
   * Whether the pods have CPU limits, which follow from the cardinality.
   *
   * Default: true.
   */
  cpuLimits?: pulumi.Input<boolean>;
  /**
   * How much of the message buffer may be on disk: a whole number with K, M, G, T, P or E, such as `512M`.
   *
   * Default: the buffer is in memory only.
   */
  diskBufferSize?: pulumi.Input<string>;
  /**
   * Whether the pods of the broker use TLS between themselves.
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
   * Workers in each frontend pod, from 1 to 16.
   *
   * Default: 2.
   */
  frontendWorkers?: pulumi.Input<number>;
  /**
   * Partitions among which messages are distributed, from 1 to 16.
   */
  backendPartitions: pulumi.Input<number>;
  /**
   * Copies of each backend partition, from 1 to 5.
   */
  backendRedundancyFactor: pulumi.Input<number>;
  /**
   * Workers in each copy of a backend partition, from 1 to 16.
   *
   * Default: 1.
   */
  backendWorkers?: pulumi.Input<number>;
}
