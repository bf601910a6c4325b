import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { AksCluster } from "../../../index";
import type { AksClusterArgs } from "../../../index";
import { run } from "../engine/engine";
import { warningsOf } from "../engine/warnings";

const warned = (args: AksClusterArgs, preview = false) =>
  warningsOf(() => run(() => new AksCluster("factory", args), { preview }));

describe("The long-term support of an AksCluster", () => {
  for (const preview of [false, true]) {
    it(`warns of Calico, which Microsoft leaves out, in ${preview ? "a preview" : "an update"}`, async () => {
      const [warning, ...others] = await warned({ tier: "Premium" }, preview);

      assert.match(warning, /tier: 'Premium' turns on long-term support, but Microsoft does not offer it with Calico/);
      assert.deepEqual(others, []);
    });
  }

  it("warns once an Output is known", async () => {
    assert.equal((await warned({ tier: pulumi.output("Premium" as const) })).length, 1);
  });

  it("does not warn without long-term support, or of another policy engine", async () => {
    assert.deepEqual(await warned({ tier: "Standard" }), []);
    assert.deepEqual(await warned({ tier: "Premium", network: { networkPolicy: "cilium" } }), []);
  });
});
