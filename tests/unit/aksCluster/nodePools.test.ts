import assert from "node:assert/strict";
import { registered } from "./registered";

describe("The node pools of an AksCluster", () => {
  it("are made, changed and deleted one after the other, in the order of the list", async () => {
    const names = ["work", "apps", "gpu", "batch"];
    const resources = await registered({ pools: names.map(name => ({ name })) });

    const children = names.map(name => `factory-pool-${name}`);
    children.forEach((child, index) => {
      assert.deepEqual(resources.find(({ name }) => name === child)?.dependsOn, children.slice(0, index), child);
    });
  });
});
