/** The rules about a listener, and between the listeners of one broker: pure functions of plain arguments. */
import type { PropertyPath } from "../../inputs/path";
import { ListenerServiceType } from "./args";
import { repeated } from "./findings";
import type { Finding } from "./findings";
import { defaultListener, defaultListenerSettings } from "./plainListener";
import type { PlainBroker, PlainListener } from "./plainListener";

/** Rule 3. The names are reserved on every broker, since all brokers are in one namespace. */
export function untouchedDefault(
  { name, type, serviceName, path, ports }: PlainListener,
  ofDefault: boolean,
): Finding[] {
  const found = (at: PropertyPath, what: string): Finding[] => [
    { path: at, reason: `${what} of Azure IoT Operations itself, which its components use: ${advice}` },
  ];
  if (name === defaultListenerSettings.name) return found(path.child("listenerName"), "is 'default', the listener");
  if (serviceName === defaultListenerSettings.serviceName) {
    const what = `of the listener '${name}' is 'aio-broker', the Service of the listener 'default'`;
    return found(path.child("serviceName"), what);
  }
  if (!ofDefault) return [];
  const atDefault = ports.find(({ args }) => args.port === 18883);
  if (atDefault) {
    const what = `of the listener '${name}' is 18883, the port of the listener 'default'`;
    return found(atDefault.path.child("port"), what);
  }
  if (type !== ListenerServiceType.ClusterIp) return [];
  const reason =
    `of the listener '${name}' is ClusterIp, which the listener 'default' of Azure IoT Operations already has, and a ` +
    `broker has only one listener of each type: ${advice}`;
  return [{ path: path.child("serviceType"), reason }];
}

const advice =
  "choose another, or add ports to the listener 'default' with defaultListenerPorts of Broker, which leaves the rest of " +
  "that listener alone";

/** Rule 13, about the type of a listener. */
export function nodePortsWithoutNodes({ name, type, ports }: PlainListener): Finding[] {
  if (type === ListenerServiceType.NodePort) return [];
  return ports
    .filter(({ args }) => args.nodePort !== undefined)
    .map(({ path }) => ({
      path: path.child("nodePort"),
      reason: `is set, but the listener '${name}' is of type ${type}: remove it, or use the type NodePort`,
    }));
}

/** All listeners of the broker, including the default listener if it has one. */
function allListeners({ isDefault, listeners, addedPorts }: PlainBroker): PlainListener[] {
  return isDefault ? [defaultListener(addedPorts), ...listeners] : listeners;
}

/** Rule 1. */
export function oneOfEachType(broker: PlainBroker): Finding[] {
  return repeated(
    allListeners(broker),
    (listener, earlier) => listener.type === earlier.type,
    ({ name, type, path }, first) => ({
      path: path.child("serviceType"),
      reason:
        `of the listener '${name}' is ${type}, which the listener '${first.name}' already has, and a broker has only one ` +
        `listener of each type: put the ports of both into '${first.name}', or choose another type`,
    }),
  );
}

/** Rule 4. Two listeners of one name would be the same resource. */
export function distinctNames(broker: PlainBroker): Finding[] {
  return repeated(
    allListeners(broker),
    (listener, earlier) => listener.name === earlier.name,
    ({ name, path }, first) => ({
      path: path.child("listenerName"),
      reason: `is '${name}', which is already the name of ${first.path}: choose another name`,
    }),
  );
}

/** Rule 4. */
export function distinctServices(broker: PlainBroker): Finding[] {
  return repeated(
    allListeners(broker),
    (listener, earlier) => listener.serviceName === earlier.serviceName,
    ({ name, serviceName, path }, first) => ({
      path: path.child(serviceName === name ? "listenerName" : "serviceName"),
      reason:
        `of the listener '${name}' makes the Service '${serviceName}', which the listener '${first.name}' already has: ` +
        "choose another name",
    }),
  );
}

/** Rule 2. */
export const distinctPorts = (broker: PlainBroker) => distinctNumbers(broker, "port");

/** Rule 13, about other listeners. */
export const distinctNodePorts = (broker: PlainBroker) => distinctNumbers(broker, "nodePort");

function distinctNumbers(broker: PlainBroker, member: "port" | "nodePort"): Finding[] {
  const numbers = allListeners(broker).flatMap(({ name, ports }) =>
    ports.map(({ path, args }) => ({ name, path: path.child(member), number: args[member] })),
  );
  return repeated(
    numbers,
    ({ number }, earlier) => number !== undefined && number === earlier.number,
    ({ name, path, number }, first) => {
      // The port of Azure IoT Operations itself has no place in the arguments.
      const where = String(first.path) === member ? "" : ` (${first.path})`;
      const reason =
        `of the listener '${name}' is ${number}, which the listener '${first.name}'${where} already has: each port of a ` +
        "broker needs its own";
      return { path, reason };
    },
  );
}
