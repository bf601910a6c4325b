/** The pods that serve a broker, and their configuration. */
import type { KubernetesObject } from "@kubernetes/client-node";
import { configurationKey } from "../configuration";
import type { Configuration } from "../configuration";
import type { Broker } from "../customResources";
import { frontend, frontendConfiguration, frontendLabels, namespace } from "../names";
import { frontendHealth, hardened, serviceAccounts } from "../pods";
import { ownerReference } from "./service";

/** The objects of one broker; they are deleted with it. */
export function frontendObjects(broker: Broker, configuration: Configuration, image: string): KubernetesObject[] {
  const { name = "" } = broker.metadata;
  const labels = frontendLabels(name);
  const ownerReferences = [ownerReference({ kind: "Broker", metadata: broker.metadata })];
  return [
    {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: frontendConfiguration(name), namespace, labels, ownerReferences },
      data: { [configurationKey]: Buffer.from(written(configuration)).toString("base64") },
    } as KubernetesObject,
    {
      apiVersion: "apps/v1",
      kind: "StatefulSet",
      metadata: { name: frontend(name), namespace, labels, ownerReferences },
      spec: {
        // All clients of a broker must meet in one Mosquitto.
        replicas: 1,
        serviceName: frontend(name),
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            ...hardened.pod,
            // Listeners may use any port, and the frontends do not run as root.
            securityContext: {
              ...hardened.pod.securityContext,
              sysctls: [{ name: "net.ipv4.ip_unprivileged_port_start", value: "0" }],
            },
            serviceAccountName: serviceAccounts.frontend,
            terminationGracePeriodSeconds: 5,
            containers: [
              {
                name: "broker",
                image,
                args: ["frontend"],
                env: [{ name: "BROKER", value: name }],
                securityContext: hardened.container,
                readinessProbe: {
                  httpGet: { path: "/ready", port: frontendHealth.port },
                  periodSeconds: 1,
                  timeoutSeconds: 5,
                  failureThreshold: 10,
                },
                volumeMounts: [{ name: "run", mountPath: "/run/broker" }],
              },
            ],
            volumes: [{ name: "run", emptyDir: { medium: "Memory" } }],
          },
        },
      },
    } as KubernetesObject,
  ];
}

export function written(configuration: Configuration): string {
  return JSON.stringify(configuration, undefined, 2);
}
