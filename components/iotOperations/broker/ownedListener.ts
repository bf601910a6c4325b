/** A listener as its `Broker` makes it, and as the Broker's outputs tell of it. */
import * as pulumi from "@pulumi/pulumi";
import type { Listener } from "../brokerListener/listener";
import { listenerType, makeListener } from "../brokerListener/makeListener";
import type { ListenerOutputs } from "../brokerListener/makeListener";
import type { ListenerEndpoint } from "../../listeners/endpoint";

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

/** A BrokerListener that has no arguments: its Broker has checked it with the others, and tells once what is wrong. */
export class OwnedListener extends pulumi.ComponentResource {
  public readonly outputs: ListenerOutputs;

  constructor(name: string, listener: Listener, opts: pulumi.ComponentResourceOptions) {
    super(listenerType, name, {}, opts);
    this.outputs = makeListener(this, name, listener);
    this.registerOutputs(this.outputs);
  }
}
