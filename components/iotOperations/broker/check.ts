/** Checks the arguments of a `Broker` with all its listeners, before the first of them is made. */
import { checkAll, checkEach, refuse } from "../../inputs/errors";
import { optional, plain } from "../../inputs/input";
import { PropertyPath } from "../../inputs/path";
import { checkList } from "../../inputs/values";
import { checkServiceName } from "../../kubernetes/names";
import { checkListeners, roomForEndpoint } from "../brokerListener/check";
import { plainListener, plainPorts } from "../brokerListener/plainListener";
import type { PlainPort } from "../brokerListener/plainListener";
import { checkControlPlane } from "../controlPlane";
import type { ControlPlane } from "../controlPlane";
import { checkResourceName } from "../values";
import type { BrokerArgs } from "./args";
import { checkSettings } from "./settings";

/** A broker with its listeners. The ports to add to the default listener are undefined if it is to be left alone. */
export type WholeBroker = ReturnType<typeof checkBroker>;

/** Checks the arguments of the component of this name. */
export function checkBroker(name: string, args: BrokerArgs) {
  const at = (member: keyof BrokerArgs) => PropertyPath.root.child(member);
  // The names of the children begin with this name.
  checkServiceName(name, PropertyPath.root.child("name"));
  const { brokerName = "default", listeners = [] } = args;
  const parts = checkAll({
    controlPlane: () => checkControlPlane(args),
    name: () => checkResourceName(plain(brokerName, at("brokerName")), at("brokerName")),
    settings: () => optional(plain(args.settings, at("settings")), at("settings"), checkSettings),
    addedPorts: () => optional(args.defaultListenerPorts, at("defaultListenerPorts"), plainPorts),
    listeners: () =>
      checkEach(checkList(plain(listeners, at("listeners")), at("listeners")), at("listeners"), (listener, path) =>
        plainListener(plain(listener, path), path),
      ),
  });
  const { controlPlane, settings, addedPorts } = parts;
  const isDefault = parts.name === "default";
  checkAll({
    settings: () => {
      if (settings === undefined || !isDefault) return;
      refuse(
        at("settings"),
        "is set, but the broker 'default' comes with Azure IoT Operations, and its settings cannot be changed: pass them " +
          "to 'az iot ops create', or set brokerName to create your own broker",
      );
    },
    addedPorts: () => addedPorts && checkAddedPorts(addedPorts, controlPlane, isDefault, at("defaultListenerPorts")),
    names: () =>
      checkEach(parts.listeners, at("listeners"), listener =>
        checkServiceName(`${name}-${listener.name}`, listener.path.child("listenerName"), roomForEndpoint),
      ),
  });
  const plainListeners = { listeners: parts.listeners, addedPorts: addedPorts ?? [] };
  const all = checkListeners(plainListeners, parts.name, controlPlane);
  return {
    ...parts,
    isDefault,
    listeners: all.listeners,
    // An empty list removes the ports that were added before.
    addedPorts: addedPorts && all.addedPorts,
    // About the added ports and the settings. A listener has its own warnings.
    warnings: all.warnings.apply(texts => (settings === undefined ? texts : [...texts, secondBroker(parts.name)])),
  };
}

/** Checks that the ports can be added to the default listener. */
function checkAddedPorts(ports: PlainPort[], { azure }: ControlPlane, isDefault: boolean, path: PropertyPath): void {
  if (azure) {
    refuse(
      path,
      "cannot be combined with azure, where the listener 'default' can only be written as a whole, and this stack does not " +
        "own it: add the port by hand, with 'az iot ops broker listener port add' or in the portal, and leave the other " +
        "ports as they are",
    );
  }
  if (!isDefault) refuse(path, "is set, but only the broker 'default' has a default listener: use listeners");
  checkEach(ports, path, ({ args, path: ofPort }) =>
    checkEach(["issued", "certificate"] as const, path, way => {
      if (args.tls?.[way] === undefined) return;
      refuse(
        ofPort.child("tls").child(way),
        "is set, but the port may outlive this stack and its Secret would not, and without the Secret the listener " +
          "'default' does not start again: use automatic, or the secretName of a Secret that stays",
      );
    }),
  );
}

/** A warning and not an error, because the API accepts a second broker. */
function secondBroker(brokerName: string): string {
  return (
    `settings: create the broker '${brokerName}', but Microsoft's documents allow only one broker for each deployment, ` +
    "named 'default': Azure IoT Operations may not serve this one."
  );
}
