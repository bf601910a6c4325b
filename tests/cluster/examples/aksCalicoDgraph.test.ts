import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { addressesInSubnet, calicoEvidence } from "../../../examples/aks-calico-dgraph/proof/cluster";
import { expectVerdicts, inClient, probes } from "../../../examples/aks-calico-dgraph/proof/probes";
import type { Verdict } from "../../../examples/aks-calico-dgraph/proof/probes";
import { describeProof } from "../../../examples/aks-calico-dgraph/proof/table";
import { runTest, tests } from "../../../examples/aks-calico-dgraph/proof/tests";
import type { ArmResource } from "../../../sandbox/azure/resourceManager/store";
import { dgraphImage, pydgraphClientImage } from "../../../sandbox/machine/dgraphImages";
import { projectFolder } from "../../../sandbox/paths";
import { createTestStack, planned, pulumi } from "../../../sandbox/testing/testStack";
import type { TestStack } from "../../../sandbox/testing/testStack";
import { clusterListing } from "../../../sandbox/testing/clusterListing";
import { tryConnections } from "../connections";
import { eventually, kubectl, succeeds } from "../../../sandbox/testing/kubectl";
import { attachToSubnet, detach } from "../../../sandbox/testing/otherMachines";
import { settlesWithoutSwitches } from "./providerAsItComes";
import { assertFirstUp, assertPrinted } from "./readme";
import { fieldsWrittenOtherwise } from "../sentFields";

const example = path.join(projectFolder, "examples", "aks-calico-dgraph");
const readme = path.join(example, "README.md");

/** In order: each test starts from the cluster that the one before left. */
describe("examples/aks-calico-dgraph", function () {
  this.timeout(600_000);
  const config = { clientImage: pydgraphClientImage, dgraphImage };
  let test: TestStack;
  /** What the client saw in each test. */
  const seen: Verdict[][] = [];
  /** A machine in the subnet that is not a pod. */
  const stranger = `dgraph-stranger-${process.pid}`;
  const strangerSees = async () => {
    const ways: [string, number][] = [
      ["demo-dgraph-alpha-0", 8080],
      ["demo-dgraph-alpha-0", 9080],
      ["demo-dgraph-zero-0", 6080],
    ];
    const address = (pod: string) => kubectl("get", `pod/${pod}`, "-n", "dgraph", "-o", "jsonpath={.status.podIP}");
    return tryConnections(
      await Promise.all(
        ways.map(async ([pod, port]) => ({ from: { machine: stranger }, host: await address(pod), port })),
      ),
    );
  };
  const silent = () => undefined;
  const deployment = () => ({ stack: test.stack, environment: process.env });

  before(async () => {
    // The example adopts an existing namespace, and would delete it in the end.
    const taken = await succeeds("get", "namespace", "dgraph");
    assert.ok(!taken, "the namespace dgraph already exists: remove it, for example with npm run dgraph -- --destroy");
    attachToSubnet(stranger, `dgraph-${process.pid}`, "10.240.0.83");
    test = await createTestStack({ folder: example }, { config });
  });
  after(async () => {
    try {
      await test?.stack.destroy();
      await test?.remove();
    } finally {
      detach(stranger);
    }
  });

  it("shows that Calico runs", async () => {
    const [information, agents] = await calicoEvidence(process.env);
    assert.match(information, /datastore is ready/);
    assert.match(agents, /gave \d+ pods their addresses/);
  });

  it("prints in its first update, which is test 0, what its README shows", async () => {
    const printed = await pulumi(["up", "--yes", "--stack", test.stack.name], example, test.environment);
    await assertFirstUp(readme, printed);
  });

  it("test 0: without a policy everything is open to the client", async () => {
    seen.push(await runTest(deployment(), tests[0], silent));
    assert.deepEqual(await fieldsWrittenOtherwise(test.stack), []);
    assert.deepEqual(await planned(test.stack), []);
    await test.stack.refresh({ expectNoChanges: true });
    await eventually(async () => (await strangerSees()).join(), "open,open,open");
  });

  it("has jq in the client, to read what the alphas answer", async () => {
    const status = `curl --silent --max-time 5 "$DGRAPH_ALPHA_SERVER:8080/health" | jq --raw-output '.[0].status'`;
    await eventually(async () => (await inClient(process.env, status)).stdout, "healthy\n");
  });

  it("shows that nodes and pods share the subnet, and notices if they do not", async () => {
    const shown = await addressesInSubnet(process.env, "10.240.0.0/16");
    const pods = ["alpha", "zero"].flatMap(part => [0, 1, 2].map(n => `demo-dgraph-${part}-${n}`));
    assert.deepEqual(
      shown.map(([name]) => name),
      ["aks-mqtt-node", ...pods],
    );
    await assert.rejects(addressesInSubnet(process.env, "10.240.64.0/18"), /aks-mqtt-node 10\.240\.0\.4/);
  });

  it("keeps administration closed to the client, which does reach the alphas", async () => {
    const drop = `curl --silent --max-time 5 --request POST --data '{"drop_all": true}' "$DGRAPH_ALPHA_SERVER:8080/alter"`;
    const refusal = "unauthorized ip address";
    await eventually(async () => {
      const { stdout } = await inClient(process.env, drop);
      return stdout.includes(refusal) ? refusal : stdout;
    }, refusal);
  });

  it("test 1: one change closes every way by a time-out, also to another machine in the subnet", async () => {
    seen.push(await runTest(deployment(), tests[1], silent));
    assert.deepEqual(await strangerSees(), ["time-out", "time-out", "time-out"]);
  });

  it("keeps labels set with kubectl, which open the ways as the document says", async () => {
    const label = (...labels: string[]) => kubectl("label", "namespace", "pydgraph-client", ...labels);
    await label("env=test", "app=dgraph-client", "team=blue");
    const { summary } = await test.stack.up();
    assert.deepEqual(Object.keys(summary.resourceChanges ?? {}), ["same"]);
    await expectVerdicts(process.env, tests[2].verdicts, "The client with labels set by kubectl");
    await label("env-");
    await expectVerdicts(process.env, tests[1].verdicts, "The client with one of the two labels");
  });

  it("test 2: one change opens the client's ways again, and the zeros stay closed", async () => {
    seen.push(await runTest(deployment(), tests[2], silent));
    assert.deepEqual(await strangerSees(), ["time-out", "time-out", "time-out"]);
    const labels = await kubectl("get", "namespace", "pydgraph-client", "-o", "jsonpath={.metadata.labels}");
    const { app, env, team } = JSON.parse(labels) as Record<string, string>;
    assert.deepEqual({ app, env, team }, { app: "dgraph-client", env: "test", team: "blue" });
  });

  it("keeps Dgraph healthy under isolation: no pod was restarted, and the alphas reach the zeros", async () => {
    const columns = "jsonpath={range .items[*]}{.metadata.name} {.status.containerStatuses[0].restartCount}{' '}{end}";
    const restarts = await kubectl("get", "pods", "-n", "dgraph", "-o", columns);
    assert.equal(restarts.match(/ 0 /g)?.length, 6, restarts);
    const whole = async () => {
      const { stdout } = await inClient(process.env, 'curl --silent --max-time 5 "$DGRAPH_ALPHA_SERVER:8080/state"');
      const { zeros, groups } = JSON.parse(stdout) as {
        zeros: object;
        groups: Record<string, { members: Record<string, { leader?: boolean }> }>;
      };
      const members = Object.values(groups).flatMap(group => Object.values(group.members));
      const leaders = members.filter(({ leader }) => leader);
      return `${Object.keys(zeros).length} zeros, ${members.length} alphas, ${leaders.length} leader`;
    };
    await eventually(whole, "3 zeros, 3 alphas, 1 leader");
  });

  it("prints a table with a line for each way, which fits a terminal of 72 columns", async () => {
    const evidence = await calicoEvidence(process.env);
    const addresses = await addressesInSubnet(process.env, "10.240.0.0/16");
    const text = describeProof({ evidence, verdicts: seen, addresses, subnet: "10.240.0.0/16" });
    for (const { title } of probes.slice(0, 3)) assert.match(text, new RegExp(`${title} +open +time-out +open\\n`));
    assert.match(text, /zero 6080 \/state +open +time-out +time-out\n/);
    assert.deepEqual(
      text.split("\n").filter(line => line.length > 72),
      [],
    );
    const shown = /```\n(Calico runs:\n[^]*?) +\.\.\.\n```/.exec(await fs.readFile(readme, "utf8"))?.[1] ?? "";
    assert.notEqual(shown, "");
    const withoutCount = (printed: string) => printed.replace(/\d+ pods/, "all pods");
    const printed = text
      .trimStart()
      .split("\n")
      .slice(0, shown.split("\n").length - 1);
    assertPrinted(withoutCount(`${printed.join("\n")}\n`), withoutCount(shown));
  });

  it("leaves no claim, volume or other object when it is destroyed", async () => {
    await test.stack.destroy();
    // The provisioner deletes a volume's folder in a pod, after the claim is gone.
    const volumes = "jsonpath={.items[?(@.spec.claimRef.namespace=='dgraph')].metadata.name}";
    await eventually(() => kubectl("get", "persistentvolumes", "-o", volumes), "", 120);
    await eventually(async () => (await clusterListing("dgraph", "pydgraph-client")).objects.join(", "), "");
  });

  it("shows no change with default provider settings", () => settlesWithoutSwitches(example, { config }));
});

describe("examples/aks-calico-dgraph/cluster", function () {
  this.timeout(180_000);

  it("makes a cluster with Calico and a registry that its nodes pull from, and removes them again", async () => {
    const folder = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-azure-"));
    const program = { folder: path.join(projectFolder, "examples", "aks-calico-dgraph", "cluster") };
    const config = { "azure-native:location": "westus2", clusterName: "blog-test", registryName: "blogtest" };
    const test = await createTestStack(program, { config, variables: { AKS_MQTT_AZURE: folder } });
    const inAzure = async () => {
      const resources = JSON.parse(await fs.readFile(path.join(folder, "resources.json"), "utf8")) as ArmResource[];
      return resources.map(({ id, body }) => ({ name: id.split("/").at(-1) ?? "", id, body }));
    };
    try {
      const { outputs } = await test.stack.up();
      assert.equal(outputs.registryLoginServer.value, "blogtest.azurecr.io");
      const all = await inAzure();
      const cluster = all.find(({ name }) => name === "blog-test");
      assert.match(cluster?.id ?? "", new RegExp(`/resourceGroups/${String(outputs.resourceGroup.value)}/`));
      assert.equal(outputs.clusterName.value, "blog-test");
      const { networkPlugin, networkPolicy } = cluster?.body.networkProfile as Record<string, unknown>;
      assert.deepEqual({ networkPlugin, networkPolicy }, { networkPlugin: "azure", networkPolicy: "calico" });
      const registry = all.find(({ name }) => name === "blogtest");
      assert.ok(
        all.some(({ id }) => id.startsWith(`${registry?.id}/providers/Microsoft.Authorization/roleAssignments/`)),
      );
      await test.stack.destroy();
      assert.deepEqual(await inAzure(), []);
    } finally {
      await test.stack.destroy();
      await test.remove();
      await fs.rm(folder, { recursive: true });
    }
  });
});
