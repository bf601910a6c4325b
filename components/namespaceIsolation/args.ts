/** The arguments of `NamespaceIsolation`. */
import type * as pulumi from "@pulumi/pulumi";

/** What a `NamespaceIsolation` is made from. */
export interface NamespaceIsolationArgs {
  /**
   * The namespace whose pods are closed. It must be there.
   */
  namespace: pulumi.Input<string>;
  /**
   * The pods that are closed: those of the namespace that carry all of these labels.
   *
   * Default: all pods of the namespace.
   */
  podLabels?: pulumi.Input<{ [key: string]: pulumi.Input<string> }>;
  /**
   * Whose pods may enter by `tcpPorts` and `udpPorts`: namespaces that carry all of these labels.
   *
   * Default: no other namespace.
   */
  clientNamespaceLabels?: pulumi.Input<{ [key: string]: pulumi.Input<string> }>;
  /**
   * Who else may enter by `tcpPorts` and `udpPorts`, as ranges such as `203.0.113.0/24`, at least one. A range that holds
   * addresses of pods lets in these pods too.
   *
   * Default: nobody.
   */
  clientCidrs?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * The TCP ports by which clients enter, from 1 to 65535, at least one: those of the pods, not of their Service.
   *
   * Default: none.
   */
  tcpPorts?: pulumi.Input<pulumi.Input<number>[]>;
  /**
   * The UDP ports by which clients enter, from 1 to 65535, at least one.
   *
   * Default: none.
   */
  udpPorts?: pulumi.Input<pulumi.Input<number>[]>;
  /**
   * The pods that serve these ports, if clients may not enter all that are closed: those that carry all of these labels.
   * They are closed like the others.
   *
   * Default: all that are closed.
   */
  servingPodLabels?: pulumi.Input<{ [key: string]: pulumi.Input<string> }>;
  /**
   * Whose pods may enter by every port, for backup and bulk load: namespaces that carry all of these labels.
   *
   * Default: no other namespace.
   */
  administrationNamespaceLabels?: pulumi.Input<{ [key: string]: pulumi.Input<string> }>;
  /**
   * Closes the ways out as well: to all but the pods of the namespace, the cluster's name service, and what is named here.
   *
   * Default: the ways out stay open.
   */
  egress?: pulumi.Input<IsolationEgressArgs>;
  /**
   * What enforces NetworkPolicies in the cluster: `calico`, `azure`, `cilium`, `other` or `none`, which AKS calls its
   * `networkPolicy`. Without an engine Kubernetes takes policies and nothing comes of them.
   *
   * Default: none that is known, of which there is a warning.
   */
  policyEngine?: pulumi.Input<string>;
  /**
   * Refuse, instead of only warning, when no policy engine is known to run.
   *
   * Default: false.
   */
  strict?: boolean;
}

/** The ways out. */
export interface IsolationEgressArgs {
  /**
   * Where the closed pods may go beside their own namespace and the name service.
   *
   * Default: nowhere.
   */
  destinations?: pulumi.Input<pulumi.Input<IsolationDestinationArgs>[]>;
}

/** A destination: exactly one of `cidr` and `namespaceLabels`, by the given ports. */
export interface IsolationDestinationArgs {
  /**
   * A range of addresses such as `203.0.113.0/24`. Of a Service its pods' addresses count, not its own.
   */
  cidr?: pulumi.Input<string>;
  /**
   * Pods of the namespaces that carry all of these labels.
   */
  namespaceLabels?: pulumi.Input<{ [key: string]: pulumi.Input<string> }>;
  /**
   * Of these pods only those that carry all of these labels.
   *
   * Default: all of them.
   */
  podLabels?: pulumi.Input<{ [key: string]: pulumi.Input<string> }>;
  /**
   * TCP ports, from 1 to 65535, at least one.
   *
   * Default: all ports of every protocol, or none beside `udpPorts`.
   */
  tcpPorts?: pulumi.Input<pulumi.Input<number>[]>;
  /**
   * UDP ports, from 1 to 65535, at least one.
   *
   * Default: all ports of every protocol, or none beside `tcpPorts`.
   */
  udpPorts?: pulumi.Input<pulumi.Input<number>[]>;
}
