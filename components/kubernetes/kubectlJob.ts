/** Runs kubectl in a Job, to wait inside the cluster for what no resource of the program can await. */
import { Job } from "@pulumi/kubernetes/batch/v1";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1";
import { ClusterRole, ClusterRoleBinding, Role, RoleBinding } from "@pulumi/kubernetes/rbac/v1";
import * as pulumi from "@pulumi/pulumi";
import { input } from "../inputs/input";
import type { PropertyPath } from "../inputs/path";
import { wholeNumber } from "../inputs/values";
import { imageName } from "./images";
import { linuxNodes } from "./linuxNodes";

/** The default image with kubectl. */
export const kubectlImage = "registry.k8s.io/kubectl:v1.36.3";

/** The image of a Job. */
export const checkKubectlImage = imageName(kubectlImage);

/** A right of a Job in the cluster. */
export interface PolicyRule {
  apiGroups: string[];
  resources: string[];
  resourceNames?: pulumi.Input<string>[];
  verbs: string[];
}

/** A Job that runs kubectl in one or more successive steps. */
export interface KubectlJob {
  namespace: pulumi.Output<string>;
  /** The name of the Job, its account and its roles. */
  objectName: pulumi.Input<string>;
  image: pulumi.Input<string>;
  /** How long an update waits for the Job. The Job itself runs on, so a later update may find it complete. */
  timeoutSeconds: pulumi.Output<number>;
  /** Its rights in its namespace. */
  rules: PolicyRule[];
  /** Its rights in the whole cluster. */
  clusterRules?: PolicyRule[];
  steps: KubectlStep[];
  /** Whether a failed step is restarted in its pod, instead of starting a new pod. */
  retriesSteps?: boolean;
  /** The name of a ConfigMap that is mounted at `filesFolder`. */
  files?: pulumi.Input<string>;
  /** A change of this replaces the Job. */
  trigger?: pulumi.Output<string>;
  dependsOn?: pulumi.Resource[];
}

/** One run of kubectl. */
export interface KubectlStep {
  name: string;
  args: pulumi.Input<pulumi.Input<string>[]>;
}

/** Where the steps find the Job's files. */
export const filesFolder = "/files";

/** The Job, with its own account that has only the rights in the rules. Its id is known once the Job is complete. */
export function newKubectlJob(name: string, job: KubectlJob, parent: pulumi.Resource): Job {
  const { namespace, objectName } = job;
  const metadata = { namespace, name: objectName };
  const account = new ServiceAccount(`${name}-account`, { metadata, automountServiceAccountToken: false }, { parent });
  const bindings = bindRules(name, job, account, parent);
  const steps = job.steps.map(step => stepContainer(step, job));
  const annotations = job.trigger && { "aks-mqtt/trigger": job.trigger };
  return new Job(
    `${name}-job`,
    {
      metadata: {
        ...metadata,
        annotations: { "pulumi.com/timeoutSeconds": pulumi.interpolate`${job.timeoutSeconds}` },
      },
      spec: {
        // New rights may take a moment to come into force.
        backoffLimit: job.retriesSteps ? 100 : 6,
        template: {
          metadata: annotations && { annotations },
          spec: {
            serviceAccountName: account.metadata.name,
            automountServiceAccountToken: true,
            nodeSelector: linuxNodes,
            restartPolicy: job.retriesSteps ? "OnFailure" : "Never",
            securityContext: {
              runAsNonRoot: true,
              runAsUser: 65532,
              runAsGroup: 65532,
              seccompProfile: { type: "RuntimeDefault" },
            },
            ...(steps.length > 1 ? { initContainers: steps.slice(0, -1) } : {}),
            containers: steps.slice(-1),
            ...(job.files ? { volumes: [{ name: "files", configMap: { name: job.files } }] } : {}),
          },
        },
      },
    },
    {
      parent,
      dependsOn: [...bindings, ...(job.dependsOn ?? [])],
      // The template of a Job cannot change: the selector would replace each Job of an earlier version.
      ignoreChanges: ["spec.template.spec.nodeSelector"],
    },
  );
}

function bindRules(name: string, job: KubectlJob, account: ServiceAccount, parent: pulumi.Resource): pulumi.Resource[] {
  const { namespace, objectName, rules, clusterRules } = job;
  const apiGroup = "rbac.authorization.k8s.io";
  const metadata = { namespace, name: objectName };
  const subjects = [{ kind: "ServiceAccount", namespace, name: account.metadata.name }];
  const role = new Role(`${name}-role`, { metadata, rules }, { parent });
  const binding = new RoleBinding(
    `${name}-binding`,
    { metadata, roleRef: { apiGroup, kind: "Role", name: role.metadata.name }, subjects },
    { parent },
  );
  if (clusterRules === undefined) return [binding];
  const ofCluster = { name: pulumi.interpolate`${namespace}-${objectName}` };
  const clusterRole = new ClusterRole(`${name}-cluster-role`, { metadata: ofCluster, rules: clusterRules }, { parent });
  const clusterBinding = new ClusterRoleBinding(
    `${name}-cluster-binding`,
    { metadata: ofCluster, roleRef: { apiGroup, kind: "ClusterRole", name: clusterRole.metadata.name }, subjects },
    { parent },
  );
  return [binding, clusterBinding];
}

function stepContainer(step: KubectlStep, { image, files }: KubectlJob) {
  return {
    name: step.name,
    image,
    args: step.args,
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    },
    resources: { requests: { cpu: "10m", memory: "32Mi" }, limits: { memory: "128Mi" } },
    ...(files ? { volumeMounts: [{ name: "files", mountPath: filesFolder, readOnly: true }] } : {}),
  };
}

const checkSeconds = wholeNumber({ least: 1, unit: "seconds" });

/** How long an update waits, in seconds. */
export function checkTimeout(seconds: pulumi.Input<number> | undefined, path: PropertyPath): pulumi.Output<number> {
  return input(seconds ?? 600, path, checkSeconds);
}
