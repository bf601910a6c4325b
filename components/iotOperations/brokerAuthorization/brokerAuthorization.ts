import * as pulumi from "@pulumi/pulumi";
import { checkBoolean, checked, refuse } from "../../inputs/checked";
import { doubtsOf } from "./doubts";
import type { Doubt } from "./doubts";
import { checkRules, checkedRules } from "./rules";
import type { AuthorizationRule } from "./rules";
import type { BrokerAuthorizationArgs } from "./args";
import { checkedControlPlane, declare, warnIfPreview } from "../controlPlane";
import type { ControlPlane } from "../controlPlane";
import { checkResourceName } from "../names";
import type { BrokerAuthorizationRef } from "../resourceRefs";

/**
 * What the clients of a broker may do on the ports that name it. All that no rule allows is denied.
 *
 * @throws pulumi.InputPropertyError, of an Output as soon as it is known, for a rule for nobody or about nothing, topics
 * of a Connect, and for tokens that the broker does not know.
 * @see https://learn.microsoft.com/azure/iot-operations/manage-mqtt-broker/howto-configure-authorization
 */
export class BrokerAuthorization extends pulumi.ComponentResource {
  /** Its name. Whatever uses it waits until it is there. */
  public readonly name: pulumi.Output<string>;
  /** The same for a port of a listener. */
  public readonly authorizationRef: pulumi.Output<BrokerAuthorizationRef>;

  constructor(name: string, args: BrokerAuthorizationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("aks-mqtt:index:BrokerAuthorization", name, {}, opts);

    const { controlPlane, brokerName, authorizationName, cache, rules, doubts } = checkedAuthorization(name, args);
    warnIfPreview(controlPlane, this, opts);
    doubts.apply(found => warn(found, this));
    const resource = declare(
      `${name}-authorization`,
      {
        kind: "BrokerAuthorization",
        name: authorizationName,
        brokerName,
        spec: { authorizationPolicies: { cache, rules } },
      },
      controlPlane,
      { parent: this },
    );

    // The URN is known in a preview, and waits for the resource in an update.
    this.name = pulumi.all([authorizationName, resource.urn]).apply(([given]) => given);
    this.authorizationRef = pulumi.output({ name: this.name, brokerName });
    this.registerOutputs({ name: this.name, authorizationRef: this.authorizationRef });
  }
}

/** The arguments, checked. */
interface WantedAuthorization {
  controlPlane: ControlPlane;
  brokerName: pulumi.Output<string>;
  authorizationName: pulumi.Output<string>;
  cache: pulumi.Output<string>;
  rules: pulumi.Input<pulumi.Input<AuthorizationRule>[]>;
  doubts: pulumi.Output<Doubt[]>;
}

function checkedAuthorization(name: string, args: BrokerAuthorizationArgs): WantedAuthorization {
  const controlPlane = checkedControlPlane(args);
  const rules = checkedRules(args.rules);
  const doubts = checked(args.rules, given => doubtsIn(checkRules(given), controlPlane.strict));
  const cache = checked(args.cache ?? true, given => (checkBoolean(given, "cache") ? "Enabled" : "Disabled"));
  return {
    controlPlane,
    brokerName: checked(args.brokerName ?? "default", given => checkResourceName(given, "brokerName")),
    authorizationName: checked(args.authorizationName ?? name, given => checkResourceName(given, "authorizationName")),
    // With strict a doubt about all rules together is to stop the resource; that waits for all, and would hide the rules.
    cache: controlPlane.strict ? pulumi.all([cache, doubts]).apply(([given]) => given) : cache,
    rules,
    doubts,
  };
}

function doubtsIn(rules: AuthorizationRule[], strict: boolean): Doubt[] {
  const doubts = doubtsOf(rules);
  if (strict && doubts.length > 0) {
    refuse(doubts[0].path, doubts[0].reason);
  }
  return doubts;
}

function warn(doubts: Doubt[], resource: pulumi.Resource): void {
  doubts.forEach(({ path, reason }) => void pulumi.log.warn(`${path}: ${reason}`, resource));
}
