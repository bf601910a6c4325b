/** The Services of a broker: one for the listeners without TLS and one for those with TLS. */
import { Service } from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import { checkHost, checkIpAddress } from "../x509/names";
import { checked, checkedItems, givenNames, refuse, requirePlain } from "../inputs/checked";
import { checkCidr, checkedSources } from "../kubernetes/ipRanges";
import { checkNodeNames } from "../kubernetes/nodeNames";
import { addressCondition } from "../serviceEndpoint/addresses";
import { ServiceEndpoint } from "../serviceEndpoint/serviceEndpoint";
import { ServiceType, checkServiceType } from "../kubernetes/serviceType";
import type { Listener } from "./listeners";
import type { MosquittoServiceArgs } from "./args";

/** The settings of a Service, checked. */
export interface ServiceSettings {
  type: ServiceType;
  annotations?: pulumi.Input<{ [key: string]: pulumi.Input<string> }>;
  loadBalancerIp?: pulumi.Output<string>;
  loadBalancerSourceRanges?: pulumi.Output<string[]>;
  nodeAddresses?: pulumi.Output<string[]>;
  nodeNames?: string[];
}

/** A Service of the broker and where clients reach it. */
export interface BrokerService {
  serviceName: string;
  endpoint: ServiceEndpoint;
}

/** Refuses settings that contradict each other. */
export function checkedSettings(settings: MosquittoServiceArgs | undefined, propertyPath: string): ServiceSettings {
  const {
    type: wanted,
    annotations,
    loadBalancerIp,
    loadBalancerSourceRanges,
    nodeAddresses,
    nodeNames,
  } = requirePlain(settings, propertyPath) ?? {};
  const typePath = `${propertyPath}.type`;
  const type = checkServiceType(requirePlain(wanted ?? ServiceType.ClusterIP, typePath), typePath);
  const onlyWith = (needed: ServiceType, given: Record<string, unknown>) => {
    const [key] = givenNames(given);
    if (key !== undefined && type !== needed) {
      refuse(
        `${propertyPath}.${key}`,
        `is given, but the type is ${type}: set ${typePath} to ${needed}, or leave it out`,
      );
    }
  };
  onlyWith(ServiceType.LoadBalancer, { loadBalancerIp, loadBalancerSourceRanges });
  onlyWith(ServiceType.NodePort, { nodeAddresses, nodeNames });
  if (nodeAddresses !== undefined && nodeNames !== undefined) {
    refuse(`${propertyPath}.nodeNames`, "is given beside nodeAddresses: give the one or the other");
  }
  return {
    type,
    annotations,
    loadBalancerIp:
      loadBalancerIp === undefined
        ? undefined
        : checked(loadBalancerIp, given => checkIpAddress(given, `${propertyPath}.loadBalancerIp`)),
    loadBalancerSourceRanges:
      loadBalancerSourceRanges === undefined
        ? undefined
        : checkedSources(loadBalancerSourceRanges, `${propertyPath}.loadBalancerSourceRanges`, checkCidr),
    nodeAddresses: nodeAddresses && checkedItems(nodeAddresses, `${propertyPath}.nodeAddresses`, checkHost),
    nodeNames: nodeNames && checkNodeNames(nodeNames, `${propertyPath}.nodeNames`),
  };
}

/** The broker that a Service leads to. */
export interface ServedBroker {
  namespace: pulumi.Output<string>;
  labels: Record<string, string>;
}

/** A Service for these listeners, and the endpoint that reads it back. */
export function newBrokerService(
  serviceName: string,
  { namespace, labels }: ServedBroker,
  settings: ServiceSettings,
  listeners: Listener[],
  parent: pulumi.Resource,
): BrokerService {
  const { type, loadBalancerIp: loadBalancerIP, loadBalancerSourceRanges, nodeAddresses, nodeNames } = settings;
  const service = new Service(
    serviceName,
    {
      metadata: {
        namespace,
        name: serviceName,
        labels,
        annotations: pulumi
          .all([settings.annotations, loadBalancerIP])
          .apply(([given, address]) => ({ ...given, [waitFor]: addressCondition(type, address) })),
      },
      spec: {
        type,
        selector: labels,
        loadBalancerIP,
        loadBalancerSourceRanges,
        ports: listeners.map(({ port, nodePort }) => ({
          name: `mqtt-${port}`,
          port,
          targetPort: port,
          protocol: "TCP",
          nodePort,
        })),
      },
    },
    { parent },
  );
  const endpoint = new ServiceEndpoint(
    `${serviceName}-endpoint`,
    { serviceId: service.id, type, ipAddress: loadBalancerIP, nodeAddresses, nodeNames },
    { parent },
  );
  return { serviceName, endpoint };
}

// Instead of Pulumi's own wait for ready pods: those wait for a certificate that holds the address of this Service.
const waitFor = "pulumi.com/waitFor";
