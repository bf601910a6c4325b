/** Azure IoT Operations as tests see it: its two control planes, and the Service that its operator creates. */
import type { AzureControlPlaneArgs, BrokerArgs, ListenerArgs, ListenerPortArgs } from "../../../index";
import { Broker } from "../../../index";
import type { Circumstances, Registered } from "../engine/engine";
import { find } from "../engine/engine";

export const azure: AzureControlPlaneArgs = {
  resourceGroupName: "factory",
  instanceName: "my-instance",
  customLocationId:
    "/subscriptions/test/resourceGroups/factory/providers/Microsoft.ExtendedLocation/customLocations/here",
};

/** Arguments that choose a control plane. */
export const planes = { azure: { azure }, kubernetes: { kubernetes: {} } } as const;
export type Plane = keyof typeof planes;

const types: Record<Plane, string> = {
  azure: "azure-native:iotoperations:",
  kubernetes: "kubernetes:mqttbroker.iotoperations.azure.com/v1:",
};

/** The spec of a resource in the cluster, from either control plane, without its broker's name. */
export function specOf(resources: Registered[], plane: Plane, kind: string, name: string): Record<string, unknown> {
  const { inputs } = find(resources, `${types[plane]}${kind}`, name);
  if (plane === "azure") return inputs.properties as Record<string, unknown>;
  const { brokerRef, ...spec } = inputs.spec as Record<string, unknown>;
  if (kind !== "Broker" && brokerRef === undefined) throw new Error(`${name} names no broker`);
  return spec;
}

/** The default broker with these listeners. */
export function broker(listeners: ListenerArgs[], args: Partial<BrokerArgs> = {}): Broker {
  return new Broker("iot", { ...(args.kubernetes ? {} : { azure }), listeners, ...args });
}

/** A load balancer listener `outside` with these ports. */
export function outside(...ports: ListenerPortArgs[]): ListenerArgs {
  return { listenerName: "outside", ports };
}

/** A port that breaks no rule. */
export function securePort(port: number, more: Partial<ListenerPortArgs> = {}): ListenerPortArgs {
  return { port, authenticationRef: { name: "default" }, tls: { secretName: `server-cert-${port}` }, ...more };
}

/** The same for a broker that is not the default one, and so has no authentication `default`. */
export function ownPort(port: number, more: Partial<ListenerPortArgs> = {}): ListenerPortArgs {
  return securePort(port, { authenticationRef: { name: "my-authn" }, ...more });
}

interface OperatorService {
  name?: string;
  type?: string;
  ingress?: { ip?: string; hostname?: string }[];
  ports?: { port: number; nodePort?: number }[];
}

const namespace = "azure-iot-operations";

/** A Service that the operator created: a load balancer with an address by default. */
export function operatorService(service: OperatorService = {}): NonNullable<Circumstances["live"]> {
  const { name = "outside", type = "LoadBalancer", ingress = [{ ip: "10.240.32.1" }], ports = [] } = service;
  return {
    [`Service/${namespace}/${name}`]: {
      metadata: { namespace, name },
      spec: {
        type,
        clusterIP: "10.0.7.7",
        ports: ports.map(given => ({ ...given, targetPort: given.port, protocol: "TCP" })),
        selector: { app: "broker", tier: "frontend" },
      },
      status: { loadBalancer: type === "LoadBalancer" ? { ingress } : {} },
    },
  };
}

/** The default listener of Azure IoT Operations, with these ports beside its own. */
export function defaultListenerNow(
  added: object[] = [],
  annotations: Record<string, string> = {},
): NonNullable<Circumstances["live"]> {
  return {
    [`BrokerListener/${namespace}/default`]: {
      metadata: { namespace, name: "default", annotations },
      spec: { serviceType: "ClusterIp", serviceName: "aio-broker", ports: [internalPort, ...added] },
    },
  };
}

/** Its own port, with a member that no component knows. */
export const internalPort = {
  port: 18883,
  authenticationRef: "default",
  tls: { mode: "Automatic", certManagerCertificateSpec: { issuerRef: { name: "internal", kind: "ClusterIssuer" } } },
  fromAnotherVersion: true,
};
