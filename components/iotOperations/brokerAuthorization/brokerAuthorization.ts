import * as pulumi from "@pulumi/pulumi";
import { gated } from "../../inputs/input";
import { outputsOf } from "../../outputs";
import { declare, warnIfPreview } from "../controlPlane";
import type { BrokerAuthorizationRef } from "../resourceRefs";
import type { BrokerAuthorizationArgs } from "./args";
import { checkAuthorization } from "./check";

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

    const { controlPlane, brokerName, authorizationName, cache, rules, doubts } = checkAuthorization(name, args);
    warnIfPreview(controlPlane, this);
    doubts.apply(found => found.forEach(doubt => void pulumi.log.warn(doubt, this)));
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
    this.name = gated(authorizationName, resource.urn);
    this.authorizationRef = pulumi.output({ name: this.name, brokerName });
    this.registerOutputs(outputsOf(this));
  }
}
