/** Which changed paths need a new object: those that Kubernetes fixes, or the plugin does for what Pods have read. */
import { parsePath, valueAt } from "./paths";
import type { GroupVersionKind, KubeObject } from "../../kubernetes/objects";

/** ConfigMaps and Secrets are replaced when their contents change, unless the provider is told otherwise. */
export interface MutableKinds {
  enableConfigMapMutable: boolean;
  enableSecretMutable: boolean;
}

const podSpec = [
  "affinity",
  "automountServiceAccountToken",
  "dnsConfig",
  "dnsPolicy",
  "enableServiceLinks",
  "hostAliases",
  "hostIPC",
  "hostNetwork",
  "hostPID",
  "hostname",
  "imagePullSecrets",
  "nodeName",
  "nodeSelector",
  "overhead",
  "preemptionPolicy",
  "priority",
  "priorityClassName",
  "readinessGates",
  "restartPolicy",
  "runtimeClassName",
  "schedulerName",
  "securityContext",
  "serviceAccount",
  "serviceAccountName",
  "shareProcessNamespace",
  "subdomain",
  "terminationGracePeriodSeconds",
  "volumes",
];

const containerSpec = [
  "args",
  "command",
  "env",
  "image",
  "imagePullPolicy",
  "lifecycle",
  "livenessProbe",
  "ports",
  "readinessProbe",
  "resources",
  "securityContext",
  "stdin",
  "stdinOnce",
  "terminationMessagePath",
  "terminationMessagePolicy",
  "tty",
  "volumeDevices",
  "volumeMounts",
  "workingDir",
];

const volumeSource = [
  "awsElasticBlockStore",
  "azureDisk",
  "azureFile",
  "cephfs",
  "cinder",
  "csi",
  "fc",
  "flexVolume",
  "flocker",
  "gcePersistentDisk",
  "glusterfs",
  "hostPath",
  "iscsi",
  "local",
  "nfs",
  "photonPersistentDisk",
  "portworxVolume",
  "quobyte",
  "rbd",
  "scaleIO",
  "storageos",
  "vsphereVolume",
];

const inSpec = (...properties: string[]) => properties.map(property => `spec.${property}`);

const fixedByKind: Record<string, string[]> = {
  "apps/v1/DaemonSet": inSpec("selector"),
  "apps/v1/Deployment": inSpec("selector"),
  "apps/v1/StatefulSet": inSpec(
    "podManagementPolicy",
    "revisionHistoryLimit",
    "selector",
    "serviceName",
    "volumeClaimTemplates",
  ),
  "batch/v1/Job": inSpec("completions", "parallelism", "selector", "template"),
  "rbac.authorization.k8s.io/v1/ClusterRoleBinding": ["roleRef"],
  "rbac.authorization.k8s.io/v1/RoleBinding": ["roleRef"],
  "storage.k8s.io/v1/StorageClass": ["parameters", "provisioner"],
  "v1/PersistentVolume": inSpec(...volumeSource),
  "v1/PersistentVolumeClaim": inSpec("accessModes", "selector", "storageClassName", "volumeName"),
  "v1/Pod": [
    ...inSpec(...podSpec),
    ...["containers[*]", "initContainers[*]"].flatMap(list => containerSpec.map(field => `spec.${list}.${field}`)),
  ],
  "v1/ResourceQuota": inSpec("scopes"),
  "v1/Secret": ["type"],
  "v1/Service": inSpec("clusterIP"),
};

const identity = ["metadata.name", "metadata.namespace"];

/** The properties whose change replaces an object of this kind; for a patch, only its identity. */
export function fixedProperties(object: KubeObject, mutable: MutableKinds, isPatch: boolean): string[] {
  if (isPatch) return identity;
  const { apiVersion, kind } = object as unknown as GroupVersionKind;
  const type = `${apiVersion}/${kind}`;
  const contents = [];
  if (type === "v1/Secret" && (!mutable.enableSecretMutable || object.immutable === true)) {
    contents.push("type", "stringData", "data");
  }
  if (type === "v1/ConfigMap" && (!mutable.enableConfigMapMutable || object.immutable === true)) {
    contents.push("binaryData", "data");
  }
  return [...identity, ...contents, ...(fixedByKind[type] ?? [])];
}

/** The `changed` paths that lie in a fixed property, or that set or clear an object that holds one. */
export function forcingPaths(changed: string[], news: KubeObject, fixed: string[]): string[] {
  const patterns = fixed.map(parsePath);
  return changed.filter(path => {
    const keys = parsePath(path);
    return patterns.some(pattern => {
      const common = Math.min(keys.length, pattern.length);
      if (!pattern.slice(0, common).every((key, i) => key === "*" || key === keys[i])) return false;
      return keys.length >= pattern.length || valueAt(valueAt(news, keys), pattern.slice(common)) !== undefined;
    });
  });
}
