/** Checks the arguments of a `NamespaceIsolation`. */
import * as pulumi from "@pulumi/pulumi";
import { checkAll, checkEach, refuse } from "../inputs/errors";
import { gated, input, optional, optionalInput } from "../inputs/input";
import { PropertyPath } from "../inputs/path";
import { checkList, checkObject, exactlyOne, givenNames, oneOf } from "../inputs/values";
import type { Check } from "../inputs/values";
import { checkStrict } from "../issuing/strict";
import { checkCidr } from "../kubernetes/ipRanges";
import { checkSelectorLabels } from "../kubernetes/labels";
import { checkNamespaceName, checkObjectName } from "../kubernetes/names";
import { checkDistinctPorts, checkPort } from "../kubernetes/ports";
import { PolicyEngine } from "./args";
import type { NamespaceIsolationArgs } from "./args";
import { clientRules } from "./rules";
import type { Destination, Entrants, WaysOut } from "./rules";

/**
 * The closed pods, and who may enter them. `servingPodLabels` is undefined if clients may reach every closed pod, and
 * `egress` if outgoing connections stay open.
 */
export type Isolation = ReturnType<typeof checkIsolation>;

const at = (argument: keyof NamespaceIsolationArgs) => PropertyPath.root.child(argument);

export function checkIsolation(name: string, args: NamespaceIsolationArgs, resource: pulumi.Resource) {
  const { podLabels, servingPodLabels, egress, policyEngine } = args;
  const checked = checkAll({
    name: () => checkObjectName(name, PropertyPath.root.child("name")),
    presence: () => checkPresence(args),
    strict: () => checkStrict(args.strict),
    namespace: () => input(args.namespace, at("namespace"), checkNamespaceName),
    podLabels: () => input(podLabels, at("podLabels"), ifAny(checkSelectorLabels)),
    servingPodLabels: () => optionalInput(servingPodLabels, at("servingPodLabels"), checkSelectorLabels),
    entrants: () => checkEntrants(args),
    egress: () => optionalInput(egress, at("egress"), checkEgress),
  });
  const engine = input(policyEngine, at("policyEngine"), given => checkEngine(given, checked.strict, resource));
  // Every policy waits for the check of the engine, so that strict rejects it before a policy exists.
  return { ...checked, namespace: gated(checked.namespace, engine) };
}

/** The same check for a value that may be undefined, or null from YAML, even in an Output. */
function ifAny<T, R>(check: Check<T, R>): Check<T | null | undefined, R | undefined> {
  return (value, path) => (value === undefined || value === null ? undefined : check(value, path));
}

/** Rejects ports without clients, which open nothing, and clients without ports, which would get every port. */
function checkPresence(args: NamespaceIsolationArgs): void {
  const { clientNamespaceLabels, clientCidrs, tcpPorts, udpPorts, servingPodLabels } = args;
  const clients = clientNamespaceLabels !== undefined || clientCidrs !== undefined;
  if (clients && tcpPorts === undefined && udpPorts === undefined) refuseWithoutPorts();
  const [unused] = clients ? [] : givenNames({ tcpPorts, udpPorts, servingPodLabels });
  if (unused !== undefined) {
    const advice = "set clientNamespaceLabels or clientCidrs, or remove it";
    refuse(PropertyPath.root.child(unused), `is set, but there are no clients: ${advice}`);
  }
}

/** In a rule, no port means every port. */
function refuseWithoutPorts(): never {
  refuse(at("tcpPorts"), "is missing, as is udpPorts: set the ports that clients may use");
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
    if (clientRules(known).some(({ ports }) => ports.length === 0)) refuseWithoutPorts();
    return known;
  });
}

function checkEngine(given: string | undefined, strict: boolean, resource: pulumi.Resource): PolicyEngine {
  const engine = optional(given, at("policyEngine"), oneOf(PolicyEngine)) ?? PolicyEngine.None;
  if (engine === PolicyEngine.None) {
    const inert = "no policy engine is known to run in the cluster, and without one a NetworkPolicy closes nothing";
    const advice = "set the engine that runs, such as calico";
    if (strict) refuse(at("policyEngine"), `${inert}: ${advice}, or remove strict`);
    void pulumi.log.warn(`policyEngine: ${inert}: ${advice}`, resource);
  }
  return engine;
}

/** Rejects ports that do not exist or appear twice, and an empty list, which in a rule means every port. */
function checkPorts(ports: number[], path: PropertyPath): number[] {
  checkEach(checkSome(ports, path, "means every port: set at least one, or remove it"), path, checkPort);
  checkDistinctPorts(
    ports,
    ports.map((_, index) => path.index(index)),
  );
  return ports;
}

function checkCidrs(cidrs: string[], path: PropertyPath): string[] {
  return checkEach(checkSome(cidrs, path, "lets no one in: set at least one range, or remove it"), path, checkCidr);
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
