/** The pod of a broker: one replica that may do nothing but serve. */
import { Deployment } from "@pulumi/kubernetes/apps/v1";
import type * as pulumi from "@pulumi/pulumi";
import { certificateFolder, configurationFolder, passwordFolder } from "./configurationFile";

/** The user and group of Mosquitto in its images. */
const mosquittoId = 1883;

/** What the pod is made from. */
export interface BrokerPod {
  namespace: pulumi.Output<string>;
  image: pulumi.Input<string>;
  memoryLimit: pulumi.Input<string>;
  labels: Record<string, string>;
  ports: number[];
  /** The port that kubelet looks at. */
  probedPort: number;
  /** By name: whatever the broker reads only at its start, so that a change of it starts a new pod. */
  checksums: Record<string, pulumi.Output<string>>;
  mounts: Mount[];
}

/** A volume and where it is mounted: whole folders, since a mount by subPath would never be refreshed. */
export interface Mount {
  name: string;
  folder: string;
  configMapName?: pulumi.Output<string>;
  secretName?: pulumi.Output<string>;
}

/** The mount of the configuration. */
export function configurationMount(configMapName: pulumi.Output<string>): Mount {
  return { name: "config", folder: configurationFolder, configMapName };
}

/** The mount of the password file. */
export function passwordMount(secretName: pulumi.Output<string>): Mount {
  return { name: "passwords", folder: passwordFolder, secretName };
}

/** The mount of a port's certificate. */
export function certificateMount(port: number, secretName: pulumi.Output<string>): Mount {
  return { name: `tls-${port}`, folder: certificateFolder(port), secretName };
}

/** The Deployment. It replaces its pod instead of running two, for Mosquitto does not share its sessions. */
export function newDeployment(name: string, pod: BrokerPod, parent: pulumi.Resource): Deployment {
  const { namespace, labels, checksums } = pod;
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
            annotations: Object.fromEntries(Object.entries(checksums).map(([key, sum]) => [`checksum/${key}`, sum])),
          },
          spec: {
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            securityContext: {
              runAsNonRoot: true,
              runAsUser: mosquittoId,
              runAsGroup: mosquittoId,
              fsGroup: mosquittoId,
              seccompProfile: { type: "RuntimeDefault" },
            },
            containers: [container(pod)],
            volumes: pod.mounts.map(volume),
          },
        },
      },
    },
    { parent },
  );
}

function container({ image, memoryLimit, ports, probedPort, mounts }: BrokerPod) {
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
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    },
    volumeMounts: mounts.map(({ name, folder }) => ({ name, mountPath: folder, readOnly: true })),
  };
}

// Readable by Mosquitto's group only: it warns of files that everyone may read.
const defaultMode = 0o440;

function volume({ name, configMapName, secretName }: Mount) {
  return configMapName
    ? { name, configMap: { name: configMapName, defaultMode } }
    : { name, secret: { secretName, defaultMode } };
}
