/** What the parts need from the API server before they can work: roles, and Calico's resources. */
import { network } from "../layout";
import { apply, applyFile, kubectl } from "../kubectl";
import type { KubernetesObject } from "../kubectl";
import { kubeletClientUser, users } from "../pki";
import type { Programs } from "../programs";

/** The namespace for the sandbox's own objects in the cluster. */
export const sandboxNamespace = "sandbox-system";

/** What a user may do. */
export interface Rule {
  apiGroups: string[];
  resources: string[];
  resourceNames?: string[];
  verbs: string[];
}

const rbac = "rbac.authorization.k8s.io";
const watching = ["get", "list", "watch"];

/** Applies all base objects, also to existing ones. */
export async function applyBaseObjects(programs: Programs): Promise<void> {
  await Promise.all([applyFile(programs, programs.file("calico", "crds.yaml")), apply(programs, roles())]);
  await kubectl(programs, [
    ...["wait", "--for=condition=Established", "--timeout=30s"],
    ...[
      "customresourcedefinition/clusterinformations.crd.projectcalico.org",
      "customresourcedefinition/ippools.crd.projectcalico.org",
    ],
  ]);
  await apply(programs, calico());
}

function roles(): KubernetesObject[] {
  return [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: sandboxNamespace } },
    binding("aks-mqtt:api-server", "system:kubelet-api-admin", kubeletClientUser),
    // What Felix reads to turn policies into rules; it writes nothing.
    ...clusterRole(users.felix.commonName, [
      {
        apiGroups: [""],
        resources: ["nodes", "namespaces", "pods", "services", "endpoints", "serviceaccounts"],
        verbs: watching,
      },
      { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: watching },
      { apiGroups: ["networking.k8s.io"], resources: ["networkpolicies"], verbs: watching },
      { apiGroups: ["crd.projectcalico.org"], resources: ["*"], verbs: watching },
    ]),
    ...clusterRole(users["calico-cni"].commonName, [
      { apiGroups: [""], resources: ["nodes", "namespaces", "pods"], verbs: ["get"] },
      // It writes down the pod's address, so that Felix sees it at once.
      { apiGroups: [""], resources: ["pods/status"], verbs: ["patch"] },
      { apiGroups: ["crd.projectcalico.org"], resources: ["clusterinformations", "ippools"], verbs: ["get", "list"] },
    ]),
    ...clusterRole(users["load-balancer"].commonName, [
      { apiGroups: [""], resources: ["services"], verbs: watching },
      { apiGroups: [""], resources: ["services/status"], verbs: ["patch"] },
      { apiGroups: [""], resources: ["events"], verbs: ["create", "patch"] },
      { apiGroups: [""], resources: ["configmaps"], resourceNames: ["load-balancer"], verbs: watching },
    ]),
  ];
}

/** A role for a user of the API server, and its binding to the user. */
export function clusterRole(user: string, rules: Rule[]): KubernetesObject[] {
  return [
    { apiVersion: `${rbac}/v1`, kind: "ClusterRole", metadata: { name: user }, rules },
    binding(user, user, user),
  ];
}

function binding(name: string, role: string, user: string): KubernetesObject {
  return {
    apiVersion: `${rbac}/v1`,
    kind: "ClusterRoleBinding",
    metadata: { name },
    roleRef: { apiGroup: rbac, kind: "ClusterRole", name: role },
    subjects: [{ apiGroup: rbac, kind: "User", name: user }],
  };
}

function calico(): KubernetesObject[] {
  const apiVersion = "crd.projectcalico.org/v1";
  return [
    {
      apiVersion,
      kind: "ClusterInformation",
      metadata: { name: "default" },
      spec: { clusterGUID: "00000000000000000000000000000000", datastoreReady: true },
    },
    // The whole subnet, not only the pods' part: Calico masquerades what leaves the pool, so nothing within the subnet.
    {
      apiVersion,
      kind: "IPPool",
      metadata: { name: "subnet" },
      spec: { cidr: network.subnet, natOutgoing: true, ipipMode: "Never", vxlanMode: "Never", nodeSelector: "all()" },
    },
  ];
}
