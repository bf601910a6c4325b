import assert from "node:assert/strict";
import { registered } from "./registered";

describe("The node pools of an AksCluster", () => {
  it("are made, changed and deleted one after the other, in the order of the list", async () => {
    const names = ["work", "apps", "gpu", "batch"];
    const resources = await registered({ pools: names.map(name => ({ name })) });

    const dependencies = names.map(name => resources.find(one => one.name === `factory-pool-${name}`)?.dependsOn);
    assert.deepEqual(dependencies, [[], ["factory-pool-work"], ["factory-pool-apps"], ["factory-pool-gpu"]]);
  });
});
