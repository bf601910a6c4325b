import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { attempt } from "../engine/engine";
import { aks } from "./aksInput";
import { recordedClusters, registered } from "./registered";
import type { WithOptions } from "./registered";

const clusterType = "azure-native:containerservice:ManagedCluster";
const file = path.join(__dirname, "recorded", "before-agentpool.json");
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

/** Before the system pool's default name was `agentpool`, and before RBAC was asked for. */
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
      });
    });
  }

  it("keeps its name and its machines once the program names the system pool as it is", async () => {
    const former = clusterOf(recorded.usual);
    const now = clusterOf(
      await registered({ ...recordedClusters.usual, tags: undefined, systemPool: { name: "system" } }),
    );

    assert.deepEqual(now.replacementTrigger, former.replacementTrigger);
    assert.deepEqual(now.ignoreChanges, ["enableRBAC"]);
    const { tags, ...inputs } = former.inputs;
    assert.deepEqual(tags, { team: "mqtt" });
    assert.deepEqual(sent(now, former), inputs);
  });

  it("is replaced if the program names the system pool otherwise", async () => {
    const former = clusterOf(recorded.usual);
    const other = clusterOf(await registered({ systemPool: { name: "main" } }));

    assert.notDeepEqual(other.replacementTrigger, former.replacementTrigger);
  });

  // Whether the name in the list differs, only Pulumi knows: see tests/preview.
  for (const [name, pool, paths] of [
    ["agentpool", "apps", ["agentPoolProfiles[0].name"]],
    ["agentpool", "agent", []],
    ["system", "work", ["agentPoolProfiles[0].name"]],
    ["system", "apps", []],
  ] as const) {
    it(`is replaced for another name in the list if the system pool ${name} surely comes before ${pool}`, async () => {
      const now = clusterOf(await registered({ systemPool: { name }, pools: [{ name: pool }] }));

      assert.deepEqual(now.replacementTrigger, clusterOf(recorded.usual).replacementTrigger);
      assert.deepEqual(now.replaceOnChanges, paths);
    });
  }

  it("refuses to go on if a refresh has put another pool where Pulumi looks for the system pool", async () => {
    const azure = { listedPools: ["apps"] };
    const { errors, resources } = await attempt(() => aks(recordedClusters.usual), { azure, preview: true });

    const says =
      /systemPool\.name: is missing, and Pulumi would take the pool "apps" for the system pool, .* set this name/;
    assert.match(errors.map(({ message }) => message).join("\n"), says);
    assert.ok(!resources.some(({ name }) => name.startsWith("factory-pool")));
  });

  it("accepts Azure's list of all pools", async () => {
    const azure = { listedPools: ["apps", "system", "work"] };
    const { errors } = await attempt(() => aks(recordedClusters.usual), { azure });

    assert.deepEqual(errors, []);
  });

  for (const [pool, says] of [
    ["apps", /pools\[1\]\.name: is "apps", which Azure lists before "system"/],
    ["system", /systemPool\.name: is missing, and Pulumi would take the pool "system" for the system pool/],
  ] as const) {
    it(`refuses a new pool that conflicts with the name that it keeps: ${pool}`, async () => {
      const { pools = [], ...args } = recordedClusters.scaled;
      const azure = { listedPools: ["system"] };
      const program = () => aks({ ...args, pools: [...pools, { name: pool }] });
      const { errors, resources } = await attempt(program, { azure });

      assert.match(errors.map(({ message }) => message).join("\n"), says);
      assert.ok(!resources.some(({ name }) => name === `factory-pool-${pool}`));
    });
  }
});
