import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { runJob } from "../../../tools/test/jobProcess";

describe("A test process", function () {
  this.timeout(60_000);
  let folder: string;

  before(async () => (folder = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-tests-"))));
  after(() => fs.rm(folder, { recursive: true }));

  async function resultOf(source: string) {
    const file = path.join(folder, "some.test.ts");
    await fs.writeFile(file, source);
    return runJob(
      { name: "some", files: [file], needs: "nothing", packed: false, exclusive: [], alone: false },
      process.env,
    );
  }

  it("reports its counts, the titles of failed tests, and its output", async () => {
    const tests = 'it("a", () => {}); it("b", () => { console.error("said"); throw new Error("no"); }); it("c");';
    const { result, output } = await resultOf(`describe("outer", () => { ${tests} });`);
    assert.deepEqual(result, { passed: 1, failed: 1, pending: 1, failures: ["outer: b"] });
    assert.match(output, /said[^]*Error: no/);
  });

  for (const [what, source] of [
    ["holds no test", ""],
    ["ends before it can report", 'it("a", () => process.exit(0));'],
    ["throws while it is loaded", 'throw new Error("no");'],
  ]) {
    it(`fails if it ${what}`, async () => {
      const { result } = await resultOf(source);
      assert.deepEqual([result.passed, result.failed, result.failures.length], [0, 1, 1]);
    });
  }

  it("does not fail if it skips all of its tests", async () => {
    assert.deepEqual((await resultOf('it.skip("a", () => {});')).result, {
      passed: 0,
      failed: 0,
      pending: 1,
      failures: [],
    });
  });
});
