import assert from "node:assert/strict";
import * as path from "node:path";
import { planned, programFails } from "../../../sandbox/testing/testStack";
import { createRecordedStack, deployed } from "./recordedStack";

/** Before RBAC was asked for, and before the tags were on the machines of the system pool. */
describe("The state of AksClusters that an earlier version deployed", function () {
  this.timeout(300_000);
  let test: Awaited<ReturnType<typeof createRecordedStack>>;

  beforeEach(async () => {
    test = await createRecordedStack();
    await test.restore("before-rbac");
  });
  afterEach(() => test.remove());

  const shown = async () =>
    (await planned(test.stack)).map(({ op, name, changes }) => [op, name, Object.keys(changes)] as const);

  /** The pools of the first cluster: those in its own list, and those that are resources of their own. */
  const pools = async () => {
    const all = (await test.inAzure()).filter(({ id }) => id.includes("/managedClusters/factory"));
    return all.map(({ id, body }) => [
      path.basename(id),
      body.agentPoolProfiles?.map(({ name, mode }) => [name, mode]),
    ]);
  };

  it("changes nothing but the tags of the system pool's machines", async () => {
    assert.deepEqual(await shown(), [["update", "factory-cluster", ["agentPoolProfiles[0].tags"]]]);

    await test.stack.up();
    assert.deepEqual(await planned(test.stack), []);
  });

  it("refuses to change another pool after a refresh that finds it before the system pool, and then wants the name", async () => {
    await test.copyPool("apps", "agentpool");
    await test.stack.refresh();
    await programFails(
      () => planned(test.stack),
      /systemPool\.name: is missing, but the pools in Azure are "agentpool", "apps", "system", "work": set the name/,
    );

    const { factory } = deployed;
    test.program.clusters = { ...deployed, factory: { ...factory, systemPool: { name: "system" } } };
    const steps = (await planned(test.stack)).filter(({ name }) => name.startsWith("factory"));
    assert.deepEqual(
      steps.map(({ op, name, changes }) => [op, name, changes["agentPoolProfiles[0].name"]]),
      [["update", "factory-cluster", "update"]],
    );
    const before = await pools();
    await test.stack.up();
    assert.deepEqual(await pools(), before);
    assert.deepEqual(await planned(test.stack), []);
  });

  it("refuses a pool that Azure would list before a system pool that scales", async () => {
    const { plant } = deployed;
    test.program.clusters = { ...deployed, plant: { ...plant, pools: [...(plant.pools ?? []), { name: "gpu" }] } };

    await programFails(
      () => planned(test.stack),
      /pools\[1\]\.name: is "gpu", which Azure lists before "system", .*: choose a name later in the alphabet/,
    );
  });

  it("replaces the cluster if the program names the system pool otherwise", async () => {
    const systemPool = { ...deployed.plant.systemPool, name: "agentpool" };
    test.program.clusters = { ...deployed, plant: { ...deployed.plant, systemPool } };

    const replaced = (await planned(test.stack)).filter(({ op }) => op === "replace").map(({ name }) => name);
    assert.deepEqual(replaced.sort(), ["plant-cluster", "plant-pool-work"]);
  });
});
