import assert from "node:assert/strict";
import { planned, programFails } from "../../../sandbox/testing/testStack";
import { createRecordedStack, deployed } from "./recordedStack";

/** Before the system pool's default name was `agentpool`. */
describe("The state of AksClusters that an earlier version deployed", function () {
  this.timeout(300_000);
  let test: Awaited<ReturnType<typeof createRecordedStack>>;

  beforeEach(async () => {
    test = await createRecordedStack();
    await test.restore("before-agentpool");
  });
  afterEach(() => test.remove());

  const shown = async () =>
    (await planned(test.stack)).map(({ op, name, changes }) => [op, name, Object.keys(changes)] as const);

  /** The cluster and its pools. */
  const inFactory = async () => (await test.inAzure()).filter(({ id }) => id.includes("/managedClusters/factory"));

  it("changes nothing but the tags of the system pool's machines", async () => {
    assert.deepEqual(await shown(), [["update", "factory-cluster", ["agentPoolProfiles[0].tags"]]]);

    await test.stack.up();
    assert.deepEqual(await planned(test.stack), []);
  });

  it("does not mistake another pool for the system pool after a refresh", async () => {
    await test.stack.refresh();
    const says = /systemPool\.name: is missing, and Pulumi would take the pool "apps" for the system pool/;
    await programFails(() => test.stack.preview(), says);
    const before = await inFactory();
    await programFails(() => test.stack.up(), /Must define at least one system pool/);
    assert.deepEqual(await inFactory(), before);

    test.program.clusters = { ...deployed, factory: { ...deployed.factory, systemPool: { name: "system" } } };
    const steps = (await planned(test.stack)).filter(({ name }) => name.startsWith("factory"));
    assert.deepEqual(
      steps.map(({ op, name }) => `${op} ${name}`),
      ["update factory-cluster"],
    );
    await test.stack.up();
    const [{ body }] = await inFactory();
    assert.deepEqual(
      body.agentPoolProfiles?.map(({ name, mode }) => [name, mode]),
      [["system", "System"]],
    );
  });

  it("replaces the cluster if the program names the system pool otherwise", async () => {
    const systemPool = { ...deployed.plant.systemPool, name: "agentpool" };
    test.program.clusters = { ...deployed, plant: { ...deployed.plant, systemPool } };

    const replaced = (await planned(test.stack)).filter(({ op }) => op === "replace").map(({ name }) => name);
    assert.deepEqual(replaced.sort(), ["plant-cluster", "plant-pool-work"]);
  });
});
