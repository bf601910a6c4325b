import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { chartValues } from "../../../components/certManager/chart";
import { CertManager } from "../../../index";
import type { CertManagerArgs } from "../../../index";
import { find, isKnown, run, valueOf } from "../engine/engine";
import type { Registered } from "../engine/engine";
import { containersOf, jobOf } from "./readinessJob";

const releaseType = "kubernetes:helm.sh/v3:Release";
const certManager =
  (args: CertManagerArgs = {}) =>
  () =>
    new CertManager("certs", args);

function releaseOf(resources: Registered[]) {
  return find(resources, releaseType, "certs-release").inputs;
}

/** The names of the registered resources, without the readiness Job and what it needs. */
function withoutReadiness(resources: Registered[]): string[] {
  const names = resources.map(({ name }) => name);
  return names.filter(name => !name.startsWith("certs-ready-")).sort();
}

describe("CertManager", () => {
  for (const preview of [false, true]) {
    describe(preview ? "in a preview" : "in an update", () => {
      it("keeps its child names and object names", async () => {
        const { resources } = await run(certManager(), { preview });

        assert.deepEqual(resources.map(({ type, name }) => `${type} ${name}`).sort(), [
          "aks-mqtt:index:CertManager certs",
          "kubernetes:batch/v1:Job certs-ready-job",
          "kubernetes:core/v1:ConfigMap certs-ready-probe",
          "kubernetes:core/v1:Namespace certs-namespace",
          "kubernetes:core/v1:ServiceAccount certs-ready-account",
          "kubernetes:helm.sh/v3:Release certs-release",
          "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole certs-ready-cluster-role",
          "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding certs-ready-cluster-binding",
          "kubernetes:rbac.authorization.k8s.io/v1:Role certs-ready-role",
          "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding certs-ready-binding",
        ]);
        const objects = resources.filter(({ inputs }) => inputs.metadata !== undefined);
        const named = objects.map(({ type, inputs }) => {
          const { namespace, name } = inputs.metadata as { namespace?: string; name: string };
          return `${type.split(":").pop()} ${namespace ?? "-"} ${name}`;
        });
        assert.deepEqual(named.sort(), [
          "ClusterRole - cert-manager-certs-ready",
          "ClusterRoleBinding - cert-manager-certs-ready",
          "ConfigMap cert-manager certs-ready-probe",
          "Job cert-manager certs-ready",
          "Namespace - cert-manager",
          "Role cert-manager certs-ready",
          "RoleBinding cert-manager certs-ready",
          "ServiceAccount cert-manager certs-ready",
        ]);
      });

      it("takes the chart from the cert-manager project's registry by default", async () => {
        const { resources } = await run(certManager(), { preview });

        assert.deepEqual(releaseOf(resources), {
          name: "cert-manager",
          namespace: "cert-manager",
          chart: "oci://quay.io/jetstack/charts/cert-manager",
          version: "v1.21.2",
          values: chartValues({ version: "v1.21.2", namespace: "cert-manager" }),
          timeout: 600,
          compat: "true",
        });
      });

      it("takes the chart from another registry", async () => {
        const chart = { oci: pulumi.output("oci://registry.example.com/charts/cert-manager") };
        const { resources } = await run(certManager({ chart, version: pulumi.output("v1.20.0") }), { preview });

        const { chart: from, version, repositoryOpts } = releaseOf(resources);
        assert.deepEqual(
          [from, version, repositoryOpts],
          ["oci://registry.example.com/charts/cert-manager", "v1.20.0", undefined],
        );
      });

      it("takes the chart from a repository", async () => {
        const { resources } = await run(certManager({ chart: { repository: "https://charts.jetstack.io" } }), {
          preview,
        });

        const { chart, version, repositoryOpts } = releaseOf(resources);
        assert.deepEqual(
          [chart, version, repositoryOpts],
          ["cert-manager", "v1.21.2", { repo: "https://charts.jetstack.io" }],
        );
      });

      it("takes the chart from a folder, with values that its version understands", async () => {
        const args = { chart: { path: "./charts/cert-manager" }, version: "v1.11.5" };
        const { result, resources } = await run(certManager(args), { preview });

        const { chart, version, repositoryOpts, values } = releaseOf(resources);
        assert.deepEqual([chart, version, repositoryOpts], ["./charts/cert-manager", undefined, undefined]);
        assert.deepEqual(values, chartValues({ version: "v1.11.5", namespace: "cert-manager" }));
        assert.equal((values as Record<string, unknown>).installCRDs, true);
        assert.equal(await valueOf(result.version), "v1.11.5");
      });

      it("passes all of its settings to the chart", async () => {
        const settings = {
          version: "v1.21.2",
          crds: { keep: false },
          replicas: 2,
          resources: { limits: { memory: "64Mi" } },
          values: { webhook: { timeoutSeconds: 5 } },
        };
        const { resources } = await run(certManager({ ...settings, timeoutSeconds: 90 }), { preview });

        const { values, timeout } = releaseOf(resources);
        assert.deepEqual(values, chartValues({ ...settings, namespace: "cert-manager" }));
        assert.equal(timeout, 90);
        assert.equal(jobOf(resources).metadata.annotations["pulumi.com/timeoutSeconds"], "90");
      });

      it("uses an existing namespace", async () => {
        const args = { namespace: pulumi.output("security"), createNamespace: false };
        const { resources } = await run(certManager(args), { preview });

        assert.deepEqual(withoutReadiness(resources), ["certs", "certs-release"]);
        assert.equal(releaseOf(resources).namespace, "security");
        assert.equal(jobOf(resources).metadata.namespace, "security");
      });

      it("creates a namespace with another name", async () => {
        const { resources } = await run(certManager({ namespace: "security" }), { preview });

        const { inputs } = find(resources, "kubernetes:core/v1:Namespace", "certs-namespace");
        assert.deepEqual(inputs.metadata, { name: "security" });
        const { namespace, values } = releaseOf(resources);
        assert.equal(namespace, "security");
        assert.deepEqual(values, chartValues({ version: "v1.21.2", namespace: "security" }));
      });

      it("installs nothing if cert-manager exists already, but waits for it", async () => {
        const { result, resources } = await run(certManager({ existing: true, namespace: "cert-manager" }), {
          preview,
        });

        assert.deepEqual(withoutReadiness(resources), ["certs"]);
        assert.equal(containersOf(jobOf(resources)).length, 5);
        assert.equal(await valueOf(result.version), undefined);
        assert.equal(await isKnown(result.version), true);
      });
    });
  }

  it("shows the known part of a release in a preview while a value is unknown", async () => {
    const unknown = pulumi.output(pulumi.unknown as unknown as string);
    const { resources } = await run(certManager({ values: { global: { priorityClassName: unknown } } }), {
      preview: true,
    });

    const { version, values, namespace } = releaseOf(resources);
    assert.deepEqual([version, values, namespace], ["v1.21.2", undefined, "cert-manager"]);
    const { annotations } = jobOf(resources).spec.template.metadata;
    assert.equal(annotations["aks-mqtt/trigger"], undefined);
  });

  it("keeps secret values secret", async () => {
    const values = { global: { imagePullSecrets: [pulumi.secret("hunter2")] } };
    const { resources } = await run(certManager({ values }));

    const release = find(resources, releaseType, "certs-release");
    assert.deepEqual(release.secretInputs, ["values"]);
    for (const { name, type, inputs } of resources.filter(resource => resource !== release)) {
      assert.ok(!JSON.stringify(inputs).includes("hunter2"), `${type} ${name} shows a secret`);
    }
  });
});
