/** The listeners of a broker as the rules see them: what is known at once, each with its place in the arguments. */
import { checkAll, checkEach, refuse } from "../../inputs/errors";
import { optional, plain } from "../../inputs/input";
import { PropertyPath } from "../../inputs/path";
import { checkList, checkObject, oneOf } from "../../inputs/values";
import type { Check } from "../../inputs/values";
import { checkServiceName } from "../../kubernetes/names";
import { checkNodePort, checkPort } from "../../kubernetes/ports";
import { ListenerProtocol } from "../../listeners/protocol";
import { checkResourceName } from "../values";
import { ListenerServiceType } from "./args";
import type { ListenerArgs, ListenerPortArgs, ListenerTlsArgs } from "./args";

/** A listener. */
export type PlainListener = ReturnType<typeof plainListener>;

/** A port of a listener. */
export type PlainPort = ReturnType<typeof plainPort>;

/** The listeners of one broker, or a single one. */
export interface PlainListeners {
  listeners: PlainListener[];
  /** Ports to add to the listener of Azure IoT Operations itself. */
  addedPorts: PlainPort[];
}

/** A broker with its listeners. */
export interface PlainBroker extends PlainListeners {
  /** Whether it is the broker that comes with Azure IoT Operations and already has a listener. */
  isDefault: boolean;
}

/** Checks what is plain in the arguments of a listener. */
export function plainListener(args: ListenerArgs, path: PropertyPath, componentName?: string) {
  checkObject(args, path);
  const at = (name: keyof ListenerArgs) => path.child(name);
  const text = <T extends string>(name: "listenerName" | "serviceName" | "serviceType", check: Check<string, T>) =>
    optional(plain<string | undefined>(args[name], at(name)), at(name), check);
  const { name, type, serviceName, ports } = checkAll({
    name: () => text("listenerName", checkResourceName) ?? ownName(componentName, at("listenerName")),
    type: () => text("serviceType", oneOf(ListenerServiceType)) ?? ListenerServiceType.LoadBalancer,
    serviceName: () => text("serviceName", checkServiceName),
    ports: () => plainPorts(args.ports, at("ports")),
  });
  if (serviceName === undefined) checkServiceName(name, at("listenerName"));
  if (ports.length === 0) {
    refuse(at("ports"), `is empty: the listener '${name}' needs at least one port, such as {port: 8883, tls: ...}`);
  }
  return { name, type, serviceName: serviceName ?? name, path, ports, args };
}

/** The name of a listener without `listenerName`. */
function ownName(componentName: string | undefined, path: PropertyPath): string {
  if (componentName === undefined) {
    refuse(path, "is missing: each listener of a broker needs one, such as 'aio-broker-loadbalancer'");
  }
  return checkResourceName(componentName, path);
}

/** Checks what is plain in the ports of a list. */
export function plainPorts(ports: ListenerPortArgs[], path: PropertyPath): PlainPort[] {
  return checkEach(checkList(plain(ports, path), path), path, plainPort);
}

function plainPort(args: ListenerPortArgs, path: PropertyPath) {
  checkObject(plain(args, path), path);
  const at = (name: keyof ListenerPortArgs) => path.child(name);
  const { protocol = ListenerProtocol.Mqtt } = checkAll({
    port: () => checkPort(plain(args.port, at("port")), at("port")),
    nodePort: () => optional(plain(args.nodePort, at("nodePort")), at("nodePort"), checkNodePort),
    protocol: () => optional(plain(args.protocol, at("protocol")), at("protocol"), oneOf(ListenerProtocol)),
    tls: () => optional(plain(args.tls, at("tls")), at("tls"), checkMembers),
  });
  return { path, protocol, args };
}

function checkMembers(tls: ListenerTlsArgs, path: PropertyPath): void {
  checkObject(tls, path);
  checkEach(["automatic", "issued", "certificate"] as const, path, way =>
    optional<object, object>(plain(tls[way], path.child(way)), path.child(way), checkObject),
  );
}

/** The listener that comes with Azure IoT Operations on the broker `default`, with the ports to add to it. */
export function defaultListener(addedPorts: PlainPort[]): PlainListener {
  const ports = [defaultPort, ...addedPorts];
  return { ...defaultListenerSettings, path: PropertyPath.root, ports, args: { ports: [] } };
}

/** The fixed settings of the default listener. */
export const defaultListenerSettings = {
  name: "default",
  type: ListenerServiceType.ClusterIp,
  serviceName: "aio-broker",
};

const defaultPort: PlainPort = {
  path: PropertyPath.root,
  protocol: ListenerProtocol.Mqtt,
  args: { port: 18883, authenticationRef: { name: "default" }, tls: {} },
};

/** Whether this is the port or the listener of Azure IoT Operations itself. */
export function isBuiltIn(item: PlainPort | PlainListener): boolean {
  return item === defaultPort || ("ports" in item && item.ports.includes(defaultPort));
}
