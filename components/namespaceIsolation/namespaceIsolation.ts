import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1";
import * as pulumi from "@pulumi/pulumi";
import { checked, refuse, requireObject } from "../inputs/checked";
import { checkNamespace, checkObjectName } from "../kubernetes/names";
import { checkedStrict } from "../issuing/strict";
import { checkCidrs, checkEgress, checkEntrants, checkPorts, refuseWithoutPorts } from "./rules";
import { clientRules, egressRules, ownRules, podSelector } from "./rules";
import type { Entrants, WaysOut } from "./rules";
import { checkSelectorLabels } from "../kubernetes/labels";
import type { Labels } from "../kubernetes/labels";
import type { NamespaceIsolationArgs } from "./args";
import { PolicyEngine, checkPolicyEngine } from "./policyEngine";

/**
 * Closes the pods of a namespace to everyone but themselves, the clients that are named, and administrators, by
 * NetworkPolicies of networking.k8s.io/v1.
 *
 * @throws pulumi.InputPropertyError, of an Output as soon as it is known, for labels, ranges and ports that are none,
 * clients without ports, and with `strict` where no policy engine is known.
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export class NamespaceIsolation extends pulumi.ComponentResource {
  /** The namespace that is closed. */
  public readonly namespace: pulumi.Output<string>;
  /** The names of the NetworkPolicies. */
  public readonly policyNames: pulumi.Output<string[]>;

  constructor(name: string, args: NamespaceIsolationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("aks-mqtt:index:NamespaceIsolation", name, {}, opts);

    const isolation = checkedIsolation(name, args, this);
    const policies = [newClosure(name, isolation, this), ...newServing(name, isolation, this)];

    this.namespace = isolation.namespace;
    this.policyNames = pulumi.all(policies.map(({ metadata }) => metadata.name));
    this.registerOutputs({ namespace: this.namespace, policyNames: this.policyNames });
  }
}

/** The arguments, checked. */
interface Isolation {
  namespace: pulumi.Output<string>;
  podLabels: pulumi.Output<Labels | undefined>;
  /** None where clients may enter every closed pod. */
  servingPodLabels?: pulumi.Output<Labels>;
  entrants: pulumi.Output<Entrants>;
  /** None where the ways out stay open. */
  egress?: pulumi.Output<WaysOut>;
}

function checkedIsolation(name: string, args: NamespaceIsolationArgs, resource: pulumi.Resource): Isolation {
  checkObjectName(name, "name");
  checkPresence(requireObject(args, "args"));
  const strict = checkedStrict(args.strict);
  const engine = checked(args.policyEngine, given => checkEngine(given, strict, resource));
  const { servingPodLabels, egress } = args;
  return {
    // Whatever a policy is made from waits for the engine, so that strict refuses before there is one.
    namespace: pulumi
      .all([checked(args.namespace, given => checkNamespace(given, "namespace")), engine])
      .apply(([namespace]) => namespace),
    podLabels: checkedOptional(args.podLabels, "podLabels", checkSelectorLabels),
    servingPodLabels:
      servingPodLabels === undefined
        ? undefined
        : checked(servingPodLabels, given => checkSelectorLabels(given, "servingPodLabels")),
    entrants: pulumi
      .output({
        clientNamespaceLabels: checkedOptional(
          args.clientNamespaceLabels,
          "clientNamespaceLabels",
          checkSelectorLabels,
        ),
        clientCidrs: checkedOptional(args.clientCidrs, "clientCidrs", checkCidrs),
        tcpPorts: checkedOptional(args.tcpPorts, "tcpPorts", checkPorts),
        udpPorts: checkedOptional(args.udpPorts, "udpPorts", checkPorts),
        administrationNamespaceLabels: checkedOptional(
          args.administrationNamespaceLabels,
          "administrationNamespaceLabels",
          checkSelectorLabels,
        ),
      })
      .apply(checkEntrants),
    egress: egress === undefined ? undefined : checked(egress, given => checkEgress(given, "egress")),
  };
}

function checkedOptional<I, R>(
  input: I,
  propertyPath: string,
  check: (value: NonNullable<pulumi.Unwrap<I>>, propertyPath: string) => R,
): pulumi.Output<R | undefined> {
  return checked(input, given => (given === undefined || given === null ? undefined : check(given, propertyPath)));
}

/** Ports without clients open nothing, and clients without ports would get them all. */
function checkPresence({
  clientNamespaceLabels,
  clientCidrs,
  tcpPorts,
  udpPorts,
  servingPodLabels,
}: NamespaceIsolationArgs): void {
  const clients = clientNamespaceLabels !== undefined || clientCidrs !== undefined;
  if (clients && tcpPorts === undefined && udpPorts === undefined) {
    refuseWithoutPorts();
  }
  if (!clients) {
    for (const [propertyPath, value] of Object.entries({ tcpPorts, udpPorts, servingPodLabels })) {
      if (value !== undefined) {
        refuse(propertyPath, "is given, but no client: give clientNamespaceLabels or clientCidrs, or leave it out");
      }
    }
  }
}

function checkEngine(given: string | undefined, strict: boolean, resource: pulumi.Resource): string {
  const engine = given === undefined ? PolicyEngine.None : checkPolicyEngine(given, "policyEngine");
  if (engine === PolicyEngine.None) {
    const inert = "no policy engine is known to run in the cluster, and without one a NetworkPolicy closes nothing";
    const mend = "say which one runs, such as calico";
    if (strict) {
      refuse("policyEngine", `${inert}: ${mend}, or leave out strict`);
    }
    void pulumi.log.warn(`policyEngine: ${inert}: ${mend}`, resource);
  }
  return engine;
}

/** The policy that closes the pods, and lets in clients unless only some pods serve them. */
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

/** The policy of the pods that serve clients, if these are not all. */
function newServing(name: string, isolation: Isolation, parent: pulumi.Resource): NetworkPolicy[] {
  const { namespace, servingPodLabels, entrants, egress } = isolation;
  if (servingPodLabels === undefined) {
    return [];
  }
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

/** The same for all pods that are closed: the ways out of pods with two policies are those of both. */
function closedWaysOut(egress: Isolation["egress"]) {
  return egress === undefined
    ? { policyTypes: ["Ingress"] }
    : { policyTypes: ["Ingress", "Egress"], egress: egress.apply(egressRules) };
}
