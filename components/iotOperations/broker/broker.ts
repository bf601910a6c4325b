import * as pulumi from "@pulumi/pulumi";
import { argumentsOf } from "../../inputs/arguments";
import { gated } from "../../inputs/input";
import { outputsOf } from "../../outputs";
import { warnOf } from "../brokerListener/findings";
import { defaultListenerSettings } from "../brokerListener/plainListener";
import { declare, warnIfPreview } from "../controlPlane";
import type { BrokerArgs } from "./args";
import { checkBroker } from "./check";
import type { WholeBroker } from "./check";
import { patchDefaultListener } from "./defaultListener";
import { OwnedListener } from "./ownedListener";
import type { DeclaredListener } from "./ownedListener";
import { createOnlySettings } from "./settings";

/**
 * An Azure IoT Operations broker with all its listeners: the existing broker `default`, or one of your own. The
 * listeners are checked against each other before any resource is made. Ports can be added to the listener that Azure
 * IoT Operations itself uses on the broker `default`. That listener is otherwise left alone.
 *
 * @throws pulumi.InputPropertyError if an argument breaks a rule of docs/Broker.md. For an Output, this is as soon as
 * its value is known. An error about two listeners names both.
 * @see https://learn.microsoft.com/azure/iot-operations/manage-mqtt-broker/howto-configure-brokerlistener
 */
export class Broker extends pulumi.ComponentResource {
  /** The name of the broker. */
  public readonly brokerName: pulumi.Output<string>;
  /** The namespace of Azure IoT Operations in the cluster. */
  public readonly namespace: pulumi.Output<string>;
  /** The host at which pods in the cluster reach the listener `default`. Not set for a broker of your own. */
  public readonly defaultHost: pulumi.Output<string | undefined>;
  /** The port of the listener `default`, with TLS. Not set for a broker of your own. */
  public readonly defaultPort: pulumi.Output<number | undefined>;
  /** The audience of the tokens with which pods connect to the listener `default`. Not set for a broker of your own. */
  public readonly defaultAudience: pulumi.Output<string | undefined>;
  /**
   * The ConfigMap in `namespace` with the CA certificates that pods must trust at the listener `default`, unless you gave Azure
   * your own issuer.
   */
  public readonly trustBundleConfigMap: pulumi.Output<string>;
  /** The key of the CA certificates in `trustBundleConfigMap`. */
  public readonly trustBundleKey: pulumi.Output<string>;
  /** The listeners, in the order of `listeners`. */
  public readonly listeners: pulumi.Output<DeclaredListener[]>;

  constructor(name: string, args: BrokerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("aks-mqtt:index:Broker", name, {}, opts);

    const broker = checkBroker(name, argumentsOf(args));
    const { namespace } = broker.controlPlane;
    warnIfPreview(broker.controlPlane, this);
    warnOf(broker.warnings, this);
    const declared = declareBroker(name, broker, this);
    const listeners = declareListeners(name, broker, declared, this);
    if (broker.addedPorts !== undefined) patchDefaultListener(name, namespace, broker.addedPorts, this);

    const ofDefault = <T>(value: T) => (broker.isDefault ? value : undefined);
    const brokerName = pulumi.output(broker.name);
    this.brokerName = declared === undefined ? brokerName : gated(brokerName, declared.urn);
    this.namespace = namespace;
    this.defaultHost = namespace.apply(inNamespace =>
      ofDefault(`${defaultListenerSettings.serviceName}.${inNamespace}`),
    );
    this.defaultPort = pulumi.output(ofDefault(18883));
    this.defaultAudience = pulumi.output(ofDefault("aio-internal"));
    this.trustBundleConfigMap = pulumi.output("azure-iot-operations-aio-ca-trust-bundle");
    this.trustBundleKey = pulumi.output("ca.crt");
    this.listeners = pulumi.all(listeners.map(({ outputs }) => pulumi.output(outputs)));
    this.registerOutputs(outputsOf(this));
  }
}

function declareBroker(
  name: string,
  { name: brokerName, settings, controlPlane }: WholeBroker,
  parent: pulumi.Resource,
): pulumi.CustomResource | undefined {
  const resource = { kind: "Broker", name: brokerName, createOnly: createOnlySettings } as const;
  return settings && declare(`${name}-broker`, { ...resource, spec: settings }, controlPlane, { parent });
}

function declareListeners(
  name: string,
  { listeners }: WholeBroker,
  broker: pulumi.CustomResource | undefined,
  parent: pulumi.Resource,
): OwnedListener[] {
  return listeners.map(listener => {
    // In Azure, replacing the broker replaces its listeners too, but only those that use an Output of the broker.
    const brokerName = broker === undefined ? listener.brokerName : gated(listener.brokerName, broker.urn);
    const opts = { parent, dependsOn: broker && [broker] };
    return new OwnedListener(`${name}-${listener.name}`, { ...listener, brokerName }, opts);
  });
}
