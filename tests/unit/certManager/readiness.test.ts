import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { CertManager } from "../../../index";
import type { CertManagerArgs } from "../../../index";
import { find, isKnown, run, valueOf } from "../engine/engine";
import { containersOf, jobOf } from "./readinessJob";

const certManager =
  (args: CertManagerArgs = {}) =>
  () =>
    new CertManager("certs", args);

/** The object that the webhook is asked about. */
interface Probe {
  spec: { request: string; issuerRef: object };
}

describe("The readiness of a CertManager", () => {
  it("is an output in an update, with namespace and version", async () => {
    const { result } = await run(certManager());

    assert.deepEqual(await valueOf(result.ready), ["cainjector", "cert-manager", "webhook"]);
    assert.equal(await valueOf(result.namespace), "cert-manager");
    assert.equal(await valueOf(result.version), "v1.21.2");
  });

  // The namespace must stay known with a new Job: otherwise the CA in it would be replaced.
  it("is unknown in a preview before its Job is done, though the namespace is known", async () => {
    const { result } = await run(certManager({ createNamespace: false }), { preview: true });

    assert.equal(await isKnown(result.ready), false);
    assert.equal(await valueOf(result.namespace), "cert-manager");
    assert.equal(await valueOf(result.version), "v1.21.2");
  });

  it("is known in a preview once its Job is done", async () => {
    const { result } = await run(certManager(), { preview: true, live: { "Job/cert-manager/certs-ready": {} } });

    assert.deepEqual(await valueOf(result.ready), ["cainjector", "cert-manager", "webhook"]);
    assert.equal(await valueOf(result.namespace), "cert-manager");
  });

  it("comes after the Helm release, which comes after the namespace", async () => {
    const { resources } = await run(certManager());

    const order = ["certs-namespace", "certs-release", "certs-ready-job"];
    assert.deepEqual(
      resources.map(({ name }) => name).filter(name => order.includes(name)),
      order,
    );
  });

  describe("is awaited in a Job", () => {
    it("that waits for the parts by label, then for the webhook's CA bundle, then for its answer", async () => {
      const { resources } = await run(certManager({ namespace: "security" }));

      const steps = containersOf(jobOf(resources)).map(({ name, args }) => [name, ...args].join(" "));
      const part = (app: string) =>
        `${app} wait deployment --namespace=security --selector=app=${app} --for=condition=Available --timeout=-1s`;
      assert.deepEqual(steps, [
        part("cainjector"),
        part("cert-manager"),
        part("webhook"),
        "webhook-trust wait validatingwebhookconfiguration,mutatingwebhookconfiguration " +
          "--selector=app=webhook,app.kubernetes.io/component=webhook " +
          "--for=jsonpath={.webhooks[0].clientConfig.caBundle} --timeout=-1s",
        "webhook-answer create --namespace=security --filename=/files/request.json --dry-run=server",
      ]);
    });

    it("with a request that the webhook judges and the cluster does not keep", async () => {
      const { resources } = await run(certManager());

      const { data } = find(resources, "kubernetes:core/v1:ConfigMap", "certs-ready-probe").inputs;
      const { spec: wanted, ...request } = JSON.parse((data as Record<string, string>)["request.json"]) as Probe;
      assert.deepEqual(request, {
        apiVersion: "cert-manager.io/v1",
        kind: "CertificateRequest",
        metadata: { name: "certs-ready", namespace: "cert-manager" },
      });
      assert.deepEqual(wanted.issuerRef, { name: "certs-ready" });
      assert.match(Buffer.from(wanted.request, "base64").toString(), /^-----BEGIN CERTIFICATE REQUEST-----/);
      const { spec } = jobOf(resources).spec.template;
      assert.deepEqual(spec.volumes, [{ name: "files", configMap: { name: "certs-ready-probe" } }]);
      for (const { volumeMounts } of containersOf(jobOf(resources))) {
        assert.deepEqual(volumeMounts, [{ name: "files", mountPath: "/files", readOnly: true }]);
      }
      assert.ok(!resources.some(({ type }) => type.startsWith("kubernetes:cert-manager.io/")));
    });

    it("that may read its objects and send its request, and do nothing else", async () => {
      const { resources } = await run(certManager());

      const rbac = "kubernetes:rbac.authorization.k8s.io/v1:";
      assert.deepEqual(find(resources, `${rbac}Role`, "certs-ready-role").inputs.rules, [
        { apiGroups: ["apps"], resources: ["deployments"], verbs: ["get", "list", "watch"] },
        { apiGroups: ["cert-manager.io"], resources: ["certificaterequests"], verbs: ["create"] },
      ]);
      assert.deepEqual(find(resources, `${rbac}ClusterRole`, "certs-ready-cluster-role").inputs.rules, [
        {
          apiGroups: ["admissionregistration.k8s.io"],
          resources: ["validatingwebhookconfigurations", "mutatingwebhookconfigurations"],
          verbs: ["get", "list", "watch"],
        },
      ]);
      const account = { kind: "ServiceAccount", namespace: "cert-manager", name: "certs-ready" };
      for (const [binding, kind, name] of [
        ["RoleBinding certs-ready-binding", "Role", "certs-ready"],
        ["ClusterRoleBinding certs-ready-cluster-binding", "ClusterRole", "cert-manager-certs-ready"],
      ]) {
        const [type, logicalName] = binding.split(" ");
        const { roleRef, subjects } = find(resources, `${rbac}${type}`, logicalName).inputs;
        assert.deepEqual(roleRef, { apiGroup: "rbac.authorization.k8s.io", kind, name });
        assert.deepEqual(subjects, [account]);
      }
      assert.equal(jobOf(resources).spec.template.spec.serviceAccountName, "certs-ready");
    });

    it("that fits the restricted Pod Security level", async () => {
      const { resources } = await run(certManager());

      const { spec } = jobOf(resources).spec.template;
      assert.deepEqual(spec.securityContext, {
        runAsNonRoot: true,
        runAsUser: 65532,
        runAsGroup: 65532,
        seccompProfile: { type: "RuntimeDefault" },
      });
      for (const { name, securityContext } of containersOf(jobOf(resources))) {
        assert.deepEqual(
          securityContext,
          { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ["ALL"] } },
          name,
        );
      }
    });

    it("that retries a step instead of giving up, and is kept afterwards", async () => {
      const { resources } = await run(certManager());

      const { spec } = jobOf(resources);
      assert.equal(spec.template.spec.restartPolicy, "OnFailure");
      assert.equal(spec.backoffLimit, 100);
      assert.equal(spec.ttlSecondsAfterFinished, undefined);
    });

    it("with the given image", async () => {
      const imagesOf = async (args: CertManagerArgs) => {
        const { resources } = await run(certManager(args));
        return [...new Set(containersOf(jobOf(resources)).map(({ image }) => image))];
      };

      assert.deepEqual(await imagesOf({}), ["registry.k8s.io/kubectl:v1.36.3"]);
      const kubectlImage = pulumi.output("registry.example.com/kubectl:v1.35.0");
      assert.deepEqual(await imagesOf({ kubectlImage }), ["registry.example.com/kubectl:v1.35.0"]);
    });
  });

  describe("gets a new Job", () => {
    // A Job's pod template is immutable: another template means another Job.
    const templateOf = async (args: CertManagerArgs, revision = 1) => {
      const live = { "Release/cert-manager/cert-manager": { status: { revision } } };
      return jobOf((await run(certManager(args), { live })).resources).spec.template;
    };

    it("for another revision of the release", async () => {
      const [before, after] = [await templateOf({}), await templateOf({}, 2)];

      assert.deepEqual(
        [before, after].map(({ metadata }) => metadata.annotations["aks-mqtt/trigger"]),
        ["1", "2"],
      );
      assert.deepEqual(after.spec, before.spec);
    });

    it("for nothing else", async () => {
      const before = await templateOf({});
      for (const args of [{}, { replicas: 2 }, { timeoutSeconds: 90 }, { values: { prometheus: {} } }]) {
        assert.deepEqual(await templateOf(args), before);
      }
    });

    it("for nothing at all if cert-manager already existed", async () => {
      assert.equal((await templateOf({ existing: true })).metadata, undefined);
    });
  });
});
