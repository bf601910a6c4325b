/** A default StorageClass whose volumes are folders on the node, made by local-path-provisioner. */
import { folders, nodeName } from "../layout";
import type { KubernetesObject } from "../kubectl";
import { deployment } from "./deployment";

const namespace = "local-path-storage";
const metadata = { name: "local-path-provisioner", namespace };
const labels = { app: "local-path-provisioner" };
const names = ["--configmap-name", "local-path-config", "--service-account-name", metadata.name];
const rbac = "rbac.authorization.k8s.io";

/** The objects of the provisioner; `helperImage` makes and deletes the folders. */
export function storage(image: string, helperImage: string): KubernetesObject[] {
  const subjects = [{ kind: "ServiceAccount", ...metadata }];
  return [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } },
    { apiVersion: "v1", kind: "ServiceAccount", metadata },
    {
      apiVersion: `${rbac}/v1`,
      kind: "ClusterRole",
      metadata: { name: metadata.name },
      rules: [
        {
          apiGroups: [""],
          resources: ["nodes", "persistentvolumeclaims", "configmaps", "pods", "pods/log"],
          verbs: ["get", "list", "watch"],
        },
        {
          apiGroups: [""],
          resources: ["persistentvolumes"],
          verbs: ["get", "list", "watch", "create", "patch", "update", "delete"],
        },
        { apiGroups: [""], resources: ["events"], verbs: ["create", "patch"] },
        { apiGroups: ["storage.k8s.io"], resources: ["storageclasses"], verbs: ["get", "list", "watch"] },
      ],
    },
    {
      apiVersion: `${rbac}/v1`,
      kind: "ClusterRoleBinding",
      metadata: { name: metadata.name },
      roleRef: { apiGroup: rbac, kind: "ClusterRole", name: metadata.name },
      subjects,
    },
    {
      apiVersion: `${rbac}/v1`,
      kind: "Role",
      metadata,
      rules: [
        { apiGroups: [""], resources: ["pods"], verbs: ["create", "delete"] },
        { apiGroups: [""], resources: ["endpoints"], verbs: ["get", "list", "watch", "create", "patch", "update"] },
        { apiGroups: ["coordination.k8s.io"], resources: ["leases"], verbs: ["get", "create", "update"] },
      ],
    },
    {
      apiVersion: `${rbac}/v1`,
      kind: "RoleBinding",
      metadata,
      roleRef: { apiGroup: rbac, kind: "Role", name: metadata.name },
      subjects,
    },
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "local-path-config", namespace },
      data: configuration(helperImage),
    },
    {
      apiVersion: "storage.k8s.io/v1",
      kind: "StorageClass",
      metadata: { name: "local-path", annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
      provisioner: "rancher.io/local-path",
      volumeBindingMode: "WaitForFirstConsumer",
      reclaimPolicy: "Delete",
    },
    deployment({
      metadata,
      labels,
      configMap: { name: "local-path-config", mountPath: "/etc/config" },
      container: {
        image,
        args: ["start", "--config", "/etc/config/config.json", ...names],
        env: [
          { name: "POD_NAMESPACE", valueFrom: { fieldRef: { fieldPath: "metadata.namespace" } } },
          { name: "CONFIG_MOUNT_PATH", value: "/etc/config/" },
        ],
      },
    }),
  ];
}

function configuration(helperImage: string): Record<string, string> {
  const helperPod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "helper-pod" },
    // Folders on the node belong to root.
    spec: { containers: [{ name: "helper-pod", image: helperImage, securityContext: { runAsUser: 0 } }] },
  };
  return {
    "config.json": JSON.stringify({ nodePathMap: [{ node: nodeName, paths: [folders.volumes] }] }),
    setup: '#!/bin/sh\nset -eu\nmkdir -m 0777 -p "$VOL_DIR"\n',
    teardown: '#!/bin/sh\nset -eu\nrm -rf "$VOL_DIR"\n',
    "helperPod.yaml": JSON.stringify(helperPod),
  };
}
