import * as pulumi from "@pulumi/pulumi";
import { argumentsOf } from "../../inputs/arguments";
import { gated } from "../../inputs/input";
import { outputsOf } from "../../outputs";
import { declare, warnIfPreview } from "../controlPlane";
import type { BrokerAuthorizationRef } from "../resourceRefs";
import type { BrokerAuthorizationArgs } from "./args";
import { checkAuthorization } from "./check";

/**
 * Decides what clients may do on the ports that refer to it. Everything that no rule allows is denied.
 *
 * @throws pulumi.InputPropertyError if a rule names no clients or allows nothing, `Connect` has topics, or a token is
 * unknown to the broker. For an Output, this is as soon as its value is known.
 * @see https://learn.microsoft.com/azure/iot-operations/manage-mqtt-broker/howto-configure-authorization
 */
export class BrokerAuthorization extends pulumi.ComponentResource {
  /** Its name. A resource that uses the name waits until the authorization exists. */
  public readonly name: pulumi.Output<string>;
  /** The reference for a port of a listener. */
  public readonly authorizationRef: pulumi.Output<BrokerAuthorizationRef>;

  constructor(name: string, args: BrokerAuthorizationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("aks-mqtt:index:BrokerAuthorization", name, {}, opts);

    const { controlPlane, brokerName, authorizationName, cache, rules, doubts } = checkAuthorization(
      name,
      argumentsOf(args),
    );
    warnIfPreview(controlPlane, this);
    doubts.apply(found => found.forEach(doubt => void pulumi.log.warn(doubt, this)));
    const spec = { authorizationPolicies: { cache, rules } };
    const resource = declare(
      `${name}-authorization`,
      { kind: "BrokerAuthorization", name: authorizationName, brokerName, spec },
      controlPlane,
      { parent: this },
    );

    // In a preview the URN is known at once. In an update it waits for the resource.
    this.name = gated(authorizationName, resource.urn);
    this.authorizationRef = pulumi.output({ name: this.name, brokerName });
    this.registerOutputs(outputsOf(this));
  }
}
