/** Dgraph as in its Helm chart: the same names, labels, ports, commands and probes, for the release `demo`. */
import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

/** The settings of Dgraph. */
export interface DgraphSettings {
  image: string;
  /** The memory limit of each of the six pods, as a Kubernetes quantity. */
  memoryLimit: string;
  zeroStorage: string;
  alphaStorage: string;
  /** Default: the default class of the cluster. */
  storageClass?: string;
}

/** The ports of the alphas for clients. */
export const ports = { http: 8080, grpc: 9080 };

const release = "demo-dgraph";
const replicas = 3;
const user = 65532;
const zeroHeadless = `${release}-zero-headless.dgraph.svc.cluster.local`;
const alphaHeadless = `${release}-alpha-headless.dgraph.svc.cluster.local`;
const zeroPorts = { grpc: 5080, http: 6080 };
const alphaInternalPort = 7080;

/** Three zeros and three alphas in the namespace `dgraph`. The name of the alphas resolves once they are ready. */
export function newDgraph(
  settings: DgraphSettings,
  opts: pulumi.CustomResourceOptions,
): { namespace: pulumi.Output<string>; alphaServer: pulumi.Output<string> } {
  const namespace = new kubernetes.core.v1.Namespace("dgraph", { metadata: { name: "dgraph" } }, opts).metadata.name;
  newServices("zero", namespace, zeroServicePorts, opts);
  newServices("alpha", namespace, alphaServicePorts, opts);
  newStatefulSet(zeroPods(settings), namespace, opts);
  const alphas = newStatefulSet(alphaPods(settings), namespace, opts);
  // Depends on the alphas, so that they are ready for everything that uses the name.
  return { namespace, alphaServer: alphas.metadata.apply(() => `${release}-alpha.dgraph.svc.cluster.local`) };
}

const zeroServicePorts = {
  open: [
    { name: "grpc-zero", port: zeroPorts.grpc },
    { name: "http-zero", port: zeroPorts.http },
  ],
  headless: [{ name: "grpc-zero", port: zeroPorts.grpc }],
};
const alphaServicePorts = {
  open: [
    { name: "http-alpha", port: ports.http },
    { name: "grpc-alpha", port: ports.grpc },
  ],
  headless: [{ name: "grpc-alpha-int", port: alphaInternalPort }],
};

function labelsOf(component: string): Record<string, string> {
  return { app: "dgraph", component, release: "demo" };
}

interface ServicePort {
  name: string;
  port: number;
}

function newServices(
  component: "zero" | "alpha",
  namespace: pulumi.Output<string>,
  servicePorts: { open: ServicePort[]; headless: ServicePort[] },
  opts: pulumi.CustomResourceOptions,
): void {
  const labels = labelsOf(component);
  const newService = (name: string, listed: ServicePort[], spec: object) =>
    new kubernetes.core.v1.Service(
      name,
      {
        // The Service is useful before its pods are ready, and the StatefulSet waits for them.
        metadata: { namespace, name, labels, annotations: { "pulumi.com/skipAwait": "true" } },
        spec: { ...spec, selector: labels, ports: listed.map(({ name, port }) => ({ name, port, targetPort: port })) },
      },
      opts,
    );
  newService(`${release}-${component}`, servicePorts.open, { type: "ClusterIP" });
  // Peers need each other's addresses before they are ready.
  newService(`${release}-${component}-headless`, servicePorts.headless, {
    clusterIP: "None",
    publishNotReadyAddresses: true,
  });
}

/** The differences between the pods of zeros and alphas. */
interface Pods {
  component: "zero" | "alpha";
  image: string;
  memoryLimit: string;
  script: string;
  ports: ServicePort[];
  livenessPath: string;
  readinessPath: string;
  probedPort: number;
  storage: string;
  storageClass?: string;
  terminationGracePeriodSeconds: number;
}

// Without this, Dgraph sends telemetry to its makers.
const commonFlags = `--telemetry "reports=false; sentry=false;"`;

function zeroPods({ image, memoryLimit, zeroStorage, storageClass }: DgraphSettings): Pods {
  return {
    component: "zero",
    image,
    memoryLimit,
    script: `set -eu
ordinal="\${HOSTNAME##*-}"
set -- --my="$HOSTNAME.${zeroHeadless}:${zeroPorts.grpc}" --raft "idx=$((ordinal + 1))" --replicas 5
if [ "$ordinal" -gt 0 ]; then set -- "$@" --peer ${release}-zero-0.${zeroHeadless}:${zeroPorts.grpc}; fi
exec dgraph zero "$@" ${commonFlags}`,
    ports: zeroServicePorts.open,
    livenessPath: "/health",
    readinessPath: "/state",
    probedPort: zeroPorts.http,
    storage: zeroStorage,
    storageClass,
    // Not 60 s, as in the chart: zeros that all end at once wait that long for a majority, in vain.
    terminationGracePeriodSeconds: 10,
  };
}

/** Without `--security whitelist`, only the alpha itself may use administration. */
function alphaPods({ image, memoryLimit, alphaStorage, storageClass }: DgraphSettings): Pods {
  const zeros = [...Array(replicas).keys()].map(n => `${release}-zero-${n}.${zeroHeadless}:${zeroPorts.grpc}`);
  return {
    component: "alpha",
    image,
    memoryLimit,
    script: `set -eu
exec dgraph alpha --my="$HOSTNAME.${alphaHeadless}:${alphaInternalPort}" --zero ${zeros.join()} --cache size-mb=64 ${commonFlags}`,
    ports: [...alphaServicePorts.open, ...alphaServicePorts.headless],
    livenessPath: "/health?live=1",
    readinessPath: "/probe/graphql",
    probedPort: ports.http,
    storage: alphaStorage,
    storageClass,
    terminationGracePeriodSeconds: 600,
  };
}

function newStatefulSet(
  pods: Pods,
  namespace: pulumi.Output<string>,
  opts: pulumi.CustomResourceOptions,
): kubernetes.apps.v1.StatefulSet {
  const { component, storage, storageClass, terminationGracePeriodSeconds } = pods;
  const name = `${release}-${component}`;
  const labels = labelsOf(component);
  return new kubernetes.apps.v1.StatefulSet(
    name,
    {
      metadata: { namespace, name, labels },
      spec: {
        replicas,
        serviceName: `${name}-headless`,
        podManagementPolicy: "Parallel",
        selector: { matchLabels: labels },
        // Without this, the claims and their volumes would outlive the stack.
        persistentVolumeClaimRetentionPolicy: { whenDeleted: "Delete", whenScaled: "Retain" },
        template: {
          metadata: { labels },
          spec: {
            terminationGracePeriodSeconds,
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            affinity: preferOtherNodes(labels),
            securityContext: {
              runAsNonRoot: true,
              runAsUser: user,
              runAsGroup: user,
              fsGroup: user,
              seccompProfile: { type: "RuntimeDefault" },
            },
            containers: [container(pods)],
          },
        },
        volumeClaimTemplates: [
          {
            metadata: { name: "datadir" },
            spec: {
              accessModes: ["ReadWriteOnce"],
              storageClassName: storageClass,
              resources: { requests: { storage } },
            },
          },
        ],
      },
    },
    opts,
  );
}

function container({ component, image, memoryLimit, script, ports: open, ...probes }: Pods) {
  const { livenessPath, readinessPath, probedPort } = probes;
  const probe = (path: string) => ({
    httpGet: { path, port: probedPort },
    initialDelaySeconds: 15,
    periodSeconds: 10,
    timeoutSeconds: 5,
    failureThreshold: 6,
  });
  return {
    name: `${release}-${component}`,
    image,
    command: ["sh", "-c", script],
    workingDir: "/dgraph",
    ports: open.map(({ name, port }) => ({ name, containerPort: port })),
    livenessProbe: probe(livenessPath),
    readinessProbe: probe(readinessPath),
    resources: { requests: { cpu: "20m", memory: "96Mi" }, limits: { memory: memoryLimit } },
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
    volumeMounts: [{ name: "datadir", mountPath: "/dgraph" }],
  };
}

function preferOtherNodes(labels: Record<string, string>) {
  const podAffinityTerm = { topologyKey: "kubernetes.io/hostname", labelSelector: { matchLabels: labels } };
  return { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm }] } };
}
