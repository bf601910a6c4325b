/** Makes the resources of a listener, for a `BrokerListener` or a `Broker`. */
import * as pulumi from "@pulumi/pulumi";
import { appliedTo } from "../../inputs/shown";
import { originOf } from "../../kubernetes/objectReference";
import { ServiceType } from "../../kubernetes/serviceType";
import { endpointAt } from "../../listeners/endpoint";
import { ServiceEndpoint } from "../../serviceEndpoint/serviceEndpoint";
import { declare } from "../controlPlane";
import { ListenerServiceType } from "./args";
import { portCertificates } from "./certificates";
import { enforce, warnOf } from "./findings";
import type { Listener, ListenerPort } from "./listener";
import { rules } from "./rules";
import { addressNotNamed } from "./tlsRules";

/** The type of the component, alone or in a `Broker`. */
export const listenerType = "aks-mqtt:index:BrokerListener";

/** The outputs of the component. */
export type ListenerOutputs = ReturnType<typeof makeListener>;

/** Makes the children of the component of this name. */
export function makeListener(component: pulumi.ComponentResource, name: string, listener: Listener) {
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
      ports.map(port => endpointAt({ ...port, tls: port.tls !== undefined }, { serviceName, endpoint })),
    ),
    podLabels: endpoint.podLabels,
    containerPorts: pulumi.output(ports.map(({ port }) => port)),
    ...portCertificates(name, listener, endpoint, component),
  };
}

function declareListener(name: string, listener: Listener, parent: pulumi.Resource): pulumi.CustomResource {
  const { controlPlane, brokerName, name: listenerName, type, serviceName, ports } = listener;
  const otherName = serviceName === listenerName ? undefined : serviceName;
  const spec = { serviceType: type, serviceName: otherName, ports: ports.map(portTree) };
  return declare(`${name}-listener`, { kind: "BrokerListener", name: listenerName, brokerName, spec }, controlPlane, {
    parent,
    dependsOn: secretOrigins(ports),
  });
}

/** A port as the REST API writes it. */
export function portTree({ port, nodePort, protocol, authenticationRef, authorizationRef, tls }: ListenerPort) {
  return { port, nodePort, protocol, authenticationRef, authorizationRef, tls: tls?.tree };
}

/** The resources from which the names of Secrets come, if the program creates the Secrets itself. */
export function secretOrigins(ports: ListenerPort[]): pulumi.Output<pulumi.Resource>[] {
  return ports.flatMap(({ tls }) => (tls?.secretName === undefined ? [] : [originOf(tls.secretName)]));
}

/** Waits for the Service that the operator creates for the listener, and reads where clients reach it. */
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
        nodePortsFor: type === ListenerServiceType.NodePort ? chosenNodePorts(listener) : undefined,
        // The operator takes some time to change the type of an existing Service.
        awaitType: true,
        image: waitImage,
        timeoutSeconds,
      },
      type: serviceTypes[type],
      ...nodes,
    },
    { parent, dependsOn: [resource], transformations: [waitsAgainWith(resource)] },
  );
}

/** Repeats the Job if the listener is replaced: its new Service has the name for which the Job has already waited. */
function waitsAgainWith(listener: pulumi.Resource): pulumi.ResourceTransformation {
  return ({ type, props, opts }) =>
    type === "kubernetes:batch/v1:Job"
      ? { props, opts: { ...opts, replaceWith: [listener], deleteBeforeReplace: true } }
      : undefined;
}

/** The ports whose node ports Kubernetes chooses. */
function chosenNodePorts({ ports }: Listener): number[] | undefined {
  const chosen = ports.filter(({ nodePort }) => nodePort === undefined).map(({ port }) => port);
  return chosen.length > 0 ? chosen : undefined;
}

const serviceTypes = {
  [ListenerServiceType.ClusterIp]: ServiceType.ClusterIP,
  [ListenerServiceType.NodePort]: ServiceType.NodePort,
  [ListenerServiceType.LoadBalancer]: ServiceType.LoadBalancer,
} as const;

/** Warns of findings about Outputs, and of automatic certificates without the external address. */
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
