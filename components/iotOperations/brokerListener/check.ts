/** Checks the arguments of the listeners of a `Broker`, or of a single `BrokerListener`. */
import * as pulumi from "@pulumi/pulumi";
import { checkAll, checkEach, refuse } from "../../inputs/errors";
import { ifPlain, input, isLater, optionalInput } from "../../inputs/input";
import { PropertyPath } from "../../inputs/path";
import { appliedTo } from "../../inputs/shown";
import { givenNames } from "../../inputs/values";
import { checkKubectlImage, checkTimeout } from "../../kubernetes/kubectlJob";
import { checkServiceName } from "../../kubernetes/names";
import { checkNodes } from "../../kubernetes/nodes";
import type { Nodes } from "../../kubernetes/nodes";
import { checkControlPlane } from "../controlPlane";
import type { ControlPlane } from "../controlPlane";
import { checkResourceName } from "../values";
import { ListenerServiceType } from "./args";
import type { BrokerListenerArgs, ListenerArgs } from "./args";
import { enforce } from "./findings";
import type { Listener, ListenerOwner } from "./listener";
import { defaultListener, plainListener } from "./plainListener";
import type { PlainListener, PlainListeners } from "./plainListener";
import { checkPorts } from "./ports";
import { enforceRules, rules } from "./rules";
import { secretsOf, sharedSecrets } from "./secretRules";

const root = PropertyPath.root;

/** Checks the arguments of the `BrokerListener` of this name. */
export function checkListener(name: string, args: BrokerListenerArgs): Listener {
  // Names that are made from the name of the component are checked after it.
  checkServiceName(name, root.child("name"), roomForEndpoint);
  const { controlPlane, plain } = checkAll({
    controlPlane: () => checkControlPlane(args),
    plain: () => plainListener(args, root, name),
  });
  const { brokerName = "default" } = args;
  return checkListeners({ listeners: [plain], addedPorts: [] }, brokerName, controlPlane).listeners[0];
}

/** The length of the longest suffix that a listener adds to the name of its component. */
export const roomForEndpoint = "-endpoint".length;

/** Checks the listeners of one broker. The warnings are about the added ports: a listener has its own warnings. */
export function checkListeners(plain: PlainListeners, brokerName: pulumi.Input<string>, controlPlane: ControlPlane) {
  const enforced = (name: string) => enforceRules({ ...plain, isDefault: name === "default" }, controlPlane.strict);
  // In a preview the name may stay unknown: errors that do not depend on it are reported anyway.
  if (isLater(brokerName)) enforced("");
  const ruled = input(brokerName, root.child("brokerName"), (name, path) => ({
    brokerName: checkResourceName(name, path),
    warnings: enforced(name),
  }));
  const warningsOf = (index: number) => ruled.warnings.apply(warnings => warnings[index]);
  const owner: ListenerOwner = {
    controlPlane,
    brokerName: ifPlain(brokerName) ?? ruled.brokerName,
    secretsDistinct: secretsDistinct(plain),
  };
  const { listeners, addedPorts } = checkAll({
    listeners: () =>
      checkEach([...plain.listeners.entries()], root, ([index, listener]) =>
        checkOne(listener, owner, warningsOf(index + 1)),
      ),
    addedPorts: () => checkPorts(defaultListener(plain.addedPorts), owner),
  });
  return { listeners, addedPorts, warnings: warningsOf(0) };
}

/** Rule 27 again, once all names are known. */
function secretsDistinct(plain: PlainListeners): pulumi.Output<unknown> {
  const secrets = secretsOf(plain);
  return appliedTo(pulumi.all(secrets.map(({ secretName }) => secretName)), names =>
    enforce(
      rules["27"],
      sharedSecrets(secrets.map((secret, index) => ({ ...secret, secretName: names[index] }))),
      false,
    ),
  );
}

function checkOne(plain: PlainListener, owner: ListenerOwner, warnings: pulumi.Output<string[]>): Listener {
  const { name, type, serviceName, path, args } = plain;
  const parts = checkAll({
    ports: () => checkPorts(plain, owner),
    nodes: () => checkNodePort(args, type, path),
    waitImage: () => optionalInput(args.waitImage, path.child("waitImage"), checkKubectlImage),
    timeoutSeconds: () => checkTimeout(args.timeoutSeconds, path.child("timeoutSeconds")),
  });
  const { controlPlane, brokerName } = owner;
  return { controlPlane, brokerName: pulumi.output(brokerName), name, type, serviceName, ...parts, warnings };
}

function checkNodePort(args: ListenerArgs, type: ListenerServiceType, path: PropertyPath): Nodes {
  const { nodeAddresses, nodeNames } = args;
  const [name] = givenNames({ nodeAddresses, nodeNames });
  if (name !== undefined && type !== ListenerServiceType.NodePort) {
    const advice = `set ${path.child("serviceType")} to NodePort, or remove it`;
    refuse(path.child(name), `is set, but the type is ${type}: ${advice}`);
  }
  return checkNodes(args, path);
}
