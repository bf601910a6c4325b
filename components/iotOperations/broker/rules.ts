/** The rules that the listeners of one broker keep among themselves, by number: pure functions of what is plain in them. */
import { ListenerServiceType } from "../brokerListener/enums";
import { ownFindings } from "../brokerListener/rules";
import { defaultListener, defaultListenerSettings } from "../brokerListener/plainListeners";
import type { PlainListener, PlainPort } from "../brokerListener/plainListeners";
import { sharedSecrets } from "../brokerListener/portSecrets";
import type { Finding } from "../ruleMarks";

/** The listeners of one broker, or one of them by itself. */
export interface DeclaredListeners {
  listeners: PlainListener[];
  /** Whether the broker is the one that Azure IoT Operations brings along, with a listener of its own. */
  ofDefaultBroker: boolean;
  /** Ports that are added to that listener. */
  defaultListenerPorts?: PlainPort[];
}

/** All that the listeners break, in the order of the arguments. */
export function brokenRules({ listeners, ofDefaultBroker, defaultListenerPorts = [] }: DeclaredListeners): Finding[] {
  const ofItself = defaultListener(defaultListenerPorts);
  const builtIn = ofDefaultBroker ? [ofItself] : [];
  const all = [...builtIn, ...listeners];
  return [
    ...builtIn.flatMap(ownFindings),
    ...listeners.flatMap(ownFindings),
    ...listeners.flatMap(listener => untouchedDefault(listener, ofDefaultBroker)),
    ...repeated(all, oneOfEachType),
    ...repeated(all, distinctNames),
    ...repeated(all, distinctServices),
    ...repeatedPorts(all, portsOf),
    ...repeatedPorts(all, nodePortsOf),
    // All brokers of the instance share a namespace.
    ...sharedSecrets([ofItself, ...listeners]),
  ];
}

/** Rule 3. The names are taken for every broker, since all are in one namespace. */
function untouchedDefault(
  { name, type, serviceName, pathPrefix, ports }: PlainListener,
  ofDefaultBroker: boolean,
): Finding[] {
  const found = (propertyPath: string, given: string): Finding[] => [
    {
      rule: "3",
      propertyPath,
      reason: `${given} of Azure IoT Operations itself, which its components use: ${beside}`,
    },
  ];
  if (name === defaultListenerSettings.name) {
    return found(`${pathPrefix}listenerName`, "is 'default', the listener");
  }
  if (serviceName === defaultListenerSettings.serviceName) {
    const given = `of the listener '${name}' is 'aio-broker', the Service of the listener 'default'`;
    return found(`${pathPrefix}serviceName`, given);
  }
  if (!ofDefaultBroker) return [];
  const atDefault = ports.find(({ args }) => args.port === 18883);
  if (atDefault) {
    return found(`${atDefault.path}.port`, `of the listener '${name}' is 18883, the port of the listener 'default'`);
  }
  if (type === ListenerServiceType.ClusterIp) {
    const reason =
      `of the listener '${name}' is ClusterIp, which the listener 'default' of Azure IoT Operations has already, and a ` +
      `broker has one listener of each type: ${beside}`;
    return [{ rule: "3", propertyPath: `${pathPrefix}serviceType`, reason }];
  }
  return [];
}

const beside =
  "choose another, or add ports to the listener 'default' with defaultListenerPorts of Broker, which leaves all else there";

/** What of a listener no other may have, and what to say of the second that has it. */
interface Distinct {
  key: (listener: PlainListener) => string;
  found: (listener: PlainListener, first: PlainListener) => Finding;
}

/** Rule 1. */
const oneOfEachType: Distinct = {
  key: ({ type }) => type,
  found: ({ name, type, pathPrefix }, first) => ({
    rule: "1",
    propertyPath: `${pathPrefix}serviceType`,
    reason:
      `of the listener '${name}' is ${type}, which the listener '${first.name}' has already, and a broker has one ` +
      `listener of each type: put the ports of both into '${first.name}', or choose another type`,
  }),
};

/** Rule 4. Two listeners of one name would be one. */
const distinctNames: Distinct = {
  key: ({ name }) => name,
  found: ({ name, pathPrefix }, first) => ({
    rule: "4",
    propertyPath: `${pathPrefix}listenerName`,
    reason: `is '${name}', which ${first.pathPrefix.replace(/\.$/, "")} is called already: choose another name`,
  }),
};

/** Rule 4. */
const distinctServices: Distinct = {
  key: ({ serviceName }) => serviceName,
  found: ({ name, serviceName, pathPrefix }, first) => ({
    rule: "4",
    propertyPath: `${pathPrefix}${serviceName === name ? "listenerName" : "serviceName"}`,
    reason:
      `of the listener '${name}' makes a Service '${serviceName}', which the listener '${first.name}' has already: ` +
      "choose another name",
  }),
};

function repeated(listeners: PlainListener[], { key, found }: Distinct): Finding[] {
  return listeners.flatMap((listener, index) => {
    const first = listeners.slice(0, index).find(other => key(other) === key(listener));
    return first === undefined ? [] : [found(listener, first)];
  });
}

/** A port with its listener. */
interface OwnedPort {
  rule: "2" | "13";
  port: number;
  path: string;
  ownerName: string;
}

/** Rule 2. */
function portsOf({ name, ports }: PlainListener): OwnedPort[] {
  return ports.map(({ path, args }) => ({ rule: "2", port: args.port, path: `${path}.port`, ownerName: name }));
}

/** Rule 13, the part about other listeners. */
function nodePortsOf({ name, ports }: PlainListener): OwnedPort[] {
  return ports.flatMap(({ path, args: { nodePort } }) =>
    nodePort === undefined ? [] : [{ rule: "13", port: nodePort, path: `${path}.nodePort`, ownerName: name }],
  );
}

function repeatedPorts(listeners: PlainListener[], ofListener: (listener: PlainListener) => OwnedPort[]): Finding[] {
  const all = listeners.flatMap(ofListener);
  return all.flatMap(({ rule, port, path, ownerName }, index) => {
    const first = all.slice(0, index).find(other => other.port === port);
    if (first === undefined) return [];
    const reason =
      `of the listener '${ownerName}' is ${port}, which the listener '${first.ownerName}'` +
      `${first.path === ".port" ? "" : ` (${first.path})`} has already: give each port of a broker its own`;
    return [{ rule, propertyPath: path, reason }];
  });
}
