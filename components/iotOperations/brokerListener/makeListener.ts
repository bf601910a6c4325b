/** What a listener consists of, whatever component it is made for. */
import * as pulumi from "@pulumi/pulumi";
import { appliedTo } from "../../inputs/shown";
import { originOf } from "../../kubernetes/objectReference";
import { ServiceType } from "../../kubernetes/serviceType";
import { endpointAt } from "../../listeners/endpoint";
import type { ListenerEndpoint } from "../../listeners/endpoint";
import { ServiceEndpoint } from "../../serviceEndpoint/serviceEndpoint";
import { declare } from "../controlPlane";
import { ListenerServiceType } from "./args";
import { portCertificates } from "./certificates";
import { enforce, warnOf } from "./findings";
import type { Listener, ListenerPort } from "./listener";
import { rules } from "./rules";
import { addressNotNamed } from "./tlsRules";

/** The type of the component, by itself or in a `Broker`. */
export const listenerType = "aks-mqtt:index:BrokerListener";

/** The outputs of the component. */
export interface ListenerOutputs {
  name: pulumi.Output<string>;
  serviceName: pulumi.Output<string>;
  clusterIp: pulumi.Output<string | undefined>;
  externalIp: pulumi.Output<string | undefined>;
  externalHostname: pulumi.Output<string | undefined>;
  host: pulumi.Output<string>;
  endpoints: pulumi.Output<ListenerEndpoint[]>;
  podLabels: pulumi.Output<Record<string, string>>;
  containerPorts: pulumi.Output<number[]>;
  certificatePem: pulumi.Output<string | undefined>;
  trustBundlePem: pulumi.Output<string | undefined>;
}

/** Makes the children of the component of this name. */
export function makeListener(component: pulumi.ComponentResource, name: string, listener: Listener): ListenerOutputs {
  warnOf(listener.warnings, component);
  const resource = declareListener(name, listener, component);
  const endpoint = awaitEndpoint(name, listener, resource, component);
  warnOfPorts(listener.ports, endpoint, component);
  const { serviceName, ports } = listener;
  const declared = (text: string) => resource.urn.apply(() => text);
  return {
    name: declared(listener.name),
    serviceName: declared(serviceName),
    clusterIp: endpoint.clusterIp,
    externalIp: endpoint.ipAddress,
    externalHostname: endpoint.hostname,
    host: endpoint.host,
    endpoints: pulumi.all(
      ports.map(port => endpointAt({ ...port, tls: port.tls !== undefined }, serviceName, endpoint)),
    ),
    podLabels: endpoint.podLabels,
    containerPorts: pulumi.output(ports.map(({ port }) => port)),
    ...portCertificates(name, listener, endpoint, component),
  };
}

function declareListener(name: string, listener: Listener, parent: pulumi.Resource): pulumi.CustomResource {
  const { controlPlane, brokerName, name: listenerName, type, serviceName, ports } = listener;
  const spec = {
    serviceType: type,
    ...(serviceName === listenerName ? {} : { serviceName }),
    ports: ports.map(portTree),
  };
  return declare(`${name}-listener`, { kind: "BrokerListener", name: listenerName, brokerName, spec }, controlPlane, {
    parent,
    dependsOn: secretOrigins(ports),
  });
}

/** A port in the words of the REST API. */
export function portTree({ port, nodePort, protocol, authenticationRef, authorizationRef, tls }: ListenerPort) {
  return {
    port,
    ...(nodePort === undefined ? {} : { nodePort }),
    protocol,
    ...(authenticationRef === undefined ? {} : { authenticationRef }),
    ...(authorizationRef === undefined ? {} : { authorizationRef }),
    ...(tls === undefined ? {} : { tls: tls.tree }),
  };
}

/** What the names of Secrets come from that the program makes itself. */
export function secretOrigins(ports: ListenerPort[]): pulumi.Output<pulumi.Resource>[] {
  return ports.flatMap(({ tls }) => (tls?.secretName === undefined ? [] : [originOf(tls.secretName)]));
}

/** Awaits the Service that the operator makes for the listener, and reads where clients reach it. */
function awaitEndpoint(
  name: string,
  listener: Listener,
  resource: pulumi.Resource,
  parent: pulumi.Resource,
): ServiceEndpoint {
  const { controlPlane, type, serviceName, nodes, waitImage, timeoutSeconds } = listener;
  return new ServiceEndpoint(
    `${name}-endpoint`,
    {
      awaitedService: {
        namespace: controlPlane.namespace,
        name: serviceName,
        nodePortsFor: type === ListenerServiceType.NodePort ? pickedNodePorts(listener) : undefined,
        // The operator takes its time to change that of an existing Service.
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

/** Warns of what is found when Outputs are known, and of automatic certificates that lack the external address. */
function warnOfPorts(ports: ListenerPort[], { externalAddresses }: ServiceEndpoint, resource: pulumi.Resource): void {
  for (const { path, tls } of ports) {
    if (tls?.warnings !== undefined) warnOf(tls.warnings, resource);
    if (tls?.automatic !== undefined) {
      const { namesNothing, dnsNames, ipAddresses } = tls.automatic;
      const at = path.child("tls").child("automatic").child("ipAddresses");
      const warnings = appliedTo(
        pulumi.output({ externalAddresses, names: { namesNothing, dnsNames, ipAddresses } }),
        known => enforce(rules["12a"], addressNotNamed(known.externalAddresses, known.names, at), false),
      );
      warnOf(warnings, resource);
    }
  }
}
