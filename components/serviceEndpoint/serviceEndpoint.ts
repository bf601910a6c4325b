import { Node, Service } from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import { argumentsOf } from "../inputs/arguments";
import { refuse } from "../inputs/errors";
import { PropertyPath } from "../inputs/path";
import { appliedTo, unlessSecret } from "../inputs/shown";
import { quietRead } from "../kubernetes/quietRead";
import { notYet, outputsOf } from "../outputs";
import { addressOfNode, addressesOf } from "./addresses";
import type { ServiceAddresses, ServiceEndpointPort } from "./addresses";
import type { ServiceEndpointArgs } from "./args";
import { awaitService } from "./awaitedService";
import type { ExpectedService } from "./awaitedService";
import { checkEndpoint } from "./check";
import type { Endpoint } from "./check";

/**
 * Where clients reach a Service. Every preview and every update reads it from the cluster, so that a change shows.
 *
 * @throws pulumi.InputPropertyError if not exactly one of `serviceId` and `awaitedService` is set, if both `nodeAddresses`
 * and `nodeNames` are set, or if an id, address or host is malformed. An Output is checked as soon as it is known.
 * @see https://kubernetes.io/docs/concepts/services-networking/service/
 */
export class ServiceEndpoint extends pulumi.ComponentResource {
  /** The type of the Service: ClusterIP, NodePort or LoadBalancer. */
  public readonly type: pulumi.Output<string>;
  /** The IP address inside the cluster. Not set for a headless Service. */
  public readonly clusterIp: pulumi.Output<string | undefined>;
  /** The IP address of the load balancer, if it has one. If it has several, the first in sorted order. */
  public readonly ipAddress: pulumi.Output<string | undefined>;
  /** The host name of the load balancer, if it has one. If it has several, the first in sorted order. */
  public readonly hostname: pulumi.Output<string | undefined>;
  /**
   * The host that clients connect to: the IP address or host name of the load balancer, or the first address of the nodes,
   * or the name inside the cluster, `NAME.NAMESPACE.svc`.
   */
  public readonly host: pulumi.Output<string>;
  /** All addresses outside the cluster: the IP addresses and host names of the load balancer, sorted, or of the nodes. */
  public readonly externalAddresses: pulumi.Output<string[]>;
  /** The ports of the Service. */
  public readonly ports: pulumi.Output<ServiceEndpointPort[]>;
  /** The labels that select the pods behind the Service: for a `NamespaceIsolation`. */
  public readonly podLabels: pulumi.Output<Record<string, string>>;
  /** The ports of the pods behind the Service, without those that the Service refers to by name. */
  public readonly containerPorts: pulumi.Output<number[]>;
  /** The addresses of the nodes, for a NodePort: as given, or as read from `nodeNames`. */
  public readonly nodeAddresses: pulumi.Output<string[]>;

  constructor(name: string, args: ServiceEndpointArgs, opts?: pulumi.ComponentResourceOptions) {
    super("aks-mqtt:index:ServiceEndpoint", name, {}, opts);

    const endpoint = checkEndpoint(name, argumentsOf(args));
    const expected = pulumi.output({ type: endpoint.type, ipAddress: endpoint.ipAddress });
    const serviceId = endpoint.serviceId ?? awaitService(name, endpoint.awaitedService!, expected, this);
    const nodeAddresses = addressesOfNodes(name, endpoint, this);
    const addresses = readAddresses(name, serviceId, expected, nodeAddresses, this);

    this.type = addresses.type;
    this.clusterIp = addresses.clusterIp;
    this.ipAddress = addresses.ipAddress;
    this.hostname = addresses.hostname;
    this.host = addresses.host;
    this.externalAddresses = addresses.external;
    this.ports = addresses.ports;
    this.podLabels = addresses.podLabels;
    this.containerPorts = addresses.containerPorts;
    this.nodeAddresses = nodeAddresses;
    this.registerOutputs(outputsOf(this));
  }
}

function addressesOfNodes(
  name: string,
  { nodeAddresses, nodeNames }: Endpoint,
  parent: pulumi.Resource,
): pulumi.Output<string[]> {
  const read = nodeNames.map((nodeName, index) => {
    // The status changes with every heartbeat of the node; `pulumi preview --diff` does not print secret values.
    const additionalSecretOutputs = ["metadata", "status"];
    const node = Node.get(`${name}-node-${nodeName}`, nodeName, { parent, additionalSecretOutputs });
    const path = PropertyPath.root.child("nodeNames").index(index);
    return pulumi
      .unsecret(node.status)
      .apply(
        status =>
          addressOfNode(status?.addresses) ??
          refuse(path, `the node '${nodeName}' has neither an external nor an internal IP address`),
      );
  });
  return pulumi.all([nodeAddresses, pulumi.all(read)]).apply(([given, found]) => [...given, ...found]);
}

function readAddresses(
  name: string,
  serviceId: pulumi.Output<string>,
  expected: pulumi.Output<ExpectedService>,
  nodeAddresses: pulumi.Output<string[]>,
  parent: pulumi.Resource,
): pulumi.Output<ServiceAddresses> {
  const service = Service.get(`${name}-service`, serviceId, { parent, ...quietRead });
  return appliedTo(
    pulumi.all([serviceId, pulumi.unsecret(service.metadata), service.spec, service.status, expected, nodeAddresses]),
    ([id, metadata, spec, status, { type, ipAddress }, ofNodes]) => {
      const addresses = addressesOf({ metadata, spec, status }, ofNodes);
      const asExpected =
        (type === undefined || type === addresses?.type) &&
        (ipAddress === undefined || addresses?.external.includes(ipAddress));
      return addresses && asExpected ? addresses : notYet(noAddress(id, type ?? spec?.type, ipAddress));
    },
  );
}

function noAddress(serviceId: string, type: string, ipAddress: string | undefined): string {
  const [namespace, name] = serviceId.split("/");
  const expected = ipAddress ? `the address ${unlessSecret(ipAddress)}` : "an address";
  return (
    `Reading the address of Service ${unlessSecret(serviceId)}: it is not a ${type} with ${expected}. The events that ` +
    `'kubectl describe service ${unlessSecret(name)} --namespace ${unlessSecret(namespace)}' prints say why the load ` +
    "balancer has no address. Fix the cause, then run the update again."
  );
}
