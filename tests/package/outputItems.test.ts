/** Programs in other languages may put Outputs where the components want plain values. */
import assert from "node:assert/strict";
import * as path from "node:path";
import { allPlanned, createTestStack } from "../../sandbox/testing/testStack";
import type { TestStack } from "../../sandbox/testing/testStack";
import { unreachableCluster } from "../preview/unreachable";

describe("Outputs in plain arguments, through the plugin", function () {
  this.timeout(180_000);
  let cluster: Awaited<ReturnType<typeof unreachableCluster>>;
  let test: TestStack;

  before(async () => {
    cluster = await unreachableCluster();
    const folder = path.join(__dirname, "programs", "output-items");
    test = await createTestStack({ folder }, { variables: { KUBECONFIG: cluster.kubeconfig } });
  });
  after(async () => {
    await test?.remove();
    await cluster.remove();
  });

  it("are unwrapped if they are known", async () => {
    const names = (await allPlanned(test.stack)).map(({ name }) => name);
    for (const name of ["broker-tcp", "broker-password-factory"]) assert.ok(names.includes(name), names.join());
  });

  it("are refused with their path if they are unknown", async () => {
    await test.stack.setConfig("unknown", { value: "true" });
    await assert.rejects(
      () => test.stack.preview(),
      /listeners\[0\]\.port: is an Output, but decides which resources exist/,
    );
  });
});
