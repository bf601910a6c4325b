import { Node, Service } from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import { checkHost, checkIpAddress } from "../x509/names";
import { checked, checkedItems, quickToPrint, refuse, requirePlain } from "../inputs/checked";
import { checkNamespace, checkServiceName } from "../kubernetes/names";
import { quietRead } from "../kubernetes/quietRead";
import { appliedTo, shown, unlessSecret } from "../inputs/shown";
import { awaitService } from "./awaitedService";
import type { AwaitedServiceArgs, WantedService } from "./awaitedService";
import { checkNodeNames } from "../kubernetes/nodeNames";
import { addressOfNode, addressesOf } from "./addresses";
import type { ServiceAddresses, ServiceEndpointPort } from "./addresses";
import { checkServiceType } from "../kubernetes/serviceType";
import type { ServiceType } from "../kubernetes/serviceType";

/** What a `ServiceEndpoint` is made from: exactly one of `serviceId` and `awaitedService`. */
export interface ServiceEndpointArgs {
  /**
   * A Service of the program: its `id`, which is its namespace and name with a slash between.
   */
  serviceId?: pulumi.Input<string>;
  /**
   * A Service that someone else makes, perhaps only later in the same update.
   */
  awaitedService?: AwaitedServiceArgs;
  /**
   * The type that the Service is meant to have. While a preview still finds another one, its addresses are unknown.
   *
   * Default: whatever it has; an awaited Service is waited for as a LoadBalancer.
   */
  type?: pulumi.Input<ServiceType>;
  /**
   * The IP address that the load balancer is meant to have. While a preview still finds another one, its addresses are
   * unknown.
   *
   * Default: whatever it has.
   */
  ipAddress?: pulumi.Input<string>;
  /**
   * For a Service of type NodePort: IP addresses or DNS names by which clients outside reach the nodes.
   *
   * Default: those of `nodeNames`.
   */
  nodeAddresses?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * For a Service of type NodePort: the nodes whose external, or else internal, IP addresses clients use. Plain, since
   * each is read.
   *
   * Default: none.
   */
  nodeNames?: string[];
}

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

    const type = checked(args.type, given => (given === undefined ? undefined : checkServiceType(given, "type")));
    const ipAddress = checked(args.ipAddress, given =>
      given === undefined ? undefined : checkIpAddress(given, "ipAddress"),
    );
    const wanted = pulumi.output({ type, ipAddress });
    const nodes = checkedNodes(args);
    const serviceId = args.awaitedService
      ? awaitService(name, onlyAwaited(args, args.awaitedService), wanted, this)
      : checked(args.serviceId, checkServiceId);
    const nodeAddresses = addressesOfNodes(name, nodes, this);
    const addresses = readAddresses(name, serviceId, wanted, nodeAddresses, this);

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
    this.registerOutputs({
      type: this.type,
      clusterIp: this.clusterIp,
      ipAddress: this.ipAddress,
      hostname: this.hostname,
      host: this.host,
      externalAddresses: this.externalAddresses,
      ports: this.ports,
      podLabels: this.podLabels,
      containerPorts: this.containerPorts,
      nodeAddresses: this.nodeAddresses,
    });
  }
}

function onlyAwaited(args: ServiceEndpointArgs, awaited: AwaitedServiceArgs): AwaitedServiceArgs {
  if (args.serviceId !== undefined) {
    refuse("serviceId", "is given beside awaitedService: give the one or the other");
  }
  return requirePlain(awaited, "awaitedService");
}

function checkServiceId(serviceId: string | undefined): string {
  if (!serviceId) {
    refuse("serviceId", "is missing, and so is awaitedService: give one of them");
  }
  const [namespace, name, ...rest] = serviceId.split("/");
  if (name === undefined || rest.length > 0) {
    refuse("serviceId", `is ${shown(serviceId)}, but must be the id of a Service, such as 'mqtt/broker-tls'`);
  }
  checkNamespace(namespace, "serviceId");
  checkServiceName(name, "serviceId");
  return serviceId;
}

/** The nodes: by address, or by names whose addresses are to be read. */
interface Nodes {
  addresses: pulumi.Output<string[]>;
  names: string[];
}

function checkedNodes({ nodeAddresses, nodeNames }: ServiceEndpointArgs): Nodes {
  if (nodeNames !== undefined && nodeAddresses !== undefined) {
    refuse("nodeNames", "is given beside nodeAddresses: give the one or the other");
  }
  return {
    addresses: checkedItems(nodeAddresses ?? [], "nodeAddresses", checkHost),
    names: checkNodeNames(nodeNames ?? [], "nodeNames"),
  };
}

function addressesOfNodes(name: string, nodes: Nodes, parent: pulumi.Resource): pulumi.Output<string[]> {
  const read = nodes.names.map((nodeName, index) => {
    // Its status says when the node was last heard of.
    const additionalSecretOutputs = ["metadata", "status"];
    const node = Node.get(`${name}-node-${nodeName}`, nodeName, { parent, additionalSecretOutputs });
    return pulumi
      .unsecret(node.status)
      .apply(status => addressOfNode(status?.addresses) ?? refuseNode(nodeName, index));
  });
  return pulumi.all([nodes.addresses, pulumi.all(read)]).apply(([given, found]) => [...given, ...found]);
}

function refuseNode(nodeName: string, index: number): never {
  refuse(`nodeNames[${index}]`, `the node '${nodeName}' has neither an external nor an internal IP address`);
}

function readAddresses(
  name: string,
  serviceId: pulumi.Output<string>,
  wanted: pulumi.Output<WantedService>,
  nodeAddresses: pulumi.Output<string[]>,
  parent: pulumi.Resource,
): pulumi.Output<ServiceAddresses> {
  const service = Service.get(`${name}-service`, serviceId, { parent, ...quietRead });
  return appliedTo(
    pulumi.all([serviceId, pulumi.unsecret(service.metadata), service.spec, service.status, wanted, nodeAddresses]),
    ([id, metadata, spec, status, { type, ipAddress }, ofNodes]) => {
      const addresses = addressesOf({ metadata, spec, status }, ofNodes);
      const asWanted =
        (type === undefined || type === addresses?.type) &&
        (ipAddress === undefined || addresses?.external.includes(ipAddress));
      return addresses && asWanted ? addresses : notYet(id, type ?? spec?.type, ipAddress);
    },
  );
}

/** Unknown while it can still change, an error when it should have come true. */
function notYet(serviceId: string, type: string, ipAddress: string | undefined): ServiceAddresses {
  if (pulumi.runtime.isDryRun()) {
    return pulumi.unknown as unknown as ServiceAddresses;
  }
  const [namespace, name] = serviceId.split("/");
  const wanted = ipAddress ? `the address ${unlessSecret(ipAddress)}` : "an address";
  throw quickToPrint(
    new pulumi.RunError(
      `Reading the address of Service ${unlessSecret(serviceId)}: it is no ${type} with ${wanted}. Look at the events below ` +
        `'kubectl describe service ${unlessSecret(name)} --namespace ${unlessSecret(namespace)}': the load balancer writes ` +
        "there why it gives none. Mend that, then run the update again.",
    ),
  );
}
