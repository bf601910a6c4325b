/** The arguments of a `Broker`, checked with all its listeners before the first of them is made. */
import type * as pulumi from "@pulumi/pulumi";
import { checkAll, checkEach, refuse } from "../../inputs/errors";
import { optional, plain } from "../../inputs/input";
import { PropertyPath } from "../../inputs/path";
import { checkList } from "../../inputs/values";
import { checkServiceName } from "../../kubernetes/names";
import { checkListeners, roomForEndpoint } from "../brokerListener/check";
import type { Listener, ListenerPort } from "../brokerListener/listener";
import { plainListener, plainPorts } from "../brokerListener/plainListener";
import type { PlainPort } from "../brokerListener/plainListener";
import { checkControlPlane } from "../controlPlane";
import type { ControlPlane } from "../controlPlane";
import { checkResourceName } from "../values";
import type { BrokerArgs } from "./args";
import { checkSettings } from "./settings";

/** A broker with its listeners. */
export interface WholeBroker {
  name: string;
  isDefault: boolean;
  controlPlane: ControlPlane;
  settings: Record<string, pulumi.Input<unknown>> | undefined;
  listeners: Listener[];
  /** Ports that are added to the default listener: an empty list takes them away. */
  addedPorts: ListenerPort[] | undefined;
  /** What to warn of about these ports and the settings. A listener warns by itself. */
  warnings: pulumi.Output<string[]>;
}

/** The broker that the arguments of the component of this name give. */
export function checkBroker(name: string, args: BrokerArgs): WholeBroker {
  const at = (member: keyof BrokerArgs) => PropertyPath.root.child(member);
  // What is made of the name of the component comes after it.
  checkServiceName(name, PropertyPath.root.child("name"));
  const { listeners: given = [], brokerName: ofBroker = "default", settings: ofSettings, defaultListenerPorts } = args;
  const { controlPlane, brokerName, settings, addedPorts, listeners } = checkAll({
    controlPlane: () => checkControlPlane(args),
    brokerName: () => checkResourceName(plain(ofBroker, at("brokerName")), at("brokerName")),
    settings: () => optional(plain(ofSettings, at("settings")), at("settings"), checkSettings),
    addedPorts: () => optional(defaultListenerPorts, at("defaultListenerPorts"), plainPorts),
    listeners: () =>
      checkEach(checkList(plain(given, at("listeners")), at("listeners")), at("listeners"), (listener, path) =>
        plainListener(plain(listener, path), path),
      ),
  });
  const isDefault = brokerName === "default";
  checkAll({
    settings: () => {
      if (settings === undefined || !isDefault) return;
      refuse(
        at("settings"),
        "is given, but the broker 'default' comes with Azure IoT Operations, with settings that are for its whole life: " +
          "give them to 'az iot ops create', or a brokerName for a broker of your own",
      );
    },
    addedPorts: () => addedPorts && checkAddedPorts(addedPorts, controlPlane, isDefault, at("defaultListenerPorts")),
    names: () =>
      checkEach(listeners, at("listeners"), ({ name: ofListener, path }) =>
        checkServiceName(`${name}-${ofListener}`, path.child("listenerName"), roomForEndpoint),
      ),
  });
  const plainBroker = { listeners, addedPorts: addedPorts ?? [] };
  const { warnings, ...ofListeners } = checkListeners(plainBroker, brokerName, controlPlane);
  return {
    name: brokerName,
    isDefault,
    controlPlane,
    settings,
    listeners: ofListeners.listeners,
    addedPorts: addedPorts && ofListeners.addedPorts,
    warnings: warnings.apply(texts => [...texts, ...(settings === undefined ? [] : [secondBroker(brokerName)])]),
  };
}

/** Ports that can be added to the default listener. */
function checkAddedPorts(ports: PlainPort[], { azure }: ControlPlane, isDefault: boolean, path: PropertyPath): void {
  if (azure) {
    refuse(
      path,
      "is given with azure, where the listener 'default' is a resource that this stack does not own, and only whole: add " +
        "the port by hand, with 'az iot ops broker listener port add' or in the portal, and leave the others as they are",
    );
  }
  if (!isDefault) {
    refuse(path, "is given, but only the broker 'default' has a listener of that kind: use listeners");
  }
  checkEach(ports, path, ({ args, path: ofPort }) =>
    checkEach(["issued", "certificate"] as const, path, way => {
      if (args.tls?.[way] === undefined) return;
      refuse(
        ofPort.child("tls").child(way),
        "is given, but the port may outlive this stack, and its Secret would not, without which the listener 'default' " +
          "does not start again: use automatic, or the secretName of a Secret that stays",
      );
    }),
  );
}

/** The API takes others, so that it is no error. */
function secondBroker(brokerName: string): string {
  return (
    `settings: make another broker, '${brokerName}', and Microsoft's documents allow one for each deployment, named ` +
    "'default': Azure IoT Operations may not serve it."
  );
}
