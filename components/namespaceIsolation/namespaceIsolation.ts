import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1";
import * as pulumi from "@pulumi/pulumi";
import { argumentsOf } from "../inputs/arguments";
import { outputsOf } from "../outputs";
import type { NamespaceIsolationArgs } from "./args";
import { checkIsolation } from "./check";
import type { Isolation } from "./check";
import { clientRules, egressRules, ownRules, podSelector } from "./rules";

/**
 * Closes the pods of a namespace to everyone except each other, the given clients and administrators, by NetworkPolicies of
 * networking.k8s.io/v1.
 *
 * @throws pulumi.InputPropertyError if a label, a range or a port is malformed, if there are clients without ports, or, with
 * `strict`, if no policy engine is known. An Output is checked as soon as it is known.
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export class NamespaceIsolation extends pulumi.ComponentResource {
  /** The closed namespace. */
  public readonly namespace: pulumi.Output<string>;
  /** The names of the NetworkPolicies. */
  public readonly policyNames: pulumi.Output<string[]>;

  constructor(name: string, args: NamespaceIsolationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("aks-mqtt:index:NamespaceIsolation", name, {}, opts);

    const isolation = checkIsolation(name, argumentsOf(args), this);
    const policies = [newClosure(name, isolation, this), ...newServing(name, isolation, this)];

    this.namespace = isolation.namespace;
    this.policyNames = pulumi.all(policies.map(({ metadata }) => metadata.name));
    this.registerOutputs(outputsOf(this));
  }
}

/** The policy that closes the pods. It also lets clients in, unless only some pods serve them. */
function newClosure(name: string, isolation: Isolation, parent: pulumi.Resource): NetworkPolicy {
  const { namespace, podLabels, servingPodLabels, entrants, egress } = isolation;
  return new NetworkPolicy(
    `${name}-isolation`,
    {
      metadata: { namespace, name },
      spec: {
        podSelector: podLabels.apply(podSelector),
        ingress: entrants.apply(who => [...ownRules(who), ...(servingPodLabels ? [] : clientRules(who))]),
        ...closedWaysOut(egress),
      },
    },
    { parent },
  );
}

/** The policy of the pods that serve clients, if not all do. */
function newServing(name: string, isolation: Isolation, parent: pulumi.Resource): NetworkPolicy[] {
  const { namespace, servingPodLabels, entrants, egress } = isolation;
  if (servingPodLabels === undefined) return [];
  const policy = new NetworkPolicy(
    `${name}-clients`,
    {
      metadata: { namespace, name: `${name}-clients` },
      spec: {
        podSelector: servingPodLabels.apply(podSelector),
        ingress: entrants.apply(who => [...ownRules(who), ...clientRules(who)]),
        ...closedWaysOut(egress),
      },
    },
    { parent },
  );
  return [policy];
}

/** The same for all policies: a pod with two policies may use the ways out of both. */
function closedWaysOut(egress: Isolation["egress"]) {
  return egress === undefined
    ? { policyTypes: ["Ingress"] }
    : { policyTypes: ["Ingress", "Egress"], egress: egress.apply(egressRules) };
}
