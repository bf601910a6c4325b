/** The listeners of one broker, and the rules that they keep among themselves. */
import * as pulumi from "@pulumi/pulumi";
import { checkedIssuedTls } from "../listeners/issuedTls";
import type { IssuedTls } from "../listeners/issuedTls";
import { checked, refuse, requireList, requireObject, requireObjectIfGiven, requirePlain } from "../inputs/checked";
import { ListenerProtocol, checkListenerProtocol } from "../listeners/protocol";
import { checkDistinctPorts, checkListenerPort, checkNodePort } from "../kubernetes/ports";
import { ServiceType } from "../kubernetes/serviceType";
import { checkObjectName } from "../kubernetes/names";
import { checkListenerExtraConfig } from "./extraConfiguration";
import type { MosquittoListenerArgs, MosquittoTlsArgs } from "./args";

/** A listener whose arguments have been checked. */
export interface Listener {
  port: number;
  protocol: ListenerProtocol;
  nodePort: pulumi.Output<number | undefined>;
  extraConfig: pulumi.Output<string | undefined>;
  /** None for a listener without TLS. */
  tls?: ListenerTls;
}

/** The certificate of a listener: one of the two. */
export interface ListenerTls {
  secretName?: pulumi.Output<string>;
  issued?: IssuedTls;
}

/** The types of the Services of the listeners without and with TLS. */
export interface ServiceTypes {
  tcp: ServiceType;
  tls: ServiceType;
}

/** The broker of the listeners. */
export interface ListenersOwner {
  namespace: pulumi.Input<string>;
  /** Whether keys of authorities are refused. */
  strict: boolean;
}

/** The listeners, in the order of the arguments. Refuses those that one broker cannot open. */
export function checkedListeners(
  listeners: MosquittoListenerArgs[],
  types: ServiceTypes,
  owner: ListenersOwner,
): Listener[] {
  checkListeners(listeners);
  const nodePorts = checkedNodePorts(listeners, types);
  return listeners.map(({ port, protocol, extraConfig, tls }, index) => ({
    port,
    protocol: protocol ?? ListenerProtocol.Mqtt,
    nodePort: nodePorts[index],
    extraConfig: checked(extraConfig, given =>
      given === undefined ? given : checkListenerExtraConfig(given, `listeners[${index}].extraConfig`),
    ),
    tls: tls && checkedTls(tls, owner, `listeners[${index}].tls`),
  }));
}

/** The rules that decide which resources there are. */
function checkListeners(listeners: MosquittoListenerArgs[]): void {
  requireList(listeners, "listeners");
  if (listeners.length === 0) {
    refuse("listeners", "is empty: a broker needs at least one, such as {port: 8883, tls: ...}");
  }
  listeners.forEach((listener, index) => checkListener(listener, `listeners[${index}]`));
  checkDistinctPorts(
    listeners.map(listener => listener.port),
    listeners.map((_, index) => `listeners[${index}].port`),
  );
}

function checkListener(listener: MosquittoListenerArgs, propertyPath: string): void {
  requireObject(listener, propertyPath);
  checkListenerPort(requirePlain(listener.port, `${propertyPath}.port`), `${propertyPath}.port`);
  if (listener.protocol !== undefined) {
    checkListenerProtocol(requirePlain(listener.protocol, `${propertyPath}.protocol`), `${propertyPath}.protocol`);
  }
  const wanted = "have secretName or issued: leave it out for a port without TLS";
  requireObjectIfGiven(listener.tls, `${propertyPath}.tls`, wanted);
}

function checkedTls(
  { secretName, issued }: MosquittoTlsArgs,
  { namespace, strict }: ListenersOwner,
  propertyPath: string,
): ListenerTls {
  if (secretName !== undefined && issued !== undefined) {
    refuse(propertyPath, "has both secretName and issued: give only one of them");
  }
  if (secretName !== undefined) {
    return { secretName: checked(secretName, given => checkObjectName(given, `${propertyPath}.secretName`)) };
  }
  if (issued !== undefined) {
    const path = `${propertyPath}.issued`;
    return { issued: checkedIssuedTls(requireObject(issued, path), namespace, strict, `${path}.`) };
  }
  refuse(propertyPath, "has neither secretName nor issued: give one of them, or leave tls out for a port without TLS");
}

function checkedNodePorts(
  listeners: MosquittoListenerArgs[],
  types: ServiceTypes,
): pulumi.Output<number | undefined>[] {
  const paths = listeners.map((_, index) => `listeners[${index}].nodePort`);
  const each = listeners.map(({ nodePort, tls }, index) => {
    if (nodePort !== undefined && (tls ? types.tls : types.tcp) === ServiceType.ClusterIP) {
      refuse(
        paths[index],
        "is given, but its Service is of type ClusterIP: use NodePort or LoadBalancer, or leave it out",
      );
    }
    return checked(nodePort, given => (given === undefined ? undefined : checkNodePort(given, paths[index])));
  });
  const distinct = checked(
    listeners.map(({ nodePort }) => nodePort),
    given => {
      const used = given.flatMap((nodePort, index) =>
        nodePort === undefined ? [] : [{ nodePort, path: paths[index] }],
      );
      checkDistinctPorts(
        used.map(({ nodePort }) => nodePort),
        used.map(({ path }) => path),
      );
      return true;
    },
  );
  return each.map(nodePort => pulumi.all([nodePort, distinct]).apply(([port]) => port));
}
