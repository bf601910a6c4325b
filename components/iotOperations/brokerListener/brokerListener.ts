import * as pulumi from "@pulumi/pulumi";
import { endpointAt } from "../../listeners/endpoint";
import type { ListenerEndpoint } from "../../listeners/endpoint";
import { ServiceEndpoint } from "../../serviceEndpoint/serviceEndpoint";
import { ServiceType } from "../../kubernetes/serviceType";
import { checkServiceName } from "../../kubernetes/names";
import { appliedTo } from "../../inputs/shown";
import { declare, warnIfPreview } from "../controlPlane";
import type { BrokerListenerArgs } from "./args";
import { portCertificates } from "./certificates";
import { ListenerServiceType } from "./enums";
import { listenerTree, secretOrigins } from "./listeners";
import type { Listener } from "./listeners";
import { addressNotNamed } from "./portTls";
import { warnLater } from "../ruleMarks";
import { CheckedListenerArgs, listenerByItself } from "./wantedListener";
import type { WantedListener } from "./wantedListener";

/**
 * A listener of an Azure IoT Operations broker: ports behind one Service, which Azure IoT Operations makes. The listener
 * comes first, its Service gets an address, the certificate is issued for that address, and at last its Secret appears,
 * for which the broker waits. A listener checks itself; `Broker` checks its listeners among themselves too.
 *
 * @throws pulumi.InputPropertyError, of an Output as soon as it is known, for what breaks a rule that a listener keeps
 * by itself: docs/Broker.md lists them.
 * @see https://learn.microsoft.com/azure/iot-operations/manage-mqtt-broker/howto-configure-brokerlistener
 */
export class BrokerListener extends pulumi.ComponentResource {
  /** The name of the listener. */
  public readonly name: pulumi.Output<string>;
  /** The name of its Service. Known when the listener is declared. */
  public readonly serviceName: pulumi.Output<string>;
  /** The address of the Service inside the cluster. */
  public readonly clusterIp: pulumi.Output<string | undefined>;
  /** The IP address of its load balancer, if it has one. */
  public readonly externalIp: pulumi.Output<string | undefined>;
  /** The host name of its load balancer, if it has one. */
  public readonly externalHostname: pulumi.Output<string | undefined>;
  /** What clients connect to: the external address, or the first address of the nodes, or the name in the cluster. */
  public readonly host: pulumi.Output<string>;
  /** Where clients reach each port, in the order of `ports`. */
  public readonly endpoints: pulumi.Output<ListenerEndpoint[]>;
  /** The labels of the pods that serve it, by which a `NamespaceIsolation` lets clients in. Other listeners share them. */
  public readonly podLabels: pulumi.Output<Record<string, string>>;
  /** The ports that these pods open for it, in the order of `ports`. */
  public readonly containerPorts: pulumi.Output<number[]>;
  /** The certificate of the first port whose certificate is issued here or given in PEM. None if cert-manager holds it. */
  public readonly certificatePem: pulumi.Output<string | undefined>;
  /** What clients of the first port with TLS must trust, in PEM, as far as that is known. */
  public readonly trustBundlePem: pulumi.Output<string | undefined>;

  constructor(name: string, args: BrokerListenerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("aks-mqtt:index:BrokerListener", name, {}, opts);

    const wanted = checkedArgs(name, args);
    warnIfPreview(wanted.controlPlane, this, opts);
    wanted.warnings.apply(texts => texts.forEach(text => warn(text, this)));
    const resource = declareListener(name, wanted, this);
    const endpoint = awaitEndpoint(name, wanted, resource, this);
    warnOfAddresses(wanted.listener, endpoint, this);
    const { namespace } = wanted.controlPlane;
    const { certificatePem, trustBundlePem } = portCertificates(name, namespace, wanted.listener, endpoint, this);

    const { name: listenerName, serviceName, ports } = wanted.listener;
    const declared = (text: string) => resource.urn.apply(() => text);
    this.name = declared(listenerName);
    this.serviceName = declared(serviceName);
    this.clusterIp = endpoint.clusterIp;
    this.externalIp = endpoint.ipAddress;
    this.externalHostname = endpoint.hostname;
    this.host = endpoint.host;
    this.endpoints = pulumi.all(
      ports.map(port => endpointAt({ ...port, tls: port.tls !== undefined }, serviceName, endpoint)),
    );
    this.podLabels = endpoint.podLabels;
    this.containerPorts = pulumi.output(ports.map(({ port }) => port));
    this.certificatePem = certificatePem;
    this.trustBundlePem = trustBundlePem;
    this.registerOutputs({
      name: this.name,
      serviceName: this.serviceName,
      clusterIp: this.clusterIp,
      externalIp: this.externalIp,
      externalHostname: this.externalHostname,
      host: this.host,
      endpoints: this.endpoints,
      podLabels: this.podLabels,
      containerPorts: this.containerPorts,
      certificatePem: this.certificatePem,
      trustBundlePem: this.trustBundlePem,
    });
  }
}

/** By itself, or by the Broker that makes it. */
function checkedArgs(name: string, args: BrokerListenerArgs): WantedListener {
  checkServiceName(name, "name", "-endpoint".length);
  return args instanceof CheckedListenerArgs ? args.wanted : listenerByItself(name, args);
}

function warn(text: string, resource: pulumi.Resource): void {
  void pulumi.log.warn(text, resource);
}

function declareListener(
  name: string,
  { controlPlane, brokerName, listener }: WantedListener,
  parent: pulumi.Resource,
): pulumi.CustomResource {
  return declare(
    `${name}-listener`,
    { kind: "BrokerListener", name: listener.name, brokerName, spec: listenerTree(listener) },
    controlPlane,
    { parent, dependsOn: secretOrigins(listener.ports) },
  );
}

/** Awaits the Service that the operator makes for the listener, and reads where clients reach it. */
function awaitEndpoint(
  name: string,
  { controlPlane, listener, waitImage, timeoutSeconds }: WantedListener,
  resource: pulumi.Resource,
  parent: pulumi.Resource,
): ServiceEndpoint {
  const { type, serviceName, nodes } = listener;
  return new ServiceEndpoint(
    `${name}-endpoint`,
    {
      awaitedService: {
        namespace: controlPlane.namespace,
        name: serviceName,
        nodePortsFor: type === ListenerServiceType.NodePort ? pickedNodePorts(listener) : undefined,
        // The operator takes its time to change that of a Service that is there.
        awaitType: true,
        image: waitImage,
        timeoutSeconds,
      },
      type: serviceTypes[type],
      ...nodes,
    },
    { parent, dependsOn: [resource], transformations: [waitsAnewWith(resource)] },
  );
}

/** The Service of a listener that is made anew is another one, under the name for which the Job has waited already. */
function waitsAnewWith(listener: pulumi.Resource): pulumi.ResourceTransformation {
  return ({ type, props, opts }) =>
    type === "kubernetes:batch/v1:Job"
      ? { props, opts: { ...opts, replaceWith: [listener], deleteBeforeReplace: true } }
      : undefined;
}

/** The ports whose node ports Kubernetes picks. */
function pickedNodePorts({ ports }: Listener): number[] | undefined {
  const picked = ports.filter(({ nodePort }) => nodePort === undefined).map(({ port }) => port);
  return picked.length > 0 ? picked : undefined;
}

const serviceTypes = {
  [ListenerServiceType.ClusterIp]: ServiceType.ClusterIP,
  [ListenerServiceType.NodePort]: ServiceType.NodePort,
  [ListenerServiceType.LoadBalancer]: ServiceType.LoadBalancer,
} as const;

/** Warns of what the rules find when Outputs are known, and of automatic certificates that lack the external address. */
function warnOfAddresses({ ports }: Listener, { externalAddresses }: ServiceEndpoint, resource: pulumi.Resource): void {
  for (const { path, tls } of ports) {
    if (tls?.findings !== undefined) warnLater(tls.findings, resource);
    if (tls?.automatic !== undefined) {
      const { namesNothing, dnsNames, ipAddresses } = tls.automatic;
      const findings = appliedTo(
        pulumi.output({ externalAddresses, names: { namesNothing, dnsNames, ipAddresses } }),
        known => addressNotNamed(known.externalAddresses, known.names, `${path}.tls.automatic.ipAddresses`),
      );
      warnLater(findings, resource);
    }
  }
}
