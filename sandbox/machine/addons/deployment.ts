/** A Deployment of one pod with one container, as both addons need it. */
import type { KubernetesObject } from "../kubectl";

interface DeploymentSpec {
  /** Also the names of the service account and the container. */
  metadata: { name: string; namespace: string };
  labels: Record<string, string>;
  /** Beyond what is set below. */
  container: object;
  /** The ConfigMap that is mounted into the container, and where. */
  configMap: { name: string; mountPath: string };
  /** Pod settings beyond what is set below. */
  pod?: object;
}

/** The Deployment; its container gives up all rights that it can. */
export function deployment({ metadata, labels, container, configMap, pod }: DeploymentSpec): KubernetesObject {
  const securityContext = {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ["ALL"] },
    readOnlyRootFilesystem: true,
    runAsNonRoot: true,
  };
  const volumeMounts = [{ name: "config", mountPath: configMap.mountPath, readOnly: true }];
  const spec = {
    serviceAccountName: metadata.name,
    containers: [{ name: metadata.name, securityContext, volumeMounts, ...container }],
    volumes: [{ name: "config", configMap: { name: configMap.name } }],
    ...pod,
  };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { ...metadata, labels },
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
  };
}
