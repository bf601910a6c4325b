import assert from "node:assert/strict";
import { planned } from "../../testing/testStack";
import { createReleaseStack, missingImage, password, releaseFolder } from "./helmReleaseStack";
import type { ReleaseStack } from "./helmReleaseStack";
import { kubectl } from "../../testing/kubectl";
import { busybox } from "../../testing/kubernetesStandInInCluster";
import { leaksIn } from "../../testing/leaks";
import { observedUp } from "../../testing/observedUp";

/** In order: each test starts from the state that the one before left. */
describe("a Helm release under the engine", function () {
  this.timeout(180_000);
  let release: ReleaseStack;
  before(async () => (release = await createReleaseStack()));
  after(() => release.remove());
  const secrets = [{ what: "the password", value: password }];

  it("is installed, and shows its secret values neither in the output nor to other processes", async () => {
    const { output, commandLines } = await observedUp(release.test, releaseFolder);
    assert.deepEqual(leaksIn(output, secrets), []);
    assert.ok(
      commandLines.some(line => /helm install greeter .*--kubeconfig/.test(line)),
      commandLines.join("\n"),
    );
    assert.deepEqual(leaksIn(commandLines.join("\n"), secrets), []);
    assert.equal(await release.get("configmap", "{.data.greeting}"), "hello");
    assert.equal(await release.get("deployment", "{.status.readyReplicas}"), "1");
    const found = await release.get("secret", "{.data.password}");
    assert.equal(Buffer.from(found, "base64").toString(), password);
  });

  it("reports what was deployed", async () => {
    const outputs = await release.test.stack.outputs();
    const { namespace } = release;
    assert.deepEqual(outputs.status.value, {
      appVersion: "2.0",
      chart: "greeter",
      name: "greeter",
      namespace,
      revision: 1,
      status: "deployed",
      version: "1.0.0",
    });
    assert.deepEqual(outputs.resourceNames.value, {
      "ConfigMap/v1": ["greeter"],
      "Deployment.apps/apps/v1": ["greeter"],
      "Secret/v1": [`${namespace}/greeter`],
    });
  });

  it("keeps secret values out of the state", async () => {
    const state = await release.run("stack", "export");
    assert.match(state, /"greeting": "hello"/);
    assert.deepEqual(leaksIn(state, secrets), []);
  });

  it("shows no change in the next preview and the next refresh", async () => {
    const { stack } = release.test;
    assert.deepEqual(await planned(stack), []);
    assert.equal((await stack.refresh({ expectNoChanges: true })).summary.result, "succeeded");
    assert.deepEqual(await planned(stack), []);
  });

  it("shows changed values with their paths, and deploys them as a new revision", async () => {
    const { stack } = release.test;
    await release.configure({ greeting: "good day" });
    const [step, ...others] = await planned(stack);
    assert.deepEqual([step.op, step.name, step.changes], ["update", "greeter", { "values.greeting": "update" }]);
    assert.deepEqual(others, []);
    const { outputs } = await stack.up();
    assert.equal(await release.get("configmap", "{.data.greeting}"), "good day");
    assert.equal((outputs.status.value as { revision: number }).revision, 2);
    assert.deepEqual(await planned(stack), []);
  });

  it("says why an upgrade fails, and the next update repairs it", async () => {
    const { stack } = release.test;
    await release.configure({ image: missingImage, timeout: "4" });
    await assert.rejects(stack.up(), (error: Error) => {
      assert.match(error.message, /Helm release "helm-\w+\/greeter" failed to initialize completely/);
      assert.match(error.message, /Deployment is not ready: helm-\w+\/greeter/);
      return true;
    });
    await release.configure({ image: busybox, timeout: "60" });
    await stack.up();
    assert.equal(await release.get("deployment", "{.spec.template.spec.containers[0].image}"), busybox);
    assert.deepEqual(await planned(stack), []);
  });

  it("repairs a failed upgrade even if the program has not changed since", async () => {
    const { stack } = release.test;
    await release.configure({ image: missingImage, timeout: "4" });
    await assert.rejects(stack.up());
    assert.deepEqual(
      (await planned(stack)).map(({ op, name }) => [op, name]),
      [["update", "greeter"]],
    );
    await release.configure({ image: busybox, timeout: "60" });
    await stack.up();
  });

  it("deletes everything that it made, including Helm's own records", async () => {
    await release.test.stack.destroy();
    const kinds = "deployments,configmaps,secrets,pods";
    const ours = "--selector=app.kubernetes.io/managed-by=Helm";
    assert.equal(await kubectl("--namespace", release.namespace, "get", kinds, ours, "--output=name"), "");
    const notes = "--selector=owner=helm";
    assert.equal(await kubectl("--namespace", release.namespace, "get", "secrets", notes, "--output=name"), "");
  });
});
