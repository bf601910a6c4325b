/** A BrokerListener whose arguments have been checked: by itself, or by the Broker that makes it. */
import * as pulumi from "@pulumi/pulumi";
import { checked, ifKnown, isPromise } from "../../inputs/checked";
import { checkedTimeout } from "../../kubernetes/kubectlJob";
import { brokenRules } from "../broker/rules";
import { checkedControlPlane } from "../controlPlane";
import type { ControlPlane, ControlPlaneArgs } from "../controlPlane";
import type { BrokerListenerArgs, ListenerArgs } from "./args";
import { checkedListener } from "./listeners";
import type { Listener } from "./listeners";
import { checkResourceName } from "../names";
import { defaultListener, plainListener } from "./plainListeners";
import type { PlainListener } from "./plainListeners";
import { withDistinctSecrets } from "./portSecrets";
import type { TlsOwner } from "./portTls";
import { enforce } from "../ruleMarks";
import { checkText } from "../brokerAuthorization/topicPatterns";

/** The arguments, checked. */
export interface WantedListener {
  controlPlane: ControlPlane;
  brokerName: pulumi.Output<string>;
  listener: Listener;
  waitImage: pulumi.Input<string> | undefined;
  timeoutSeconds: pulumi.Output<number>;
  warnings: pulumi.Output<string[]>;
}

/** What its control plane and its broker are to a listener. */
export interface ListenerOwner extends Pick<TlsOwner, "namespace" | "strict"> {
  controlPlane: ControlPlane;
}

/** The owner of listeners. */
export function checkedOwner(args: ControlPlaneArgs): ListenerOwner {
  const controlPlane = checkedControlPlane(args);
  return { controlPlane, namespace: controlPlane.knownNamespace, strict: controlPlane.strict };
}

/** Refuses what is wrong with a listener by itself. */
export function listenerByItself(name: string, args: BrokerListenerArgs): WantedListener {
  const owner = checkedOwner(args);
  const given = plainListener(args, name);
  if (isPromise(args.brokerName)) {
    // In a preview the name may stay unknown: what is wrong for every broker is told all the same.
    enforce(brokenRules({ listeners: [given], ofDefaultBroker: false }), owner.strict);
  }
  const [, plain] = withDistinctSecrets([defaultListener(), given]);
  const ruled = checked(args.brokerName ?? "default", brokerName => {
    const ofDefaultBroker = checkResourceName(brokerName, "brokerName") === "default";
    return { brokerName, warnings: enforce(brokenRules({ listeners: [plain], ofDefaultBroker }), owner.strict) };
  });
  const brokerName = ifKnown(args.brokerName ?? "default") ?? ruled.brokerName;
  return wantedListener(plain, args, owner, { brokerName, warnings: ruled.warnings });
}

/** The listener that the arguments give, once the rules have seen to what is plain in them. */
export function wantedListener(
  plain: PlainListener,
  args: ListenerArgs,
  { controlPlane, namespace, strict }: ListenerOwner,
  { brokerName, warnings }: { brokerName: pulumi.Input<string>; warnings: pulumi.Output<string[]> },
): WantedListener {
  return {
    controlPlane,
    brokerName: pulumi.output(brokerName),
    listener: checkedListener(plain, args, brokerName, { namespace, strict }),
    waitImage:
      args.waitImage === undefined
        ? undefined
        : checked(args.waitImage, given => checkText(given, `${plain.pathPrefix}waitImage`, "an image")),
    timeoutSeconds: checkedTimeout(args.timeoutSeconds, `${plain.pathPrefix}timeoutSeconds`),
    warnings,
  };
}

/**
 * The arguments of a listener that a Broker has checked with the others: whatever is wrong is told once, by the Broker. Not
 * a function that makes the children: they hang below a BrokerListener whose class the schema names, and that has no other
 * way in than its constructor. A transformation sees these arguments, and changes nothing by them.
 */
export class CheckedListenerArgs implements BrokerListenerArgs {
  public readonly ports = [];

  constructor(public readonly wanted: WantedListener) {}
}
