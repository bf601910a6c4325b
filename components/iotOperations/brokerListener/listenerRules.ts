/** The rules about a listener, and about the listeners of one broker among themselves: pure functions of what is plain in them. */
import type { PropertyPath } from "../../inputs/path";
import { ListenerServiceType } from "./args";
import type { Finding } from "./findings";
import { defaultListener, defaultListenerSettings } from "./plainListener";
import type { PlainBroker, PlainListener } from "./plainListener";

/** Rule 3. The names are taken for every broker, since all are in one namespace. */
export function untouchedDefault(
  { name, type, serviceName, path, ports }: PlainListener,
  ofDefault: boolean,
): Finding[] {
  const found = (at: PropertyPath, given: string): Finding[] => [
    { path: at, reason: `${given} of Azure IoT Operations itself, which its components use: ${beside}` },
  ];
  if (name === defaultListenerSettings.name) return found(path.child("listenerName"), "is 'default', the listener");
  if (serviceName === defaultListenerSettings.serviceName) {
    const given = `of the listener '${name}' is 'aio-broker', the Service of the listener 'default'`;
    return found(path.child("serviceName"), given);
  }
  if (!ofDefault) return [];
  const atDefault = ports.find(({ args }) => args.port === 18883);
  if (atDefault) {
    const given = `of the listener '${name}' is 18883, the port of the listener 'default'`;
    return found(atDefault.path.child("port"), given);
  }
  if (type === ListenerServiceType.ClusterIp) {
    const reason =
      `of the listener '${name}' is ClusterIp, which the listener 'default' of Azure IoT Operations has already, and a ` +
      `broker has one listener of each type: ${beside}`;
    return [{ path: path.child("serviceType"), reason }];
  }
  return [];
}

const beside =
  "choose another, or add ports to the listener 'default' with defaultListenerPorts of Broker, which leaves all else there";

/** Rule 13, about the type of a listener. */
export function nodePortsWithoutNodes({ name, type, ports }: PlainListener): Finding[] {
  if (type === ListenerServiceType.NodePort) return [];
  return ports
    .filter(({ args }) => args.nodePort !== undefined)
    .map(({ path }) => ({
      path: path.child("nodePort"),
      reason: `is given, but the listener '${name}' is of type ${type}: leave it out, or use NodePort`,
    }));
}

/** All listeners of the broker, with its own if it has one. */
function allListeners({ isDefault, listeners, addedPorts }: PlainBroker): PlainListener[] {
  return isDefault ? [defaultListener(addedPorts), ...listeners] : listeners;
}

/** Rule 1. */
export function oneOfEachType(broker: PlainBroker): Finding[] {
  return repeated(
    allListeners(broker),
    ({ type }) => type,
    ({ name, type, path }, first) => ({
      path: path.child("serviceType"),
      reason:
        `of the listener '${name}' is ${type}, which the listener '${first.name}' has already, and a broker has one ` +
        `listener of each type: put the ports of both into '${first.name}', or choose another type`,
    }),
  );
}

/** Rule 4. Two listeners of one name would be one. */
export function distinctNames(broker: PlainBroker): Finding[] {
  return repeated(
    allListeners(broker),
    ({ name }) => name,
    ({ name, path }, first) => ({
      path: path.child("listenerName"),
      reason: `is '${name}', which ${first.path} is called already: choose another name`,
    }),
  );
}

/** Rule 4. */
export function distinctServices(broker: PlainBroker): Finding[] {
  return repeated(
    allListeners(broker),
    ({ serviceName }) => serviceName,
    ({ name, serviceName, path }, first) => ({
      path: path.child(serviceName === name ? "listenerName" : "serviceName"),
      reason:
        `of the listener '${name}' makes a Service '${serviceName}', which the listener '${first.name}' has already: ` +
        "choose another name",
    }),
  );
}

/** What each listener has of which another has the same. */
function repeated(
  listeners: PlainListener[],
  key: (listener: PlainListener) => string,
  found: (listener: PlainListener, first: PlainListener) => Finding,
): Finding[] {
  return listeners.flatMap((listener, index) => {
    const first = listeners.slice(0, index).find(other => key(other) === key(listener));
    return first === undefined ? [] : [found(listener, first)];
  });
}

/** Rule 2. */
export function distinctPorts(broker: PlainBroker): Finding[] {
  return repeatedNumbers(broker, "port");
}

/** Rule 13, about other listeners. */
export function distinctNodePorts(broker: PlainBroker): Finding[] {
  return repeatedNumbers(broker, "nodePort");
}

function repeatedNumbers(broker: PlainBroker, member: "port" | "nodePort"): Finding[] {
  const all = allListeners(broker).flatMap(({ name, ports }) =>
    ports.map(({ path, args }) => ({ name, path: path.child(member), number: args[member] })),
  );
  return all.flatMap(({ name, path, number }, index) => {
    const first = all.slice(0, index).find(other => number !== undefined && other.number === number);
    if (first === undefined) return [];
    // That of Azure IoT Operations itself stands nowhere in the arguments.
    const where = String(first.path) === member ? "" : ` (${first.path})`;
    const reason =
      `of the listener '${name}' is ${number}, which the listener '${first.name}'${where} has already: give each port of a ` +
      "broker its own";
    return [{ path, reason }];
  });
}
