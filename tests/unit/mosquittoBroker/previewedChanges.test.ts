/** The cluster tests deploy a change of each argument and compare its preview. This test checks that no argument lacks one. */
import assert from "node:assert/strict";
import { readSchema } from "../../../plugin/docs";
import { brokerChanges } from "../../cluster/mosquittoBroker/changes";

describe("The previewed changes of a MosquittoBroker", () => {
  it("cover each argument", async () => {
    const { resources } = await readSchema();
    const { inputProperties = {} } = resources["aks-mqtt:index:MosquittoBroker"];
    assert.deepEqual(Object.keys(brokerChanges).sort(), Object.keys(inputProperties).sort());
  });
});
