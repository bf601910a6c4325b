/** The arguments of a `NamespaceIsolation`, checked. */
import * as pulumi from "@pulumi/pulumi";
import { checkAll, checkEach, refuse } from "../inputs/errors";
import { gated, input, optional, optionalInput } from "../inputs/input";
import { PropertyPath } from "../inputs/path";
import { checkList, checkObject, exactlyOne } from "../inputs/values";
import type { Check } from "../inputs/values";
import { checkedStrict } from "../issuing/strict";
import { checkCidr } from "../kubernetes/ipRanges";
import { checkSelectorLabels } from "../kubernetes/labels";
import type { Labels } from "../kubernetes/labels";
import { checkNamespace, checkObjectName } from "../kubernetes/names";
import { checkDistinctPorts, checkPort } from "../kubernetes/ports";
import type { NamespaceIsolationArgs } from "./args";
import { PolicyEngine, checkPolicyEngine } from "./policyEngine";
import { clientRules } from "./rules";
import type { Destination, Entrants, WaysOut } from "./rules";

/** What is closed, and to whom it stays open. */
export interface Isolation {
  namespace: pulumi.Output<string>;
  podLabels: pulumi.Output<Labels | undefined>;
  /** Left out where clients may enter every closed pod. */
  servingPodLabels?: pulumi.Output<Labels>;
  entrants: pulumi.Output<Entrants>;
  /** Left out where the ways out stay open. */
  egress?: pulumi.Output<WaysOut>;
}

const at = (argument: keyof NamespaceIsolationArgs) => PropertyPath.root.child(argument);

export function checkIsolation(name: string, args: NamespaceIsolationArgs, resource: pulumi.Resource): Isolation {
  const { podLabels, servingPodLabels, egress, policyEngine } = checkObject(args, PropertyPath.root.child("args"));
  const checked = checkAll({
    name: () => checkObjectName(name, PropertyPath.root.child("name")),
    presence: () => checkPresence(args),
    strict: () => checkedStrict(args.strict),
    namespace: () => input(args.namespace, at("namespace"), checkNamespace),
    podLabels: () => input(podLabels, at("podLabels"), ifAny(checkSelectorLabels)),
    servingPodLabels: () => optionalInput(servingPodLabels, at("servingPodLabels"), checkSelectorLabels),
    entrants: () => checkEntrants(args),
    egress: () => optionalInput(egress, at("egress"), checkEgress),
  });
  const engine = input(policyEngine, at("policyEngine"), given => checkEngine(given, checked.strict, resource));
  // Every policy waits for the engine, so that strict rejects it before there is one.
  return { ...checked, namespace: gated(checked.namespace, engine) };
}

/** Without a value, also that of an Output or of YAML, nothing is checked. */
function ifAny<T, R>(check: Check<T, R>): Check<T | null | undefined, R | undefined> {
  return (value, path) => (value === undefined || value === null ? undefined : check(value, path));
}

/** Ports without clients open nothing, and clients without ports would get them all. */
function checkPresence(args: NamespaceIsolationArgs): void {
  const { clientNamespaceLabels, clientCidrs, tcpPorts, udpPorts, servingPodLabels } = args;
  const clients = clientNamespaceLabels !== undefined || clientCidrs !== undefined;
  if (clients && tcpPorts === undefined && udpPorts === undefined) {
    refuseWithoutPorts();
  }
  for (const [name, value] of Object.entries({ tcpPorts, udpPorts, servingPodLabels })) {
    if (!clients && value !== undefined) {
      refuse(
        PropertyPath.root.child(name),
        "is given, but no client: set clientNamespaceLabels or clientCidrs, or leave it out",
      );
    }
  }
}

/** To a rule no port means every port. */
function refuseWithoutPorts(): never {
  refuse(at("tcpPorts"), "is missing, as is udpPorts: name the ports by which the clients enter");
}

function checkEntrants(args: NamespaceIsolationArgs): pulumi.Output<Entrants> {
  const { clientNamespaceLabels, clientCidrs, tcpPorts, udpPorts, administrationNamespaceLabels } = args;
  const entrants = checkAll({
    clientNamespaceLabels: () => input(clientNamespaceLabels, at("clientNamespaceLabels"), ifAny(checkSelectorLabels)),
    clientCidrs: () => input(clientCidrs, at("clientCidrs"), ifAny(checkCidrs)),
    tcpPorts: () => input(tcpPorts, at("tcpPorts"), ifAny(checkPorts)),
    udpPorts: () => input(udpPorts, at("udpPorts"), ifAny(checkPorts)),
    administrationNamespaceLabels: () =>
      input(administrationNamespaceLabels, at("administrationNamespaceLabels"), ifAny(checkSelectorLabels)),
  });
  return pulumi.output(entrants).apply(known => {
    // Ports that were Outputs may turn out to be missing.
    if (clientRules(known).some(({ ports }) => ports.length === 0)) {
      refuseWithoutPorts();
    }
    return known;
  });
}

function checkEngine(given: string | undefined, strict: boolean, resource: pulumi.Resource): PolicyEngine {
  const engine = optional(given, at("policyEngine"), checkPolicyEngine) ?? PolicyEngine.None;
  if (engine === PolicyEngine.None) {
    const inert = "no policy engine is known to run in the cluster, and without one a NetworkPolicy closes nothing";
    const mend = "say which one runs, such as calico";
    if (strict) {
      refuse(at("policyEngine"), `${inert}: ${mend}, or leave out strict`);
    }
    void pulumi.log.warn(`policyEngine: ${inert}: ${mend}`, resource);
  }
  return engine;
}

/** Rejects ports that do not exist or appear twice, and an empty list: to a rule it means every port. */
function checkPorts(ports: number[], path: PropertyPath): number[] {
  checkEach(checkSome(ports, path, "means every port: name at least one, or leave it out"), path, checkPort);
  checkDistinctPorts(
    ports,
    ports.map((_, index) => path.index(index)),
  );
  return ports;
}

function checkCidrs(cidrs: string[], path: PropertyPath): string[] {
  return checkEach(checkSome(cidrs, path, "lets in nobody: name at least one range, or leave it out"), path, checkCidr);
}

function checkSome<T>(list: T[], path: PropertyPath, why: string): T[] {
  return checkList(list, path).length > 0 ? list : refuse(path, `is empty, which ${why}`);
}

function checkEgress(egress: WaysOut, path: PropertyPath): WaysOut {
  const destinations = optional(checkObject(egress, path).destinations, path.child("destinations"), (list, listPath) =>
    checkEach(checkList(list, listPath), listPath, checkDestination),
  );
  return { ...egress, destinations };
}

function checkDestination(destination: Destination, path: PropertyPath): Destination {
  const { cidr, namespaceLabels, podLabels, tcpPorts, udpPorts } = checkObject(destination, path);
  exactlyOne({ cidr, namespaceLabels }, ["cidr", "namespaceLabels"], path);
  if (cidr !== undefined && podLabels !== undefined) {
    refuse(path.child("podLabels"), "cannot be combined with cidr: pods are selected in namespaces only");
  }
  return checkAll({
    cidr: () => optional(cidr, path.child("cidr"), checkCidr),
    namespaceLabels: () => optional(namespaceLabels, path.child("namespaceLabels"), checkSelectorLabels),
    podLabels: () => optional(podLabels, path.child("podLabels"), checkSelectorLabels),
    tcpPorts: () => optional(tcpPorts, path.child("tcpPorts"), checkPorts),
    udpPorts: () => optional(udpPorts, path.child("udpPorts"), checkPorts),
  });
}
