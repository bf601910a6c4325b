/** A listener as a `Broker` makes it, and as the outputs of the Broker describe it. */
import * as pulumi from "@pulumi/pulumi";
import type { Listener } from "../brokerListener/listener";
import { listenerType, makeListener } from "../brokerListener/makeListener";
import type { ListenerOutputs } from "../brokerListener/makeListener";
import type { ListenerEndpoint } from "../../listeners/endpoint";

/** A listener of a `Broker`. Its properties are the outputs of a `BrokerListener` of the same names. */
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
   * The host that clients connect to.
   */
  host: string;
  /**
   * Where clients reach each port.
   */
  endpoints: ListenerEndpoint[];
  /**
   * The labels of the pods that serve the listener. The other listeners of the broker share these pods.
   */
  podLabels: Record<string, string>;
  /**
   * The ports that the pods of `podLabels` open for the listener.
   */
  containerPorts: number[];
  /**
   * The certificate in PEM of the first port whose certificate is issued here or set in PEM.
   */
  certificatePem?: string;
  /**
   * The CA certificates in PEM that clients of the first port with TLS must trust, if known.
   */
  trustBundlePem?: string;
}

/**
 * A BrokerListener without arguments: its Broker has checked all its listeners together and reports each error once.
 */
export class OwnedListener extends pulumi.ComponentResource {
  public readonly outputs: ListenerOutputs;

  constructor(name: string, listener: Listener, opts: pulumi.ComponentResourceOptions) {
    super(listenerType, name, {}, opts);
    this.outputs = makeListener(this, name, listener);
    this.registerOutputs(this.outputs);
  }
}
