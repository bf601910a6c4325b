/** Applies to a namespace's pods what OpenShift's `restricted-v2` constraints do, by Kubernetes admission policies. */
import { randomInt } from "node:crypto";
import { apply, kubectl } from "../../sandbox/testing/kubectl";

/** The first user of a range such as OpenShift gives a namespace: unpredictable. */
export const namespaceUser = 1_000_000_000 + 10_000 * randomInt(1, 100_000);

const group = "admissionregistration.k8s.io/v1";
const matchConstraints = (namespace: string) => ({
  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
  resourceRules: [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] }],
});

/** Gives pods without a user one from the range, and refuses any other. `removeConstraints` undoes this. */
export async function constrain(namespace: string): Promise<void> {
  const metadata = { name: namespace };
  const fromRange = `{runAsUser: ${namespaceUser}, fsGroup: ${namespaceUser}}`;
  const assigned = `Object{spec: Object.spec{securityContext: Object.spec.securityContext${fromRange}}}`;
  const allowed = ["runAsUser", "fsGroup"].map(field => `object.spec.securityContext.${field} == ${namespaceUser}`);
  const labels = { "pod-security.kubernetes.io/enforce": "restricted" };
  await apply(
    { apiVersion: "v1", kind: "Namespace", metadata: { ...metadata, labels } },
    {
      apiVersion: group,
      kind: "MutatingAdmissionPolicy",
      metadata,
      spec: {
        matchConstraints: matchConstraints(namespace),
        matchConditions: [{ name: "picks-no-user", expression: "!has(object.spec.securityContext.runAsUser)" }],
        reinvocationPolicy: "Never",
        mutations: [{ patchType: "ApplyConfiguration", applyConfiguration: { expression: assigned } }],
      },
    },
    {
      apiVersion: group,
      kind: "MutatingAdmissionPolicyBinding",
      metadata,
      spec: { policyName: namespace },
    },
    {
      apiVersion: group,
      kind: "ValidatingAdmissionPolicy",
      metadata,
      spec: {
        matchConstraints: matchConstraints(namespace),
        validations: [{ expression: allowed.join(" && "), message: "user and group must be of the namespace's range" }],
      },
    },
    {
      apiVersion: group,
      kind: "ValidatingAdmissionPolicyBinding",
      metadata,
      spec: { policyName: namespace, validationActions: ["Deny"] },
    },
  );
}

/** Removes the policies. */
export async function removeConstraints(namespace: string): Promise<void> {
  for (const kind of ["mutatingadmissionpolicy", "validatingadmissionpolicy"]) {
    await kubectl("delete", "--ignore-not-found", `${kind}binding`, namespace);
    await kubectl("delete", "--ignore-not-found", kind, namespace);
  }
}
