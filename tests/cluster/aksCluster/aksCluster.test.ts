import * as kubernetes from "@pulumi/kubernetes";
import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { AksCluster, TrustBundle } from "../../../index";
import type { AksClusterArgs } from "../../../index";
import { createTestStack, planned, pulumi as runPulumi } from "../../../sandbox/testing/testStack";
import type { TestStack } from "../../../sandbox/testing/testStack";
import { makeRoot } from "../../../sandbox/testing/certificates";
import { startApiProxy } from "../apiProxy";
import type { ApiProxy } from "../apiProxy";
import { AzureProvider } from "../../../sandbox/testing/azureNativeStack";
import { deleteNamespace, kubectl, makeNamespace, succeeds } from "../../../sandbox/testing/kubectl";
import { leaksIn } from "../../../sandbox/testing/leaks";

describe("An AksCluster and the objects in it", function () {
  this.timeout(180_000);
  let namespace: string;
  let folder: string;
  let proxy: ApiProxy;
  let reachable = true;
  let test: TestStack;
  let certificatesPem: string[];
  // Azure lists pools by name, so `mqtt` comes before this one.
  const systemPool = { name: "system", count: 2 };
  const start: AksClusterArgs = { kubernetesVersion: "1.35.1", registry: {}, systemPool };
  let args = start;

  // eslint-disable-next-line @typescript-eslint/require-await
  async function program() {
    const aks = new AksCluster("factory", args, { provider: new AzureProvider("azure") });
    const inside = { provider: aks.provider, deletedWith: aks.cluster };
    const image = aks.registryLoginServer.apply(server => `${server ?? ""}/client:1`);
    new kubernetes.core.v1.ConfigMap("image", { metadata: { name: "image", namespace }, data: { image } }, inside);
    // A YAML program cannot refer to `cluster`, only to the component.
    new TrustBundle("trust", { namespaces: [namespace], certificatesPem }, { ...inside, deletedWith: aks });
    return { clusterId: aks.clusterId, registry: aks.registryLoginServer, kubeconfig: aks.kubeconfig };
  }

  before(async () => {
    namespace = await makeNamespace("aks-cluster");
    certificatesPem = [(await makeRoot()).certificatePem];
    folder = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-azure-"));
    proxy = await startApiProxy();
    const variables = { AKS_MQTT_AZURE: folder, KUBECONFIG: proxy.kubeconfig };
    const config = { "pulumi:disable-default-providers": JSON.stringify(["*"]) };
    test = await createTestStack({ run: program }, { variables, config });
  });
  after(async () => {
    if (reachable) {
      await test?.stack.destroy();
      await proxy.close();
    }
    await test?.remove();
    await fs.rm(folder, { recursive: true });
    await deleteNamespace(namespace);
  });

  const resources = async () =>
    JSON.parse(await fs.readFile(path.join(folder, "resources.json"), "utf8")) as { id: string }[];
  const isCluster = ({ id }: { id: string }) => /\/managedClusters\/[^/]+$/.test(id);

  it("are made in one update, after which a preview and a refresh show no change", async () => {
    const { outputs } = await test.stack.up();

    assert.equal((await resources()).find(isCluster)?.id, outputs.clusterId.value);
    assert.equal(
      await kubectl("--namespace", namespace, "get", "configmap/image", "--output=jsonpath={.data.image}"),
      `${outputs.registry.value as string}/client:1`,
    );
    assert.deepEqual(await planned(test.stack), []);
    await test.stack.refresh({ expectNoChanges: true });
  });

  it("keep the kubeconfig out of the state in plain text", async () => {
    const { name, workspace } = test.stack;
    const state = await runPulumi(["stack", "export", "--stack", name], workspace.workDir, test.environment);
    const kubeconfig = await fs.readFile(proxy.kubeconfig, "utf8");
    const [, token] = /"token":"(\w+)"/.exec(kubeconfig) ?? assert.fail("the kubeconfig has no token");
    assert.deepEqual(leaksIn(state, [{ what: "the token", value: token }]), []);
  });

  for (const [what, change, steps] of [
    ["scaling the system pool", { systemPool: { ...systemPool, count: 3 } }, ["update factory-cluster"]],
    ["upgrading the version", { kubernetesVersion: "1.36.0" }, ["update factory-cluster"]],
    ["adding a pool", { pools: [{ name: "mqtt" }] }, ["create factory-pool-mqtt"]],
    [
      "tagging everything",
      { tags: { team: "mqtt" } },
      ["cluster", "group", "identity", "network", "registry"].map(child => `update factory-${child}`),
    ],
  ] as [string, AksClusterArgs, string[]][]) {
    it(`do not change in the cluster by ${what}`, async () => {
      args = { ...start, ...change };

      assert.deepEqual((await planned(test.stack)).map(({ op, name }) => `${op} ${name}`).sort(), steps);
    });
  }

  it("are scaled, upgraded and given a pool in one update, after which a preview shows no change", async () => {
    args = {
      ...start,
      systemPool: { ...systemPool, count: 3 },
      kubernetesVersion: "1.36.0",
      pools: [{ name: "mqtt" }],
    };

    await test.stack.up();

    assert.deepEqual(await planned(test.stack), []);
  });

  it("keep their pools and the cluster after a refresh that finds another pool first in the cluster's list", async () => {
    await test.stack.refresh();

    const [{ op, name, changes }, ...others] = await planned(test.stack);
    assert.deepEqual([op, name, others], ["update", "factory-cluster", []]);
    assert.equal(changes["agentPoolProfiles[0].name"], "update");
    await test.stack.up();
    assert.ok((await resources()).some(({ id }) => id.endsWith("/agentPools/mqtt")));
    assert.deepEqual(await planned(test.stack), []);
  });

  it("do not change in the cluster by another kubeconfig", async () => {
    const other = path.join(folder, "kubeconfig");
    await fs.writeFile(other, `${await fs.readFile(proxy.kubeconfig, "utf8")}\n`, { mode: 0o600 });
    test.stack.workspace.envVars = { ...test.stack.workspace.envVars, KUBECONFIG: other };

    const steps = await planned(test.stack);

    assert.deepEqual(
      steps.map(({ op, name }) => `${op} ${name}`),
      ["update factory-provider"],
    );
  });

  it("move to a new cluster together", async () => {
    args = { ...args, dnsPrefix: "other" };

    const steps = await planned(test.stack);

    const replaced = steps.filter(({ op }) => op === "replace").map(({ name }) => name);
    assert.deepEqual(
      replaced.filter(name => !name.startsWith("factory-p")),
      ["factory-cluster", "image", `trust-${namespace}`],
    );
  });

  it("are destroyed cleanly if the cluster was deleted outside Pulumi", async () => {
    const file = path.join(folder, "resources.json");
    const left = (await resources()).filter(({ id }) => !id.includes("/managedClusters/"));
    await fs.writeFile(file, JSON.stringify(left));
    // The API server is gone with the cluster.
    await proxy.close();
    reachable = false;

    await test.stack.destroy();

    assert.deepEqual(await resources(), []);
    // Nobody could delete it; a real cluster would have taken it along.
    assert.equal(await succeeds("--namespace", namespace, "get", "configmap/image"), true);
    const state = (await test.stack.exportStack()).deployment as { resources?: unknown[] };
    assert.deepEqual(state.resources ?? [], []);
  });
});
