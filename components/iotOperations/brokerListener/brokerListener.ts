import * as pulumi from "@pulumi/pulumi";
import { argumentsOf } from "../../inputs/arguments";
import type { ListenerEndpoint } from "../../listeners/endpoint";
import { outputsOf } from "../../outputs";
import { warnIfPreview } from "../controlPlane";
import type { BrokerListenerArgs } from "./args";
import { checkListener } from "./check";
import { listenerType, makeListener } from "./makeListener";
import type { ListenerOutputs } from "./makeListener";

/**
 * A listener of an Azure IoT Operations broker: ports behind one Service, which Azure IoT Operations creates. In one
 * update the listener is declared, its Service gets an address, the certificate is issued for that address, and its
 * Secret is written, for which the broker waits. A `BrokerListener` checks only itself. A `Broker` also checks its
 * listeners against each other.
 *
 * @throws pulumi.InputPropertyError if an argument breaks a rule about a single listener: docs/Broker.md lists the
 * rules. For an Output, this is as soon as its value is known.
 * @see https://learn.microsoft.com/azure/iot-operations/manage-mqtt-broker/howto-configure-brokerlistener
 */
export class BrokerListener extends pulumi.ComponentResource implements ListenerOutputs {
  /** The name of the listener. */
  public readonly name: pulumi.Output<string>;
  /** The name of its Service. Known once the listener is declared. */
  public readonly serviceName: pulumi.Output<string>;
  /** The address of the Service inside the cluster. */
  public readonly clusterIp: pulumi.Output<string | undefined>;
  /** The IP address of the load balancer, if there is one. */
  public readonly externalIp: pulumi.Output<string | undefined>;
  /** The host name of the load balancer, if there is one. */
  public readonly externalHostname: pulumi.Output<string | undefined>;
  /**
   * The host to which clients connect: the external address, the first address of the nodes, or the name in the
   * cluster.
   */
  public readonly host: pulumi.Output<string>;
  /** Where clients reach each port, in the order of `ports`. */
  public readonly endpoints: pulumi.Output<ListenerEndpoint[]>;
  /**
   * The labels of the pods that serve the listener, for a `NamespaceIsolation` that lets clients in. Other listeners share these
   * pods.
   */
  public readonly podLabels: pulumi.Output<Record<string, string>>;
  /** The ports that the pods of `podLabels` open for the listener, in the order of `ports`. */
  public readonly containerPorts: pulumi.Output<number[]>;
  /**
   * The certificate in PEM of the first port whose certificate is issued here or set in PEM. Not set if cert-manager
   * holds it.
   */
  public readonly certificatePem: pulumi.Output<string | undefined>;
  /** The CA certificates in PEM that clients of the first port with TLS must trust, if known. */
  public readonly trustBundlePem: pulumi.Output<string | undefined>;

  constructor(name: string, args: BrokerListenerArgs, opts?: pulumi.ComponentResourceOptions) {
    super(listenerType, name, {}, opts);

    const listener = checkListener(name, argumentsOf(args));
    warnIfPreview(listener.controlPlane, this);
    const outputs = makeListener(this, name, listener);

    this.name = outputs.name;
    this.serviceName = outputs.serviceName;
    this.clusterIp = outputs.clusterIp;
    this.externalIp = outputs.externalIp;
    this.externalHostname = outputs.externalHostname;
    this.host = outputs.host;
    this.endpoints = outputs.endpoints;
    this.podLabels = outputs.podLabels;
    this.containerPorts = outputs.containerPorts;
    this.certificatePem = outputs.certificatePem;
    this.trustBundlePem = outputs.trustBundlePem;
    this.registerOutputs(outputsOf(this));
  }
}
