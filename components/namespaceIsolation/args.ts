/** The arguments of `NamespaceIsolation`. */
import type * as pulumi from "@pulumi/pulumi";

/** The engine that enforces NetworkPolicies. All but `other` are values of AKS' `networkPolicy`. */
export const PolicyEngine = {
  /** Calico, including the one that AKS manages */
  Calico: "calico",
  /** Azure Network Policy Manager */
  Azure: "azure",
  /** Cilium */
  Cilium: "cilium",
  /** Another engine that enforces NetworkPolicies of networking.k8s.io/v1 */
  Other: "other",
  /** No engine: policies have no effect */
  None: "none",
} as const;
export type PolicyEngine = (typeof PolicyEngine)[keyof typeof PolicyEngine];

/** The arguments of a `NamespaceIsolation`. */
export interface NamespaceIsolationArgs {
  /**
   * The namespace whose pods are closed. It must exist.
   */
  namespace: pulumi.Input<string>;
  /**
   * The pods that are closed: pods of the namespace that have all of these labels, such as `{app: "broker"}`.
   *
   * Default: all pods of the namespace.
   */
  podLabels?: pulumi.Input<{ [key: string]: pulumi.Input<string> }>;
  /**
   * The namespaces whose pods may connect to `tcpPorts` and `udpPorts`: those that have all of these labels.
   *
   * Default: no other namespace.
   */
  clientNamespaceLabels?: pulumi.Input<{ [key: string]: pulumi.Input<string> }>;
  /**
   * The addresses that may also connect to `tcpPorts` and `udpPorts`: at least one range such as `203.0.113.0/24`. A range that
   * contains addresses of pods lets those pods in too.
   *
   * Default: none.
   */
  clientCidrs?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * The TCP ports that clients may use: at least one, from 1 to 65535. They are ports of the pods, not of a Service.
   *
   * Default: none.
   */
  tcpPorts?: pulumi.Input<pulumi.Input<number>[]>;
  /**
   * The UDP ports that clients may use: at least one, from 1 to 65535. They are ports of the pods, not of a Service.
   *
   * Default: none.
   */
  udpPorts?: pulumi.Input<pulumi.Input<number>[]>;
  /**
   * The pods that clients may reach, if not all closed pods: those that have all of these labels. They are closed like the
   * others.
   *
   * Default: all closed pods.
   */
  servingPodLabels?: pulumi.Input<{ [key: string]: pulumi.Input<string> }>;
  /**
   * The namespaces whose pods may connect to every port, for backups and bulk loads: those that have all of these labels.
   *
   * Default: no other namespace.
   */
  administrationNamespaceLabels?: pulumi.Input<{ [key: string]: pulumi.Input<string> }>;
  /**
   * Closes outgoing connections too, except to pods of the namespace, to the cluster's DNS, and to the destinations listed here.
   *
   * Default: outgoing connections stay open.
   */
  egress?: pulumi.Input<IsolationEgressArgs>;
  /**
   * The engine that enforces NetworkPolicies in the cluster: `calico`, `azure`, `cilium`, `other` or `none`. AKS calls it
   * `networkPolicy`. Without an engine, Kubernetes accepts policies but nothing enforces them.
   *
   * Default: `none`, which causes a warning.
   */
  policyEngine?: pulumi.Input<string>;
  /**
   * Whether a missing policy engine is an error instead of a warning.
   *
   * Default: false.
   */
  strict?: boolean;
}

/** The outgoing connections that stay open. */
export interface IsolationEgressArgs {
  /**
   * The destinations that closed pods may reach, besides their own namespace and the cluster's DNS.
   *
   * Default: none.
   */
  destinations?: pulumi.Input<pulumi.Input<IsolationDestinationArgs>[]>;
}

/** A destination: exactly one of `cidr` and `namespaceLabels`, and the allowed ports. */
export interface IsolationDestinationArgs {
  /**
   * An address range such as `203.0.113.0/24`. For a Service, the addresses of its pods count, not its own.
   */
  cidr?: pulumi.Input<string>;
  /**
   * The pods of the namespaces that have all of these labels.
   */
  namespaceLabels?: pulumi.Input<{ [key: string]: pulumi.Input<string> }>;
  /**
   * Limits `namespaceLabels` to pods that have all of these labels. Cannot be combined with `cidr`.
   *
   * Default: all pods of these namespaces.
   */
  podLabels?: pulumi.Input<{ [key: string]: pulumi.Input<string> }>;
  /**
   * The allowed TCP ports: at least one, from 1 to 65535.
   *
   * Default: all ports of every protocol, or none if `udpPorts` is set.
   */
  tcpPorts?: pulumi.Input<pulumi.Input<number>[]>;
  /**
   * The allowed UDP ports: at least one, from 1 to 65535.
   *
   * Default: all ports of every protocol, or none if `tcpPorts` is set.
   */
  udpPorts?: pulumi.Input<pulumi.Input<number>[]>;
}
