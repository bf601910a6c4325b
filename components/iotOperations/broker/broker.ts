import * as pulumi from "@pulumi/pulumi";
import { refuse, requireList, requireObject, requireObjectIfGiven, requirePlain } from "../../inputs/checked";
import type { ListenerEndpoint } from "../../listeners/endpoint";
import { checkServiceName } from "../../kubernetes/names";
import type { BrokerArgs } from "./args";
import { BrokerListener } from "../brokerListener/brokerListener";
import { brokenRules } from "./rules";
import { createOnlySettings, settingsTree } from "./settings";
import { declare, warnIfPreview } from "../controlPlane";
import type { ControlPlane } from "../controlPlane";
import { checkDefaultListenerPorts, patchDefaultListener } from "./defaultListener";
import { checkedPorts } from "../brokerListener/listeners";
import type { ListenerPort } from "../brokerListener/listeners";
import { checkResourceName } from "../names";
import {
  defaultListener,
  defaultListenerSettings,
  isBuiltIn,
  plainListener,
  plainPorts,
} from "../brokerListener/plainListeners";
import type { PlainListener } from "../brokerListener/plainListeners";
import { withDistinctSecrets } from "../brokerListener/portSecrets";
import { enforce, warnLater } from "../ruleMarks";
import { CheckedListenerArgs, checkedOwner, wantedListener } from "../brokerListener/wantedListener";
import type { WantedListener } from "../brokerListener/wantedListener";

/** A listener of a `Broker`, with what the outputs of a `BrokerListener` of the same names tell. */
export interface DeclaredListener {
  /**
   * The name of the listener.
   */
  name: string;
  /**
   * The name of its Service.
   */
  serviceName: string;
  /**
   * The address of the Service inside the cluster.
   */
  clusterIp?: string;
  /**
   * The IP address of its load balancer, if it has one.
   */
  externalIp?: string;
  /**
   * The host name of its load balancer, if it has one.
   */
  externalHostname?: string;
  /**
   * What clients connect to.
   */
  host: string;
  /**
   * Where clients reach each port.
   */
  endpoints: ListenerEndpoint[];
  /**
   * The labels of the pods that serve it, which its other listeners share.
   */
  podLabels: Record<string, string>;
  /**
   * The ports that these pods open for it.
   */
  containerPorts: number[];
  /**
   * The certificate of the first port whose certificate is issued here or given in PEM.
   */
  certificatePem?: string;
  /**
   * What clients of the first port with TLS must trust, in PEM, as far as that is known.
   */
  trustBundlePem?: string;
}

/**
 * An Azure IoT Operations broker with all its listeners: `default`, which is there already, or one of your own. The
 * listeners are checked among themselves before anything is made. Ports can be added to the listener that the default
 * broker has for Azure IoT Operations itself, which is otherwise left alone.
 *
 * @throws pulumi.InputPropertyError, of an Output as soon as it is known, for what breaks a rule of docs/Broker.md,
 * where an error about two listeners names both.
 * @see https://learn.microsoft.com/azure/iot-operations/manage-mqtt-broker/howto-configure-brokerlistener
 */
export class Broker extends pulumi.ComponentResource {
  /** The name of the broker. */
  public readonly brokerName: pulumi.Output<string>;
  /** The namespace of Azure IoT Operations in the cluster. */
  public readonly namespace: pulumi.Output<string>;
  /** Where pods in the cluster reach the listener `default`. None for a broker of your own. */
  public readonly defaultHost: pulumi.Output<string | undefined>;
  /** Its port, with TLS. None for a broker of your own. */
  public readonly defaultPort: pulumi.Output<number | undefined>;
  /** The audience of the ServiceAccount tokens by which pods connect there. None for a broker of your own. */
  public readonly defaultAudience: pulumi.Output<string | undefined>;
  /** The ConfigMap in `namespace` with what pods must trust there, unless an issuer of yours was given to Azure. */
  public readonly trustBundleConfigMap: pulumi.Output<string>;
  /** The key of that ConfigMap. */
  public readonly trustBundleKey: pulumi.Output<string>;
  /** The listeners, in the order of `listeners`. */
  public readonly listeners: pulumi.Output<DeclaredListener[]>;

  constructor(name: string, args: BrokerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("aks-mqtt:index:Broker", name, {}, opts);

    const broker = checkedBroker(name, args);
    warnIfPreview(broker.controlPlane, this, opts);
    broker.warnings.forEach(text => void pulumi.log.warn(text, this));
    const declared = declareBroker(name, broker, this);
    const listeners = declareListeners(name, broker.listeners, declared, this);
    if (broker.defaultListenerPorts !== undefined) {
      broker.defaultListenerPorts.forEach(({ tls }) => tls?.findings && warnLater(tls.findings, this));
      patchDefaultListener(name, broker.controlPlane.namespace, broker.defaultListenerPorts, this);
    }

    const { namespace } = broker.controlPlane;
    const ofDefault = <T>(value: T) => (broker.isDefault ? value : undefined);
    this.brokerName = declared === undefined ? pulumi.output(broker.name) : declared.urn.apply(() => broker.name);
    this.namespace = namespace;
    this.defaultHost = namespace.apply(inNamespace =>
      ofDefault(`${defaultListenerSettings.serviceName}.${inNamespace}`),
    );
    this.defaultPort = pulumi.output(ofDefault(18883));
    this.defaultAudience = pulumi.output(ofDefault("aio-internal"));
    this.trustBundleConfigMap = pulumi.output("azure-iot-operations-aio-ca-trust-bundle");
    this.trustBundleKey = pulumi.output("ca.crt");
    this.listeners = pulumi.all(listeners.map(outputsOf));
    this.registerOutputs({
      brokerName: this.brokerName,
      namespace: this.namespace,
      defaultHost: this.defaultHost,
      defaultPort: this.defaultPort,
      defaultAudience: this.defaultAudience,
      trustBundleConfigMap: this.trustBundleConfigMap,
      trustBundleKey: this.trustBundleKey,
      listeners: this.listeners,
    });
  }
}

/** The arguments, checked. */
interface WantedBroker {
  name: string;
  isDefault: boolean;
  controlPlane: ControlPlane;
  settings: Record<string, pulumi.Input<unknown>> | undefined;
  listeners: WantedListener[];
  defaultListenerPorts: ListenerPort[] | undefined;
  /** What is doubtful about these ports and the settings. A listener warns by itself. */
  warnings: string[];
}

/** Refuses everything that is wrong with the broker and its listeners before the first of them is made. */
function checkedBroker(name: string, args: BrokerArgs): WantedBroker {
  checkServiceName(name, "name");
  const owner = checkedOwner(args);
  const brokerName = checkResourceName(requirePlain(args.brokerName, "brokerName") ?? "default", "brokerName");
  const isDefault = brokerName === "default";
  const settings = requireObjectIfGiven(args.settings, "settings");
  if (settings !== undefined && isDefault) {
    refuse(
      "settings",
      "is given, but the broker 'default' comes with Azure IoT Operations, with settings that are for its whole life: " +
        "give them to 'az iot ops create', or a brokerName for a broker of your own",
    );
  }
  const added =
    args.defaultListenerPorts === undefined ? undefined : plainPorts(args.defaultListenerPorts, "defaultListenerPorts");
  if (added !== undefined) checkDefaultListenerPorts(added, args, isDefault);
  const given = requireList(args.listeners ?? [], "listeners").map((listener, index) =>
    plainListener(requireObject(listener, `listeners[${index}]`), undefined, `listeners[${index}].`),
  );
  const findings = brokenRules({ listeners: given, ofDefaultBroker: isDefault, defaultListenerPorts: added });
  const warnings = enforce(findings, owner.strict);
  const about = (prefix: string) => warnings.filter(text => text.startsWith(prefix));
  const [ofDefault, ...plain] = withDistinctSecrets([defaultListener(added), ...given]);
  const addedPorts = ofDefault.ports.filter(port => !isBuiltIn(port));
  return {
    name: brokerName,
    isDefault,
    controlPlane: owner.controlPlane,
    settings: settings && settingsTree(settings),
    listeners: plain.map((listener, index) => {
      checkServiceName(`${name}-${listener.name}`, `listeners[${index}].listenerName`, "-endpoint".length);
      const ruled = { brokerName, warnings: pulumi.output(about(listener.pathPrefix)) };
      return wantedListener(listener, args.listeners![index], owner, ruled);
    }),
    defaultListenerPorts: added && checkedPorts(addedPorts, brokerName, { ...owner, ...tlsOwner(ofDefault) }),
    warnings: [...about("defaultListenerPorts"), ...(settings === undefined ? [] : [secondBroker(brokerName)])],
  };
}

function tlsOwner({ name: listenerName, type, serviceName }: PlainListener) {
  return { listenerName, type, serviceName, hasNodes: false };
}

/** The API takes others, so that it is no error. */
function secondBroker(brokerName: string): string {
  return (
    `settings: make another broker, '${brokerName}', and Microsoft's documents allow one for each deployment, named ` +
    "'default': Azure IoT Operations may not serve it."
  );
}

function declareBroker(
  name: string,
  { name: brokerName, settings, controlPlane }: WantedBroker,
  parent: pulumi.Resource,
): pulumi.CustomResource | undefined {
  return (
    settings &&
    declare(
      `${name}-broker`,
      { kind: "Broker", name: brokerName, spec: settings, createOnly: createOnlySettings },
      controlPlane,
      { parent },
    )
  );
}

function declareListeners(
  name: string,
  listeners: WantedListener[],
  broker: pulumi.CustomResource | undefined,
  parent: pulumi.Resource,
): BrokerListener[] {
  return listeners.map(wanted => {
    // In Azure, what replaces the broker replaces its listeners, but only those that have an Output of it.
    const brokerName = pulumi.all([wanted.brokerName, broker?.urn]).apply(([given]) => given);
    return new BrokerListener(`${name}-${wanted.listener.name}`, new CheckedListenerArgs({ ...wanted, brokerName }), {
      parent,
      dependsOn: broker && [broker],
    });
  });
}

function outputsOf(listener: BrokerListener): pulumi.Output<DeclaredListener> {
  const { name, serviceName, clusterIp, externalIp, externalHostname, host, endpoints } = listener;
  const { podLabels, containerPorts, certificatePem, trustBundlePem } = listener;
  return pulumi.output({
    name,
    serviceName,
    clusterIp,
    externalIp,
    externalHostname,
    host,
    endpoints,
    podLabels,
    containerPorts,
    certificatePem,
    trustBundlePem,
  });
}
