import assert from "node:assert/strict";
import { planned } from "../../../sandbox/testing/testStack";
import type { TestStack } from "../../../sandbox/testing/testStack";
import { clockOf, createRootsStack, readRecorded } from "./recordedRoots";

/** Before certificates were judged, and keys written anew. */
describe("Chains that an earlier version made below roots with keys in PKCS #1 and SEC 1", function () {
  this.timeout(180_000);
  let test: TestStack;

  before(async () => {
    const { roots, state } = await readRecorded();
    assert.match(roots.pkcs1.privateKeyPem as string, /^-----BEGIN RSA PRIVATE KEY-----/);
    assert.match(roots.sec1.privateKeyPem as string, /^-----BEGIN EC PRIVATE KEY-----/);
    test = await createRootsStack(roots);
    Object.assign(test.stack.workspace.envVars, clockOf(state));
    await test.stack.importStack(state);
  });
  after(() => test?.remove());

  it("do not change", async () => {
    assert.deepEqual(await planned(test.stack), []);
  });
});
