import { Node, Service } from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import { quickToPrint, refuse } from "../inputs/errors";
import { PropertyPath } from "../inputs/path";
import { appliedTo, unlessSecret } from "../inputs/shown";
import { quietRead } from "../kubernetes/quietRead";
import { outputsOf } from "../outputs";
import { addressOfNode, addressesOf } from "./addresses";
import type { ServiceAddresses, ServiceEndpointPort } from "./addresses";
import type { ServiceEndpointArgs } from "./args";
import { awaitService } from "./awaitedService";
import type { ExpectedService } from "./awaitedService";
import { checkEndpoint } from "./check";
import type { Endpoint } from "./check";

/**
 * Where clients reach a Service: read from the cluster by every preview and every update, so that a change shows.
 *
 * @throws pulumi.InputPropertyError, of an Output as soon as it is known, for not exactly one of `serviceId` and
 * `awaitedService`, both kinds of nodes, and for ids, addresses and hosts that are none.
 * @see https://kubernetes.io/docs/concepts/services-networking/service/
 */
export class ServiceEndpoint extends pulumi.ComponentResource {
  /** The type of the Service: ClusterIP, NodePort or LoadBalancer. */
  public readonly type: pulumi.Output<string>;
  /** The address inside the cluster. None for a headless Service. */
  public readonly clusterIp: pulumi.Output<string | undefined>;
  /** The IP address of the load balancer, if it has one: of several the first in sorted order. */
  public readonly ipAddress: pulumi.Output<string | undefined>;
  /** The host name of the load balancer, if it has one: of several the first in sorted order. */
  public readonly hostname: pulumi.Output<string | undefined>;
  /**
   * What clients connect to: the load balancer's IP address or host name, or the first address of the nodes, or the name
   * inside the cluster.
   */
  public readonly host: pulumi.Output<string>;
  /** All addresses from outside the cluster: the load balancer's IP addresses and host names, sorted, or the nodes'. */
  public readonly externalAddresses: pulumi.Output<string[]>;
  /** The ports of the Service. */
  public readonly ports: pulumi.Output<ServiceEndpointPort[]>;
  /** The labels of the pods behind the Service, by which a `NamespaceIsolation` lets clients in. */
  public readonly podLabels: pulumi.Output<Record<string, string>>;
  /** The ports of these pods to which the Service leads, without those that it knows by name only. */
  public readonly containerPorts: pulumi.Output<number[]>;
  /** The addresses of the nodes by which clients reach a NodePort. */
  public readonly nodeAddresses: pulumi.Output<string[]>;

  constructor(name: string, args: ServiceEndpointArgs, opts?: pulumi.ComponentResourceOptions) {
    super("aks-mqtt:index:ServiceEndpoint", name, {}, opts);

    const endpoint = checkEndpoint(name, args);
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
    // Its status says when the node was last heard of.
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
      return addresses && asExpected ? addresses : notYet(id, type ?? spec?.type, ipAddress);
    },
  );
}

/** Unknown while it can still change, an error when it should have come true. */
function notYet(serviceId: string, type: string, ipAddress: string | undefined): ServiceAddresses {
  if (pulumi.runtime.isDryRun()) {
    return pulumi.unknown as unknown as ServiceAddresses;
  }
  const [namespace, name] = serviceId.split("/");
  const expected = ipAddress ? `the address ${unlessSecret(ipAddress)}` : "an address";
  throw quickToPrint(
    new pulumi.RunError(
      `Reading the address of Service ${unlessSecret(serviceId)}: it is not a ${type} with ${expected}. Look at the events below ` +
        `'kubectl describe service ${unlessSecret(name)} --namespace ${unlessSecret(namespace)}': the load balancer writes ` +
        "there why it gives none. Mend that, then run the update again.",
    ),
  );
}
