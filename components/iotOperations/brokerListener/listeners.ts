/** A listener whose arguments have been checked, and what it is in the words of the REST API. */
import * as pulumi from "@pulumi/pulumi";
import { checkHost } from "../../x509/names";
import { checkBoolean, checked, checkedItems, refuse, requireObject } from "../../inputs/checked";
import type { ListenerProtocol } from "../../listeners/protocol";
import { checkNodeNames } from "../../kubernetes/nodeNames";
import { shown } from "../../inputs/shown";
import type { ListenerArgs } from "./args";
import { ListenerServiceType } from "./enums";
import { clientCertificatesWithoutTls, ofAnotherBroker } from "./rules";
import { originOf } from "../../kubernetes/objectReference";
import { checkResourceName } from "../names";
import type { PlainListener, PlainPort } from "./plainListeners";
import { checkedTls } from "./portTls";
import type { PortTls, TlsOwner } from "./portTls";
import { clientCertificatesOf } from "../resourceRefs";
import type { BrokerAuthenticationRefArgs } from "../resourceRefs";
import { enforce } from "../ruleMarks";

/** A listener, checked. */
export interface Listener {
  name: string;
  type: ListenerServiceType;
  serviceName: string;
  ports: ListenerPort[];
  nodes: Nodes;
}

/** The nodes by which clients outside reach a NodePort. */
interface Nodes {
  nodeAddresses?: pulumi.Output<string[]>;
  nodeNames?: string[];
}

/** A port, checked. */
export interface ListenerPort {
  port: number;
  protocol: ListenerProtocol;
  nodePort: number | undefined;
  /** Where it stands in the arguments. */
  path: string;
  authenticationRef?: pulumi.Output<string>;
  authorizationRef?: pulumi.Output<string>;
  tls?: PortTls;
}

/** The listener that the arguments give; the rules have seen to what is plain in them. */
export function checkedListener(
  { name, type, serviceName, pathPrefix, ports }: PlainListener,
  args: ListenerArgs,
  brokerName: pulumi.Input<string>,
  owner: Pick<TlsOwner, "namespace" | "strict">,
): Listener {
  const hasNodes = [args.nodeAddresses, args.nodeNames].some(
    nodes => nodes !== undefined && !(Array.isArray(nodes) && nodes.length === 0),
  );
  return {
    name,
    type,
    serviceName,
    ports: checkedPorts(ports, brokerName, { ...owner, listenerName: name, type, serviceName, hasNodes }),
    nodes: checkedNodes(args, type, pathPrefix),
  };
}

/** The ports of a listener. */
export function checkedPorts(
  ports: PlainPort[],
  brokerName: pulumi.Input<string>,
  owner: Omit<TlsOwner, "port">,
): ListenerPort[] {
  return ports.map(plain => {
    const { path, protocol, args } = plain;
    const { port, nodePort, tls } = args;
    return {
      port,
      protocol,
      nodePort,
      path,
      ...checkedRefs(plain, brokerName),
      tls: tls && checkedTls(tls, { ...owner, port }, `${path}.tls`),
    };
  });
}

/** The names of what a port refers to. Rules 7 and 5a once that is known. */
function checkedRefs(port: PlainPort, brokerName: pulumi.Input<string>) {
  const { authenticationRef, authorizationRef } = port.args;
  const authenticationPath = `${port.path}.authenticationRef`;
  const authorizationPath = `${port.path}.authorizationRef`;
  return {
    authenticationRef:
      authenticationRef === undefined
        ? undefined
        : checkedAuthentication(authenticationRef, port, brokerName, authenticationPath),
    authorizationRef:
      authorizationRef === undefined
        ? undefined
        : checked({ ref: authorizationRef, brokerName }, ({ ref, brokerName: ofPort }) => {
            const name = nameIn(ref, authorizationPath);
            checkBroker(ref.brokerName, ofPort, authorizationPath);
            return name;
          }),
  };
}

/** Its name. Rule 7 by itself, since the name may only be known later. */
function checkedAuthentication(
  ref: pulumi.Input<BrokerAuthenticationRefArgs>,
  port: PlainPort,
  brokerName: pulumi.Input<string>,
  path: string,
): pulumi.Output<string> {
  const allowed = checked(clientCertificatesOf(ref), (given = false) => {
    checkBoolean(given, `${path}.usesClientCertificates`);
    enforce(clientCertificatesWithoutTls(port, given), false);
  });
  const name = checked({ ref, brokerName }, ({ ref: given, brokerName: ofPort }) => {
    const found = nameIn(given, path);
    // The one that Azure IoT Operations brings along.
    const itself = found === "default" ? "default" : undefined;
    checkBroker(given.brokerName === undefined ? itself : given.brokerName, ofPort, path);
    return found;
  });
  return pulumi.all([name, allowed]).apply(([given]) => given);
}

function checkBroker(ofRef: string | undefined, ofPort: string, propertyPath: string): void {
  if (ofRef === undefined) return;
  checkResourceName(ofRef, `${propertyPath}.brokerName`);
  enforce(ofAnotherBroker(ofRef, ofPort, propertyPath), false);
}

function nameIn(ref: { name: string } | string, propertyPath: string): string {
  if (typeof ref === "string" && ref !== "") {
    refuse(propertyPath, `is ${shown(ref)}, but must be {name: ${shown(ref)}}`);
  }
  return checkResourceName(requireObject(ref as { name: string }, propertyPath).name, `${propertyPath}.name`);
}

function checkedNodes({ nodeAddresses, nodeNames }: ListenerArgs, type: ListenerServiceType, prefix: string): Nodes {
  const [given] = Object.entries({ nodeAddresses, nodeNames }).filter(([, value]) => value !== undefined);
  if (given !== undefined && type !== ListenerServiceType.NodePort) {
    refuse(
      `${prefix}${given[0]}`,
      `is given, but the type is ${type}: set ${prefix}serviceType to NodePort, or leave it out`,
    );
  }
  if (nodeAddresses !== undefined && nodeNames !== undefined) {
    refuse(`${prefix}nodeNames`, "is given beside nodeAddresses: give the one or the other");
  }
  return {
    nodeAddresses:
      nodeAddresses === undefined ? undefined : checkedItems(nodeAddresses, `${prefix}nodeAddresses`, checkHost),
    nodeNames: nodeNames === undefined ? undefined : checkNodeNames(nodeNames, `${prefix}nodeNames`),
  };
}

/** The listener in the words of the REST API, with all defaults but the name of the Service. */
export function listenerTree({ name, type, serviceName, ports }: Listener): Record<string, pulumi.Input<unknown>> {
  return {
    serviceType: type,
    ...(serviceName === name ? {} : { serviceName }),
    ports: ports.map(portTree),
  };
}

/** What the names of Secrets come from that the program makes itself. */
export function secretOrigins(ports: ListenerPort[]): pulumi.Output<pulumi.Resource>[] {
  return ports.flatMap(({ tls }) => (tls?.secretName === undefined ? [] : [originOf(tls.secretName)]));
}

/** A port in the words of the REST API. */
export function portTree({ port, nodePort, protocol, authenticationRef, authorizationRef, tls }: ListenerPort) {
  return {
    port,
    ...(nodePort === undefined ? {} : { nodePort }),
    protocol,
    ...(authenticationRef === undefined ? {} : { authenticationRef }),
    ...(authorizationRef === undefined ? {} : { authorizationRef }),
    ...(tls === undefined ? {} : { tls: tls.tree }),
  };
}
