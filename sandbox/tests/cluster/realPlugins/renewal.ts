/** A kind of custom resource whose duration the cluster rewrites in Go's form, as cert-manager's webhook does. */
import { apply, eventually, kubectl, kubectlWithInput } from "../../../testing/kubectl";
import { renewalGroup } from "./program";

/** Defines the kind for a namespace's tests; the returned function removes it. */
export async function defineRenewals(namespace: string): Promise<() => Promise<void>> {
  const group = renewalGroup(namespace);
  const definition = `renewals.${group}`;
  const text = { type: "string" };
  const spec = { type: "object", properties: { duration: text, names: { type: "array", items: text } } };
  const admission = "admissionregistration.k8s.io/v1";
  const expression = 'Object{spec: Object.spec{duration: "87600h0m0s"}}';
  await apply(
    {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: definition },
      spec: {
        group,
        scope: "Namespaced",
        names: { kind: "Renewal", plural: "renewals" },
        versions: [
          {
            name: "v1",
            served: true,
            storage: true,
            schema: { openAPIV3Schema: { type: "object", properties: { spec } } },
          },
        ],
      },
    },
    {
      apiVersion: admission,
      kind: "MutatingAdmissionPolicy",
      metadata: { name: namespace },
      spec: {
        matchConstraints: {
          resourceRules: [
            { apiGroups: [group], apiVersions: ["v1"], operations: ["CREATE", "UPDATE"], resources: ["renewals"] },
          ],
        },
        matchConditions: [{ name: "hours", expression: 'object.spec.duration == "87600h"' }],
        reinvocationPolicy: "Never",
        mutations: [{ patchType: "ApplyConfiguration", applyConfiguration: { expression } }],
      },
    },
    {
      apiVersion: admission,
      kind: "MutatingAdmissionPolicyBinding",
      metadata: { name: namespace },
      spec: { policyName: namespace },
    },
  );
  await kubectl("wait", "--for=condition=Established", "--timeout=60s", `customresourcedefinition/${definition}`);
  await eventually(() => keptDuration(namespace, group), "87600h0m0s");
  return async () => {
    const policies = [`mutatingadmissionpolicybinding/${namespace}`, `mutatingadmissionpolicy/${namespace}`];
    await kubectl("delete", "--ignore-not-found", ...policies, `customresourcedefinition/${definition}`);
  };
}

/** How the cluster would keep `87600h`: the API server takes a moment to apply a new policy. */
function keptDuration(namespace: string, group: string): Promise<string> {
  const metadata = { name: "probe", namespace };
  const renewal = { apiVersion: `${group}/v1`, kind: "Renewal", metadata, spec: { duration: "87600h" } };
  const args = ["create", "--dry-run=server", "--filename=-", "--output=jsonpath={.spec.duration}"];
  return kubectlWithInput(JSON.stringify(renewal), ...args);
}
