import assert from "node:assert/strict";
import { planned, programFails } from "../../../sandbox/testing/testStack";
import { createRecordedStack } from "./recordedStack";
import type { AksClusterArgs } from "../../../index";

/** The pools have names that Azure would list before the former default, `system`. */
const scaled = { minCount: 3, maxCount: 5 };
const args: AksClusterArgs = { systemPool: scaled, pools: [{ name: "apps" }, { name: "gpu" }, { name: "batch" }] };

describe("The name of the system pool of an AksCluster", function () {
  this.timeout(300_000);
  let test: Awaited<ReturnType<typeof createRecordedStack>>;

  before(async () => {
    test = await createRecordedStack();
    give();
    await test.stack.up();
  });
  after(() => test.remove());

  it("sorts before those of other pools, so that nothing changes, even after a refresh", async () => {
    assert.deepEqual(await planned(test.stack), []);

    await test.stack.refresh();
    const steps = await planned(test.stack);
    assert.deepEqual(
      steps.map(({ op, name }) => `${op} ${name}`),
      ["update factory-cluster"],
    );
    assert.deepEqual(
      (steps[0].inputs.agentPoolProfiles as { name: string }[]).map(({ name }) => name),
      ["agentnodes"],
    );
    await test.stack.up();
    assert.deepEqual(await planned(test.stack), []);
  });

  it("may be written down later", async () => {
    give("agentnodes");

    assert.deepEqual(await planned(test.stack), []);
  });

  it("cannot become the former default, which Azure does not know", async () => {
    test.program.clusters = { factory: { ...args, systemPool: { name: "system", count: 3 } } };

    await programFails(
      () => planned(test.stack),
      /systemPool\.name: is "system", but the pools in Azure are "agentnodes", "apps", "batch", "gpu": set the name/,
    );
  });

  it("replaces the cluster if it changes otherwise", async () => {
    give("aaa");

    const replaced = (await planned(test.stack)).filter(({ op }) => op === "replace").map(({ name }) => name);
    assert.ok(replaced.includes("factory-cluster"), replaced.join());
  });

  function give(name?: string): void {
    test.program.clusters = { factory: { ...args, systemPool: { ...scaled, ...(name !== undefined && { name }) } } };
  }
});
