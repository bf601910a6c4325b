/** The pod of a broker: one replica that may do nothing but serve. */
import { Deployment } from "@pulumi/kubernetes/apps/v1";
import * as pulumi from "@pulumi/pulumi";
import { configurationFolder } from "./configurationFile";
import { podSecurityContext } from "./platform";
import type { Platform } from "./platform";
import { reloaderContainers } from "./reloader";
import { brokerMounts, podVolumes } from "./volumes";
import type { MountedObjects } from "./volumes";

const securityContext = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ["ALL"] },
};

/** What the pod is made from. */
export interface BrokerPod {
  namespace: pulumi.Output<string>;
  platform: Platform;
  image: pulumi.Input<string>;
  reloaderImage: pulumi.Input<string>;
  memoryLimit: pulumi.Input<string>;
  labels: Record<string, string>;
  ports: number[];
  /** The port that kubelet looks at. */
  probedPort: number;
  /** Of the configuration: a new one starts a new pod. */
  configurationChecksum: pulumi.Output<string>;
  /** ECDSA or RSA, for each certificate that is made here. Mosquitto 2.0 keeps one of each kind at a reload. */
  keyKinds: pulumi.Output<string>[];
  objects: MountedObjects;
  /** What must be there before the pod is. */
  dependsOn: pulumi.Input<pulumi.Resource>[];
}

/** The Deployment. It replaces its pod instead of running two, for Mosquitto does not share its sessions. */
export function newDeployment(name: string, pod: BrokerPod, parent: pulumi.Resource): Deployment {
  const { namespace, platform, labels, configurationChecksum, keyKinds, reloaderImage, objects, dependsOn } = pod;
  const reloaders = reloaderContainers(reloaderImage, objects);
  return new Deployment(
    name,
    {
      metadata: { namespace, name, labels },
      spec: {
        replicas: 1,
        strategy: { type: "Recreate" },
        selector: { matchLabels: labels },
        template: {
          metadata: {
            labels,
            annotations: {
              "checksum/config": configurationChecksum,
              ...(keyKinds.length > 0
                ? { "aks-mqtt/key-kinds": pulumi.all(keyKinds).apply(kinds => kinds.join()) }
                : {}),
            },
          },
          spec: {
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            securityContext: podSecurityContext(platform),
            // The reloader signals the broker.
            ...(reloaders.length > 0 ? { shareProcessNamespace: true } : {}),
            containers: [brokerContainer(pod), ...reloaders].map(container => ({ ...container, securityContext })),
            volumes: podVolumes(objects),
          },
        },
      },
    },
    { parent, dependsOn },
  );
}

function brokerContainer({ image, memoryLimit, ports, probedPort, objects }: BrokerPod) {
  const tcpSocket = { port: probedPort };
  return {
    name: "mosquitto",
    image,
    command: ["/usr/sbin/mosquitto", "-c", `${configurationFolder}/mosquitto.conf`],
    // Kubernetes mounts files as symbolic links, which Mosquitto 2.1 follows only with this.
    env: [{ name: "MOSQUITTO_UNSAFE_ALLOW_SYMLINKS", value: "1" }],
    ports: ports.map(port => ({ name: `mqtt-${port}`, containerPort: port })),
    startupProbe: { tcpSocket, periodSeconds: 1, failureThreshold: 60 },
    readinessProbe: { tcpSocket, periodSeconds: 10 },
    livenessProbe: { tcpSocket, periodSeconds: 10 },
    resources: { requests: { cpu: "10m", memory: "16Mi" }, limits: { memory: memoryLimit } },
    volumeMounts: brokerMounts(objects),
  };
}
