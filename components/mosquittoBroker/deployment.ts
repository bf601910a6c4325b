/** The pod of Mosquitto: one replica that may do nothing but serve. */
import { Deployment } from "@pulumi/kubernetes/apps/v1";
import * as pulumi from "@pulumi/pulumi";
import { linuxNodes } from "../kubernetes/linuxNodes";
import type { Mosquitto } from "./check";
import { configurationFolder } from "./configurationFile";
import { withoutTls } from "./listeners";
import { requestedMemory } from "./memory";
import { podSecurityContext } from "./platform";
import { reloaderContainers } from "./reloader";
import type { StoredFiles } from "./storedFiles";
import { mosquittoMounts, podVolumes } from "./volumes";
import type { MountedObjects } from "./volumes";

const securityContext = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ["ALL"] },
};

/** The Deployment. It never runs two pods, since Mosquitto does not share its sessions. */
export function newDeployment(
  mosquitto: Mosquitto,
  { objects, dependsOn, configurationChecksum }: StoredFiles,
  parent: pulumi.Resource,
): Deployment {
  const { name, namespace, labels, platform, reloaderImage } = mosquitto;
  const reloaders = reloaderContainers(reloaderImage, objects);
  const containers = [mosquittoContainer(mosquitto, objects), ...reloaders];
  return new Deployment(
    name,
    {
      metadata: { namespace, name, labels },
      spec: {
        replicas: 1,
        strategy: { type: "Recreate" },
        selector: { matchLabels: labels },
        template: {
          // A changed annotation starts a new pod.
          metadata: { labels, annotations: { "checksum/config": configurationChecksum, ...keyKinds(mosquitto) } },
          spec: {
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            nodeSelector: linuxNodes,
            securityContext: podSecurityContext(platform),
            // The reloader signals Mosquitto.
            ...(reloaders.length > 0 ? { shareProcessNamespace: true } : {}),
            containers: containers.map(container => ({ ...container, securityContext })),
            volumes: podVolumes(objects),
          },
        },
      },
    },
    { parent, dependsOn },
  );
}

/** ECDSA or RSA, for each certificate that is issued here. Mosquitto 2.0 keeps one of each kind when it reloads. */
function keyKinds({ listeners }: Mosquitto): { "aks-mqtt/key-kinds"?: pulumi.Output<string> } {
  const kinds = listeners.flatMap(({ tls }) => tls?.issued?.keyKind ?? []);
  return kinds.length > 0 ? { "aks-mqtt/key-kinds": pulumi.all(kinds).apply(known => known.join()) } : {};
}

function mosquittoContainer({ image, memoryLimit, listeners }: Mosquitto, objects: MountedObjects) {
  // Without TLS if possible: on a port with TLS, each probe leaves an error in Mosquitto's log.
  const tcpSocket = { port: (listeners.find(withoutTls) ?? listeners[0]).port };
  return {
    name: "mosquitto",
    image,
    command: ["/usr/sbin/mosquitto", "-c", `${configurationFolder}/mosquitto.conf`],
    // Kubernetes mounts files as symbolic links, which Mosquitto 2.1 follows only with this.
    env: [{ name: "MOSQUITTO_UNSAFE_ALLOW_SYMLINKS", value: "1" }],
    ports: listeners.map(({ port }) => ({ name: `mqtt-${port}`, containerPort: port })),
    startupProbe: { tcpSocket, periodSeconds: 1, failureThreshold: 60 },
    readinessProbe: { tcpSocket, periodSeconds: 10 },
    livenessProbe: { tcpSocket, periodSeconds: 10 },
    resources: { requests: { cpu: "10m", memory: requestedMemory }, limits: { memory: memoryLimit } },
    volumeMounts: mosquittoMounts(objects),
  };
}
