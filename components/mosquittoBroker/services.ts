/** The Services of Mosquitto: one for the listeners without TLS, one for the listeners with TLS. */
import { Service } from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import { checkAnnotations } from "../kubernetes/annotations";
import { checkIpAddress } from "../kubernetes/hosts";
import { checkAll, refuse } from "../inputs/errors";
import { optional, optionalInput, plain } from "../inputs/input";
import type { PropertyPath } from "../inputs/path";
import { checkObject, givenNames } from "../inputs/values";
import { checkSources } from "../kubernetes/ipRanges";
import { checkNodes } from "../kubernetes/nodes";
import { addressCondition } from "../serviceEndpoint/addresses";
import { ServiceEndpoint } from "../serviceEndpoint/serviceEndpoint";
import { ServiceType, checkServiceType } from "../kubernetes/serviceType";
import type { ReachedService } from "../listeners/endpoint";
import type { MosquittoServiceArgs } from "./args";
import type { MosquittoListener } from "./listeners";
import type { Owner } from "./owner";

/** The settings of a Service. */
export type MosquittoService = ReturnType<typeof checkService>;

/** Refuses settings that contradict each other. */
export function checkService(args: MosquittoServiceArgs | undefined, path: PropertyPath) {
  const settings = checkObject(plain(args, path) ?? {}, path);
  const { annotations, loadBalancerIp, loadBalancerSourceRanges, nodeAddresses, nodeNames } = settings;
  const type = checkServiceType(plain(settings.type, path.child("type")) ?? ServiceType.ClusterIP, path.child("type"));
  const { nodes, ...checked } = checkAll({
    type: () => {
      checkTypeOf(type, ServiceType.LoadBalancer, { loadBalancerIp, loadBalancerSourceRanges }, path);
      checkTypeOf(type, ServiceType.NodePort, { nodeAddresses, nodeNames }, path);
      return type;
    },
    annotations: () => checkAnnotations(annotations, path.child("annotations")),
    loadBalancerIp: () => optionalInput(loadBalancerIp, path.child("loadBalancerIp"), checkIpAddress),
    loadBalancerSourceRanges: () =>
      optional(loadBalancerSourceRanges, path.child("loadBalancerSourceRanges"), checkSources),
    nodes: () => checkNodes(settings, path),
  });
  return { ...checked, ...nodes };
}

/** Refuses settings that only a Service of another type has. */
function checkTypeOf(type: ServiceType, needed: ServiceType, settings: object, path: PropertyPath): void {
  const [name] = givenNames(settings);
  if (name !== undefined && type !== needed) {
    refuse(
      path.child(name),
      `needs ${path.child("type")} ${needed}, but it is ${type}: set ${needed}, or remove ${name}`,
    );
  }
}

/** A Service for these listeners, and the endpoint that reads it back. */
export function newService(
  serviceName: string,
  { namespace, labels }: Owner,
  settings: MosquittoService,
  listeners: MosquittoListener[],
  parent: pulumi.Resource,
): ReachedService {
  const { type, annotations, loadBalancerIp: loadBalancerIP, nodeAddresses, nodeNames } = settings;
  const service = new Service(
    serviceName,
    {
      metadata: {
        namespace,
        name: serviceName,
        labels,
        annotations: pulumi
          .all([annotations, loadBalancerIP])
          .apply(([others, address]) => ({ ...others, [waitFor]: addressCondition(type, address) })),
      },
      spec: {
        type,
        selector: labels,
        loadBalancerIP,
        loadBalancerSourceRanges: settings.loadBalancerSourceRanges,
        ports: listeners.map(servicePort),
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

function servicePort({ port, nodePort }: MosquittoListener) {
  return { name: `mqtt-${port}`, port, targetPort: port, protocol: "TCP", nodePort };
}

// Replaces Pulumi's own wait for ready pods, which would never end: the pods wait for a certificate with this address.
const waitFor = "pulumi.com/waitFor";
