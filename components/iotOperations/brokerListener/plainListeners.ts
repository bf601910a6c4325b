/** The listeners of a broker as the rules see them: plain, each with its place in the arguments. */
import { oneOf } from "../../azure/names";
import { ifKnown, refuse, requireList, requireObject, requireObjectIfGiven, requirePlain } from "../../inputs/checked";
import { ListenerProtocol } from "../../listeners/protocol";
import type { ListenerArgs, ListenerPortArgs } from "./args";
import { ListenerServiceType } from "./enums";

/** A listener. */
export interface PlainListener {
  name: string;
  type: ListenerServiceType;
  serviceName: string;
  /** What comes before the names of its properties: nothing for a listener by itself. */
  pathPrefix: string;
  ports: PlainPort[];
}

/** A port of a listener. */
export interface PlainPort {
  /** Where it stands in the arguments. */
  path: string;
  protocol: ListenerProtocol;
  args: ListenerPortArgs;
}

/** A listener as its arguments give it. Refuses an Output where a rule needs the value at once. */
export function plainListener(args: ListenerArgs, name: string | undefined, pathPrefix = ""): PlainListener {
  const namePath = `${pathPrefix}listenerName`;
  const listenerName = requirePlain(args.listenerName, namePath) ?? name;
  if (listenerName === undefined) {
    refuse(namePath, "is missing: each listener of a broker needs one, such as 'aio-broker-loadbalancer'");
  }
  const typePath = `${pathPrefix}serviceType`;
  const given = requirePlain(args.serviceType, typePath) ?? ListenerServiceType.LoadBalancer;
  return {
    name: listenerName,
    type: oneOf(ListenerServiceType, given, typePath),
    serviceName: requirePlain(args.serviceName, `${pathPrefix}serviceName`) ?? listenerName,
    pathPrefix,
    ports: plainPorts(args.ports, `${pathPrefix}ports`),
  };
}

/** The ports of a list. */
export function plainPorts(ports: ListenerPortArgs[], listPath: string): PlainPort[] {
  return requireList(ports, listPath).map((args, index) => {
    const path = `${listPath}[${index}]`;
    requireObject(args, path);
    for (const key of ["port", "nodePort"] as const) {
      requirePlain(args[key], `${path}.${key}`);
    }
    requireObjectIfGiven(args.tls, `${path}.tls`);
    for (const way of ["automatic", "issued", "certificate"] as const) {
      requireObjectIfGiven(args.tls?.[way], `${path}.tls.${way}`);
    }
    const protocolPath = `${path}.protocol`;
    const protocol = requirePlain(args.protocol, protocolPath) ?? ListenerProtocol.Mqtt;
    return { path, protocol: oneOf(ListenerProtocol, protocol, protocolPath), args };
  });
}

/** The listener that Azure IoT Operations brings along for the broker `default`, with the ports that are added to it. */
export function defaultListener(added: PlainPort[] = []): PlainListener {
  return { ...defaultListenerSettings, pathPrefix: "", ports: [defaultPort, ...added] };
}

/** What is known of the default listener without looking at it. */
export const defaultListenerSettings = {
  name: "default",
  type: ListenerServiceType.ClusterIp,
  serviceName: "aio-broker",
};

const defaultPort: PlainPort = {
  path: "",
  protocol: ListenerProtocol.Mqtt,
  args: { port: 18883, authenticationRef: { name: "default" }, tls: {} },
};

/** Whether this is the port, or the listener, of Azure IoT Operations itself. */
export function isBuiltIn(plain: PlainPort | PlainListener): boolean {
  return plain === defaultPort || ("ports" in plain && plain.ports.includes(defaultPort));
}

/** A member of a reference, if it is known at once. */
export function knownOf<T>(ref: unknown, member: string): T | undefined {
  return ifKnown((ifKnown(ref) as Record<string, T> | undefined)?.[member]);
}
