/** The parts of the custom resources that the operator, the webhook and the frontends read. */
import type { V1ObjectMeta } from "@kubernetes/client-node";
import { defaultName } from "./names";

interface Resource<Spec> {
  apiVersion?: string;
  kind?: string;
  metadata: V1ObjectMeta;
  spec: Spec;
  status?: ResourceStatus;
}

/** The state of a resource. */
export interface ResourceStatus {
  /** Whether the operator has done what the resource asks of the cluster. */
  provisioningStatus?: Condition;
  /** Whether the broker does what the resource asks of it. */
  runtimeStatus?: Condition;
}

interface Condition {
  status: "Succeeded" | "Failed" | "Starting" | "Running";
  statusDescription?: string;
}

/** What the frontends report in the status of their broker. */
export interface FrontendStatus {
  /** The hash of the configuration that they have. */
  configuration?: string;
  /** Port → "serving", or why it is not served. */
  ports?: Record<string, string>;
}

export type Broker = Resource<object> & { status?: { frontend?: FrontendStatus } };

export type BrokerListener = Resource<ListenerSpec>;

export interface ListenerSpec {
  brokerRef?: string;
  serviceType?: "ClusterIp" | "NodePort" | "LoadBalancer";
  serviceName?: string;
  ports: ListenerPort[];
}

export interface ListenerPort {
  port: number;
  nodePort?: number;
  protocol?: "Mqtt" | "WebSockets";
  authenticationRef?: string;
  authorizationRef?: string;
  tls?: ListenerTls;
}

export interface ListenerTls {
  mode: "Automatic" | "Manual";
  certManagerCertificateSpec?: CertificateSpec;
  manual?: { secretRef: string };
}

export interface CertificateSpec {
  issuerRef: { name: string; kind: string; group?: string };
  duration?: string;
  renewBefore?: string;
  secretName?: string;
  privateKey?: { algorithm: string; rotationPolicy: string };
  san?: { dns: string[]; ip: string[] };
}

export type BrokerAuthentication = Resource<{ brokerRef?: string; authenticationMethods: AuthenticationMethod[] }>;

export interface AuthenticationMethod {
  method: "Custom" | "ServiceAccountToken" | "X509";
  serviceAccountTokenSettings?: { audiences: string[] };
  x509Settings?: {
    trustedClientCaCert?: string;
    authorizationAttributes?: Record<string, { subject: string; attributes: Attributes }>;
  };
  customSettings?: {
    endpoint: string;
    auth?: { x509: { secretRef: string } };
    caCertConfigMap?: string;
    headers?: Record<string, string>;
  };
}

/** What is known about a client besides its names. */
export type Attributes = Record<string, string>;

export type BrokerAuthorization = Resource<{
  brokerRef?: string;
  authorizationPolicies: { rules?: AuthorizationRule[] };
}>;

/** What the principals may do; what no rule allows is denied. */
export interface AuthorizationRule {
  principals: { clientIds?: string[]; usernames?: string[]; attributes?: Attributes[] };
  brokerResources: { method: "Connect" | "Publish" | "Subscribe"; clientIds?: string[]; topics?: string[] }[];
}

/** The broker to which a listener, an authentication or an authorization belongs. It owns those that come from Azure. */
export function brokerOf({ metadata, spec }: Resource<{ brokerRef?: string }>): string {
  const owner = metadata.ownerReferences?.find(({ kind }) => kind === "Broker");
  return spec.brokerRef ?? owner?.name ?? defaultName;
}

/** The name of a listener's Service. */
export function serviceOf({ metadata, spec }: BrokerListener): string {
  return spec.serviceName || (metadata.name ?? "");
}
