import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { recordedClusters, registered } from "./registered";
import type { WithOptions } from "./registered";

const clusterType = "azure-native:containerservice:ManagedCluster";
const file = path.join(__dirname, "recorded", "before-rbac.json");
const recorded = JSON.parse(fs.readFileSync(file, "utf8")) as Record<string, WithOptions[]>;
const clusterOf = (all: WithOptions[]) => all.find(({ type }) => type === clusterType) ?? assert.fail("no cluster");

/** What Pulumi sends of `inputs`: where changes are ignored, what the state has, or nothing. */
function sent({ inputs, ignoreChanges = [] }: WithOptions, former: WithOptions): Record<string, unknown> {
  const result = structuredClone(inputs);
  for (const ignored of ignoreChanges) {
    const keys = ignored.match(/\w+/g) ?? [];
    const within = (all: unknown) => keys.slice(0, -1).reduce((inner, key) => (inner as never)[key], all);
    const [ours, theirs] = [within(result), within(former.inputs)] as Record<string, unknown>[];
    const last = keys.at(-1)!;
    if (last in theirs) ours[last] = theirs[last];
    else Reflect.deleteProperty(ours, last);
  }
  return result;
}

/** Before RBAC was asked for, and before the tags were on the machines of the system pool. */
describe("An AksCluster that an earlier version deployed", () => {
  for (const [name, args] of Object.entries(recordedClusters)) {
    it(`(${name}) changes nothing but the tags of the system pool's machines`, async () => {
      const now = await registered(args);

      const former = recorded[name];
      assert.deepEqual(
        now.map(resource => resource.name),
        former.map(resource => resource.name),
      );
      now.forEach((resource, index) => {
        const expected = structuredClone(former[index].inputs);
        if (resource.type === clusterType && args.tags !== undefined) {
          (expected.agentPoolProfiles as Record<string, unknown>[])[0].tags = args.tags;
        }
        assert.deepEqual(sent(resource, former[index]), expected, resource.name);
        assert.deepEqual(resource.replacementTrigger, former[index].replacementTrigger, resource.name);
        assert.deepEqual(resource.replaceOnChanges, former[index].replaceOnChanges, resource.name);
      });
    });
  }

  it("changes nothing once the program names the system pool as it is", async () => {
    const former = clusterOf(recorded.usual);
    const named = clusterOf(await registered({ ...recordedClusters.usual, systemPool: { name: "system" } }));

    assert.deepEqual(sent(named, former), sent(clusterOf(await registered(recordedClusters.usual)), former));
    assert.deepEqual(named.replacementTrigger, former.replacementTrigger);
  });

  for (const name of ["main", "agentpool"]) {
    it(`is replaced if the program names the system pool ${name}`, async () => {
      const former = clusterOf(recorded.usual).replacementTrigger as object;
      const { replacementTrigger, replaceOnChanges } = clusterOf(await registered({ systemPool: { name } }));

      assert.deepEqual(replacementTrigger, { ...former, name });
      assert.equal(replaceOnChanges, undefined);
    });
  }
});
