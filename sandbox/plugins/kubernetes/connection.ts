/** The cluster that a provider was configured with, and what to say if it cannot be reached. */
import { Cluster } from "../../kubernetes/client";
import type { Settings } from "./config";
import type { GroupVersionKind } from "../../kubernetes/objects";

/** Built-in cluster-scoped kinds, for previews that cannot ask the API server. */
const clusterScoped = new Set([
  "APIService",
  "CSIDriver",
  "CSINode",
  "CertificateSigningRequest",
  "ClusterRole",
  "ClusterRoleBinding",
  "CustomResourceDefinition",
  "FlowSchema",
  "IngressClass",
  "MutatingWebhookConfiguration",
  "Namespace",
  "Node",
  "PersistentVolume",
  "PriorityClass",
  "PriorityLevelConfiguration",
  "RuntimeClass",
  "StorageClass",
  "ValidatingAdmissionPolicy",
  "ValidatingAdmissionPolicyBinding",
  "ValidatingWebhookConfiguration",
  "VolumeAttachment",
]);

/** The settings and, once something needs it, the cluster. */
export class Connection {
  private cluster: Promise<Cluster | string> | undefined;

  constructor(readonly settings: Settings) {}

  /** The cluster, or undefined if it cannot be reached. */
  async reach(): Promise<Cluster | undefined> {
    const cluster = await this.connect();
    return typeof cluster === "string" ? undefined : cluster;
  }

  /** The cluster; throws if it cannot be reached. */
  async require(): Promise<Cluster> {
    const cluster = await this.connect();
    if (typeof cluster === "string") throw new Error(`configured Kubernetes cluster is unreachable: ${cluster}`);
    return cluster;
  }

  /** Why the cluster cannot be reached; empty if it can. */
  async unreachableReason(): Promise<string> {
    const cluster = await this.connect();
    return typeof cluster === "string" ? cluster : "";
  }

  /** Whether a kind is namespaced. A kind that is still unknown counts as namespaced. */
  async isNamespaced(kind: GroupVersionKind): Promise<boolean> {
    const resource = await (await this.reach())?.resource(kind);
    return resource?.namespaced ?? !clusterScoped.has(kind.kind);
  }

  /** Whether the API server now serves this kind. */
  async serves(kind: GroupVersionKind): Promise<boolean> {
    return (await (await this.reach())?.resource(kind)) !== undefined;
  }

  private connect(): Promise<Cluster | string> {
    this.cluster ??= tryConnect(this.settings);
    return this.cluster;
  }
}

async function tryConnect({ kubeConfig, reason }: Settings): Promise<Cluster | string> {
  const server = kubeConfig?.getCurrentCluster()?.server;
  if (!kubeConfig || !server) return reason;
  const cluster = new Cluster(kubeConfig, server);
  try {
    await cluster.ping();
    return cluster;
  } catch (error) {
    return `unable to load schema information from the API server: ${(error as Error).message}`;
  }
}
