import assert from "node:assert/strict";
import { registered } from "./registered";

describe("The tags of an AksCluster", () => {
  it("are on everything that can have tags, and on the machines of all pools", async () => {
    const tags = { team: "mqtt" };
    const resources = await registered({ tags, registry: {}, pools: [{ name: "work" }] });

    const untagged = resources.filter(({ inputs }) => inputs.tags === undefined);
    assert.deepEqual(
      untagged.map(({ name }) => name),
      ["factory-joins", "factory-pulls", "factory-subnet"],
    );
    for (const { name, inputs } of resources) {
      if (!untagged.some(other => other.name === name)) assert.deepEqual(inputs.tags, tags, name);
    }
    const cluster = resources.find(({ name }) => name === "factory-cluster");
    const [systemPool] = cluster?.inputs.agentPoolProfiles as { tags?: object }[];
    assert.deepEqual(systemPool.tags, tags);
  });
});
