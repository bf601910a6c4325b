/** A broker with everything, and functions that look at what it registered. */
import { CertificateChain, ListenerProtocol, MosquittoBroker, ServiceType } from "../../../index";
import type { MosquittoBrokerArgs } from "../../../index";
import { find } from "../engine/engine";
import type { Registered } from "../engine/engine";
import { liveService } from "../engine/live";

/** The broker's Services as the cluster shows them. */
export const live = {
  "Service/mqtt/broker-tcp": liveService({ name: "broker-tcp", type: "ClusterIP", clusterIP: "10.0.1.1", port: 1883 }),
  "Service/mqtt/broker-tls": liveService({ ingress: [{ ip: "10.240.32.1" }] }),
};

/** Three listeners: without TLS, with an issued certificate and with a given one. Two passwords: a given and a generated one. */
export function fullMosquitto(args: Partial<MosquittoBrokerArgs> = {}) {
  const { authority } = new CertificateChain("ca", {});
  return new MosquittoBroker("broker", {
    namespace: "mqtt",
    listeners: [
      { port: 8883, tls: { issued: { authority, dnsNames: ["mqtt.example.com"], ipAddresses: ["203.0.113.9"] } } },
      { port: 1883 },
      { port: 8443, protocol: ListenerProtocol.WebSockets, tls: { secretName: "my-certificate" } },
    ],
    tlsService: { type: ServiceType.LoadBalancer },
    users: [{ name: "factory" }, { name: "office", password: "open sesame" }],
    acl: "topic readwrite #\n",
    ...args,
  });
}

/** The inputs of its Deployment. */
export function deploymentOf(resources: Registered[]): DeploymentInputs {
  return find(resources, "kubernetes:apps/v1:Deployment", "broker").inputs as DeploymentInputs;
}

/** The checksums whose change starts a new pod. */
export function checksumsOf(resources: Registered[]): Record<string, string> {
  return deploymentOf(resources).spec.template.metadata.annotations;
}

interface DeploymentInputs {
  [key: string]: unknown;
  spec: { template: { metadata: { annotations: Record<string, string> }; spec: PodSpec } };
}

interface PodSpec {
  automountServiceAccountToken: boolean;
  nodeSelector: Record<string, string>;
  securityContext: unknown;
  shareProcessNamespace?: boolean;
  containers: {
    name: string;
    image: string;
    env: { name: string; value: string }[];
    resources: { limits: { memory: string } };
    securityContext: unknown;
    volumeMounts: { name: string; mountPath: string; subPath?: string; readOnly?: boolean }[];
  }[];
  volumes: {
    name: string;
    projected?: { sources: { secret?: { name: string }; configMap?: { name: string } }[] };
  }[];
}

interface ServiceInputs {
  [key: string]: unknown;
  metadata: { annotations: Record<string, string> };
  spec: { type: string; ports: unknown[] };
}

/** The inputs of one of its Services. */
export function serviceOf(resources: Registered[], name: string): ServiceInputs {
  return find(resources, "kubernetes:core/v1:Service", name).inputs as ServiceInputs;
}
