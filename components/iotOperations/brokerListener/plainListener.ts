/** The listeners of a broker as the rules see them: plain, each with its place in the arguments. */
import { checkAll, checkEach, refuse } from "../../inputs/errors";
import { optional, plain } from "../../inputs/input";
import { PropertyPath } from "../../inputs/path";
import { checkList, checkObject, oneOf, wholeNumber } from "../../inputs/values";
import type { Check } from "../../inputs/values";
import { checkServiceName } from "../../kubernetes/names";
import { ListenerProtocol } from "../../listeners/protocol";
import { checkResourceName } from "../values";
import { ListenerServiceType } from "./args";
import type { ListenerArgs, ListenerPortArgs, ListenerTlsArgs } from "./args";

/** A listener. */
export interface PlainListener {
  name: string;
  type: ListenerServiceType;
  serviceName: string;
  /** Where its name and its Service's stand in the arguments. */
  path: PropertyPath;
  ports: PlainPort[];
  args: ListenerArgs;
}

/** A port of a listener. */
export interface PlainPort {
  path: PropertyPath;
  protocol: ListenerProtocol;
  args: ListenerPortArgs;
}

/** The listeners of one broker, or one of them by itself. */
export interface PlainListeners {
  listeners: PlainListener[];
  /** Ports that are added to the listener of Azure IoT Operations itself. */
  addedPorts: PlainPort[];
}

/** A broker with its listeners. */
export interface PlainBroker extends PlainListeners {
  /** Whether it is the broker that Azure IoT Operations brings along, with a listener of its own. */
  isDefault: boolean;
}

/** The listener that the arguments at this path give. */
export function plainListener(args: ListenerArgs, path: PropertyPath, componentName?: string): PlainListener {
  checkObject(args, path);
  const at = (name: keyof ListenerArgs) => path.child(name);
  const given = <T extends string>(name: "listenerName" | "serviceName" | "serviceType", check: Check<string, T>) =>
    optional(plain<string | undefined>(args[name], at(name)), at(name), check);
  const { name, type, serviceName, ports } = checkAll({
    name: () => given("listenerName", checkResourceName) ?? ownName(componentName, at("listenerName")),
    type: () => given("serviceType", oneOf(ListenerServiceType)) ?? ListenerServiceType.LoadBalancer,
    serviceName: () => given("serviceName", checkServiceName),
    ports: () => plainPorts(args.ports, at("ports")),
  });
  if (serviceName === undefined) checkServiceName(name, at("listenerName"));
  if (ports.length === 0) {
    refuse(at("ports"), `is empty: the listener '${name}' needs at least one port, such as {port: 8883, tls: ...}`);
  }
  return { name, type, serviceName: serviceName ?? name, path, ports, args };
}

/** The name of a listener that is given none. */
function ownName(componentName: string | undefined, path: PropertyPath): string {
  if (componentName === undefined) {
    refuse(path, "is missing: each listener of a broker needs one, such as 'aio-broker-loadbalancer'");
  }
  return checkResourceName(componentName, path);
}

/** The ports of a list. */
export function plainPorts(ports: ListenerPortArgs[], path: PropertyPath): PlainPort[] {
  return checkEach(checkList(plain(ports, path), path), path, plainPort);
}

function plainPort(args: ListenerPortArgs, path: PropertyPath): PlainPort {
  checkObject(plain(args, path), path);
  const given = <T, R>(name: keyof ListenerPortArgs, value: T | undefined, check: Check<T, R>) =>
    optional(plain(value, path.child(name)), path.child(name), check);
  const { protocol = ListenerProtocol.Mqtt } = checkAll({
    port: () => checkPortNumber(plain(args.port, path.child("port")), path.child("port")),
    nodePort: () => given("nodePort", args.nodePort, checkNodePort),
    protocol: () => given("protocol", args.protocol, oneOf(ListenerProtocol)),
    tls: () => given("tls", args.tls, checkMembers),
  });
  return { path, protocol, args };
}

const checkPortNumber = wholeNumber({ least: 1, greatest: 65535 });

const checkNodePort = wholeNumber({
  least: 30000,
  greatest: 32767,
  because: "Kubernetes keeps that range for node ports",
});

function checkMembers(tls: ListenerTlsArgs, path: PropertyPath): void {
  checkObject(tls, path);
  checkEach(["automatic", "issued", "certificate"] as const, path, way =>
    optional<object, object>(plain(tls[way], path.child(way)), path.child(way), checkObject),
  );
}

/** The listener that Azure IoT Operations brings along for the broker `default`, with the ports that are added to it. */
export function defaultListener(addedPorts: PlainPort[]): PlainListener {
  const ports = [defaultPort, ...addedPorts];
  return { ...defaultListenerSettings, path: PropertyPath.root, ports, args: { ports: [] } };
}

/** What is known of the default listener without looking at it. */
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

/** Whether this is the port, or the listener, of Azure IoT Operations itself. */
export function isBuiltIn(given: PlainPort | PlainListener): boolean {
  return given === defaultPort || ("ports" in given && given.ports.includes(defaultPort));
}
