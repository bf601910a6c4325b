import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { allPlanned, createTestStack, planned, pulumi as runPulumi } from "../../testing/testStack";
import type { TestStack } from "../../testing/testStack";
import { deleteNamespace, kubectl, makeNamespace, succeeds } from "../../testing/kubectl";
import { busybox } from "../../testing/kubernetesStandInInCluster";

describe("kubernetes stand-in under the engine", function () {
  this.timeout(180_000);
  let namespace: string;
  let testStack: TestStack;
  /** What the program deploys; each test changes it. */
  const settings = { password: "hunter2-in-a-stack", greeting: "hello", image: busybox, timeout: "60s" };

  async function program(): Promise<Record<string, unknown>> {
    const provider = new k8s.Provider("cluster", { namespace, enableConfigMapMutable: true });
    const options = { provider, customTimeouts: { create: settings.timeout, update: settings.timeout } };
    const secret = new k8s.core.v1.Secret(
      "password",
      { stringData: { password: pulumi.secret(settings.password) } },
      options,
    );
    const config = new k8s.core.v1.ConfigMap("config", { data: { greeting: settings.greeting } }, options);
    const labels = { app: "greeter" };
    const greeter = new k8s.apps.v1.Deployment(
      "greeter",
      {
        metadata: { name: "greeter" },
        spec: {
          selector: { matchLabels: labels },
          template: {
            metadata: { labels },
            spec: {
              terminationGracePeriodSeconds: 0,
              containers: [
                {
                  name: "main",
                  image: settings.image,
                  command: ["sleep", "1000"],
                  resources: { limits: { cpu: "0.05", memory: "32768Ki" } },
                  envFrom: [
                    { configMapRef: { name: config.metadata.name } },
                    { secretRef: { name: secret.metadata.name } },
                  ],
                },
              ],
            },
          },
        },
      },
      options,
    );
    const service = new k8s.core.v1.Service("greeter", { spec: { selector: labels, ports: [{ port: 80 }] } }, options);
    const read = k8s.core.v1.Service.get("read", service.id, { provider, dependsOn: greeter });
    return Promise.resolve({ clusterIp: read.spec.clusterIP, password: secret.data.apply(data => data.password) });
  }

  before(async () => {
    namespace = await makeNamespace("stand-in");
    testStack = await createTestStack({ run: program });
  });
  after(async () => {
    await testStack?.remove();
    await deleteNamespace(namespace);
  });

  it("deploys, and then neither a preview nor a refresh shows a change", async () => {
    const { outputs } = await testStack.stack.up();
    const address = await kubectl(
      "--namespace",
      namespace,
      "get",
      "services",
      "--output=jsonpath={.items[0].spec.clusterIP}",
    );
    assert.equal(outputs.clusterIp.value, address);
    assert.equal(outputs.password.secret, true);
    assert.deepEqual(await planned(testStack.stack), []);
    const { summary } = await testStack.stack.refresh({ expectNoChanges: true });
    assert.equal(summary.result, "succeeded");
    assert.deepEqual(await planned(testStack.stack), []);
  });

  it("keeps passwords out of the state", async () => {
    const { workDir } = testStack.stack.workspace;
    const options = ["--stack", testStack.stack.name];
    const exported = await runPulumi(["stack", "export", ...options], workDir, testStack.environment);
    assert.match(exported, /"kind": "Secret"/);
    assert.ok(!exported.includes(settings.password));
    assert.ok(!exported.includes(Buffer.from(settings.password).toString("base64")));
  });

  it("previews updates and replacements with the paths that change", async () => {
    settings.greeting = "good day";
    settings.password = "another-long-password";
    const steps = await allPlanned(testStack.stack);
    const config = steps.find(step => step.name === "config");
    assert.deepEqual([config?.op, config?.changes], ["update", { "data.greeting": "update" }]);
    const replaced = steps.filter(step => step.name === "password" && step.op === "replace");
    assert.deepEqual(
      replaced.map(step => step.replacedBy),
      [["data.password"]],
    );
    // The new Secret has another name, which the Deployment refers to.
    const greeter = steps.find(step => step.type === "kubernetes:apps/v1:Deployment");
    assert.deepEqual(greeter?.changes, {
      "spec.template.spec.containers[0].envFrom[1].secretRef.name": "update",
    });
    await testStack.stack.up();
    assert.deepEqual(await planned(testStack.stack), []);
  });

  it("shows after a refresh what others changed, and puts it right", async () => {
    const drift = JSON.stringify({ spec: { template: { spec: { terminationGracePeriodSeconds: 1 } } } });
    await kubectl("--namespace", namespace, "patch", "deployment", "greeter", `--patch=${drift}`);
    await kubectl("--namespace", namespace, "rollout", "status", "deployment/greeter", "--timeout=60s");
    await testStack.stack.refresh();
    const [step, ...others] = await planned(testStack.stack);
    assert.deepEqual(step.changes, { "spec.template.spec.terminationGracePeriodSeconds": "update" });
    assert.deepEqual(others, []);
    await testStack.stack.up();
    const seconds = "--output=jsonpath={.spec.template.spec.terminationGracePeriodSeconds}";
    assert.equal(await kubectl("--namespace", namespace, "get", "deployment", "greeter", seconds), "0");
  });

  it("says why an update does not become ready, and the next one repairs it", async () => {
    settings.image = "localhost/no-such-image:2";
    settings.timeout = "20s";
    await assert.rejects(testStack.stack.up(), (error: Error) => {
      assert.match(
        error.message,
        /"stand-in-\w+\/greeter" failed to fully initialize or become live: timed out after 20 s/,
      );
      assert.match(error.message, /image localhost\/no-such-image:2\) waits: (ErrImagePull|ImagePullBackOff)/);
      return true;
    });
    settings.image = busybox;
    settings.timeout = "60s";
    await testStack.stack.up();
    assert.deepEqual(await planned(testStack.stack), []);
  });

  it("imports an object as a program would describe it", async () => {
    await kubectl("--namespace", namespace, "create", "configmap", "foreign", "--from-literal=key=value");
    const { workDir } = testStack.stack.workspace;
    const type = "kubernetes:core/v1:ConfigMap";
    const options = ["--yes", "--protect=false", "--skip-preview", "--generate-code=false"];
    const stackName = ["--stack", testStack.stack.name];
    await runPulumi(
      ["import", type, "foreign", `${namespace}/foreign`, ...stackName, ...options],
      workDir,
      testStack.environment,
    );
    const state = JSON.stringify(await testStack.stack.exportStack());
    assert.match(state, /"data":\{"key":"value"\}/);
  });

  it("destroys everything that it made", async () => {
    await testStack.stack.destroy();
    for (const kind of ["deployment/greeter", "configmap/foreign"]) {
      assert.equal(await succeeds("--namespace", namespace, "get", kind), false);
    }
    const left = await kubectl("--namespace", namespace, "get", "secrets,services", "--output=name");
    assert.equal(left, "");
  });
});
