import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import type * as pulumi from "@pulumi/pulumi";
import { AksCluster } from "../../../index";
import type { AksClusterArgs } from "../../../index";
import { AzureProvider } from "../../../sandbox/testing/azureNativeStack";
import { createTestStack, planned } from "../../../sandbox/testing/testStack";
import type { TestStack } from "../../../sandbox/testing/testStack";
import { unreachableCluster } from "../unreachable";

/** Takes the order away from the node pools. */
const unchained: pulumi.ResourceTransformation = ({ type, props, opts }) =>
  type === "azure-native:containerservice:AgentPool" ? { props, opts: { ...opts, dependsOn: [] } } : undefined;

/** AKS, and the simulated Azure, refuse an operation on a pool while another one is under way. */
describe("Four node pools of an AksCluster, in updates", function () {
  this.timeout(300_000);
  let kubernetes: Awaited<ReturnType<typeof unreachableCluster>>;
  let folder: string;
  let test: TestStack;
  let args: AksClusterArgs;
  let transformations: pulumi.ResourceTransformation[];

  // eslint-disable-next-line @typescript-eslint/require-await
  async function run(): Promise<void> {
    new AksCluster("factory", args, { provider: new AzureProvider("azure"), transformations });
  }

  const named = (...names: string[]) => ({ pools: names.map(name => ({ name })) });

  beforeEach(async () => {
    args = named("work", "apps", "gpu", "batch");
    transformations = [];
    kubernetes = await unreachableCluster();
    folder = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-azure-"));
    const variables = { AKS_MQTT_AZURE: folder, KUBECONFIG: kubernetes.kubeconfig };
    const config = { "pulumi:disable-default-providers": JSON.stringify(["*"]) };
    test = await createTestStack({ run }, { variables, config });
  });
  afterEach(async () => {
    await test.remove();
    await fs.rm(folder, { recursive: true });
    await kubernetes.remove();
  });

  it("come up, change together with the cluster, lose some of them, and go down", async () => {
    await test.stack.up();
    assert.deepEqual(await planned(test.stack), []);

    args = { ...args, kubernetesVersion: "1.34", tags: { team: "mqtt" }, systemPool: { count: 4 } };
    await test.stack.up();
    assert.deepEqual(await planned(test.stack), []);

    args = { ...args, ...named("work", "other") };
    await test.stack.up();

    await test.stack.destroy();
    assert.deepEqual(JSON.parse(await fs.readFile(path.join(folder, "resources.json"), "utf8")), []);
  });

  it("lose two at a time, also if one between them stays", async () => {
    await test.stack.up();

    args = named("work", "gpu");
    await test.stack.up();
    assert.deepEqual(await planned(test.stack), []);

    await test.stack.destroy();
  });

  it("would fail without their order", async () => {
    transformations = [unchained];

    await assert.rejects(test.stack.up(), /Code=\\?"OperationNotAllowed\\?" Message=.*Another agentpool operation/);

    await test.stack.destroy();
  });
});
