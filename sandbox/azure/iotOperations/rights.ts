/** What each of the stand-in's pods may do in the cluster. */
import type { Rule } from "../../machine/addons/base";
import type { KubernetesObject } from "../../machine/kubectl";
import { certManagerNamespace, group, namespace, plurals, trust } from "./names";
import { serviceAccounts } from "./pods";

const rbac = "rbac.authorization.k8s.io";
const watching = ["get", "list", "watch"];
const kinds = Object.values(plurals);
const { operator, webhook, frontend } = serviceAccounts;

/** The name of the ClusterRole and of its binding. */
export const clusterRole = frontend;

/** The service accounts with their roles. */
export function rights(): KubernetesObject[] {
  const reviewRules: Rule[] = [
    { apiGroups: ["authentication.k8s.io"], resources: ["tokenreviews"], verbs: ["create"] },
    { apiGroups: [""], resources: ["serviceaccounts"], verbs: ["get"] },
  ];
  return [
    ...Object.values(serviceAccounts).map(name => ({
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: { name, namespace },
    })),
    ...role(namespace, operator, [
      { apiGroups: [group], resources: kinds, verbs: watching },
      {
        apiGroups: [group],
        resources: [`${plurals.Broker}/status`, `${plurals.BrokerListener}/status`],
        verbs: ["patch"],
      },
      { apiGroups: [""], resources: ["services"], verbs: [...watching, "create", "patch", "delete"] },
      {
        apiGroups: ["cert-manager.io"],
        resources: ["certificates"],
        verbs: [...watching, "create", "patch", "delete"],
      },
      { apiGroups: [""], resources: ["secrets"], verbs: [...watching, "create", "patch"] },
      { apiGroups: [""], resources: ["configmaps"], verbs: ["get", "create", "patch"] },
      { apiGroups: ["apps"], resources: ["statefulsets"], verbs: [...watching, "create", "patch"] },
      { apiGroups: [""], resources: ["events"], verbs: ["create"] },
    ]),
    ...role(certManagerNamespace, operator, [
      { apiGroups: [""], resources: ["secrets"], resourceNames: [trust.root], verbs: ["get"] },
    ]),
    ...role(namespace, webhook, [{ apiGroups: [group], resources: [plurals.BrokerListener], verbs: ["list"] }]),
    ...role(namespace, frontend, [
      { apiGroups: [""], resources: ["configmaps", "secrets"], verbs: watching },
      { apiGroups: [group], resources: [`${plurals.Broker}/status`], verbs: ["patch"] },
    ]),
    { apiVersion: `${rbac}/v1`, kind: "ClusterRole", metadata: { name: clusterRole }, rules: reviewRules },
    {
      apiVersion: `${rbac}/v1`,
      kind: "ClusterRoleBinding",
      metadata: { name: clusterRole },
      roleRef: { apiGroup: rbac, kind: "ClusterRole", name: clusterRole },
      subjects: [{ kind: "ServiceAccount", name: frontend, namespace }],
    },
  ];
}

/** What a service account may do in one namespace. */
function role(inNamespace: string, account: string, rules: Rule[]): KubernetesObject[] {
  const metadata = { name: account, namespace: inNamespace };
  return [
    { apiVersion: `${rbac}/v1`, kind: "Role", metadata, rules },
    {
      apiVersion: `${rbac}/v1`,
      kind: "RoleBinding",
      metadata,
      roleRef: { apiGroup: rbac, kind: "Role", name: account },
      subjects: [{ kind: "ServiceAccount", name: account, namespace }],
    },
  ];
}
