import assert from "node:assert/strict";
import * as fs from "node:fs";
import { chosen, jobsOf, suiteOf, suites, testFile, testFiles } from "../../../tools/test/jobs";
import type { Job, Need } from "../../../tools/test/jobs";
import { nextJob, runPool } from "../../../tools/test/pool";
import type { SetUps } from "../../../tools/test/pool";
import { alone, exclusive, first } from "../../../tools/test/schedule";

const job = (name: string, more: Partial<Job> = {}): Job => ({
  name,
  files: [],
  needs: "nothing",
  packed: false,
  exclusive: [],
  alone: false,
  ...more,
});

/** Runs jobs that end one after the other, and returns which jobs ran side by side each time. */
async function sideBySide(jobs: Job[], workers: number, setUps: SetUps = new Map()): Promise<string[]> {
  const seen: string[] = [];
  const running: string[] = [];
  await runPool(jobs, workers, setUps, async ({ name }) => {
    running.push(name);
    seen.push([...running].sort().join(" "));
    await new Promise(resolve => setImmediate(resolve));
    running.splice(running.indexOf(name), 1);
  });
  return seen;
}

describe("The test schedule", () => {
  const all = testFiles();

  it("names existing files", () => {
    for (const name of [...Object.values(exclusive).flat(), ...alone, ...first]) assert.ok(all.includes(name), name);
  });

  for (const { thing, use } of [
    {
      thing: "cert-manager",
      use: /\b(runnableChart|createCertManagerStack|certManagerChart|install)\(|before\(install\)/,
    },
    { thing: "broker kinds", use: /\bdefineBrokerResources\(|\binstall\(|before\(install\)/ },
    { thing: "router", use: /\brouter(Address|Domain)\b/ },
  ]) {
    it(`never runs two files that use ${thing} at once`, () => {
      const users = all.filter(name => {
        const text = fs.readFileSync(testFile(name), "utf8");
        return suites[suiteOf(name)] === "cluster" && !alone.includes(name) && use.test(text);
      });
      assert.ok(users.length > 1, "it finds some");
      assert.deepEqual(
        users.filter(name => !exclusive[thing].includes(name)),
        [],
        `add these to ${JSON.stringify(thing)} in tools/test/schedule.ts`,
      );
    });
  }

  it("starts long files first, and those that need the cluster to themselves last", () => {
    const names = jobsOf(all).map(({ name }) => name);
    assert.deepEqual(names.slice(0, first.length), first);
    assert.deepEqual(names.slice(-alone.length), alone);
  });

  it("tests the packed library in these suites only, as those that release files do it themselves", () => {
    const packed = new Set(jobsOf(all).flatMap(({ name, packed: isPacked }) => (isPacked ? [suiteOf(name)] : [])));
    assert.deepEqual([...packed].sort(), ["cluster", "preview", "upgrade"]);
  });

  it("runs the files of a unit suite in one process, and every other file in its own", () => {
    const jobs = jobsOf(all);
    assert.deepEqual(jobs.flatMap(({ files }) => files).sort(), all.map(testFile).sort());
    assert.deepEqual(
      jobs
        .filter(({ needs }) => needs === "nothing")
        .map(({ name }) => name)
        .sort(),
      ["sandbox/unit", "unit"],
    );
  });
});

describe("The choice of tests", () => {
  const all = ["cluster/route", "cluster/router", "sandbox/cluster/router", "unit/a", "unit/inputs/b"];

  for (const [args, expected] of [
    [[], all],
    [["unit"], ["unit/a", "unit/inputs/b"]],
    [["unit/inputs/"], ["unit/inputs/b"]],
    [["cluster/route"], ["cluster/route"]],
    [
      ["./tests/cluster/router.test.ts", "unit/a"],
      ["cluster/router", "unit/a"],
    ],
    [["sandbox", "sandbox/tests/cluster/router.test.ts"], ["sandbox/cluster/router"]],
  ]) {
    it(`is ${expected.join(", ")} for ${args.join(" ") || "no arguments"}`, () => {
      assert.deepEqual(chosen(all, args), expected);
    });
  }

  it("is refused if there is no such suite or file", () => {
    assert.throws(() => chosen(all, ["unit", "cluster/rout"]), /No tests are called "cluster\/rout"/);
  });
});

describe("A pool of jobs", () => {
  it("runs as many jobs at a time as it has workers", async () => {
    assert.deepEqual(
      await sideBySide(
        ["a", "b", "c"].map(name => job(name)),
        2,
      ),
      ["a", "a b", "b c"],
    );
  });

  it("runs jobs that share a thing one after another, and other jobs meanwhile", () => {
    const [a, b, c] = [job("a", { exclusive: ["x"] }), job("b", { exclusive: ["x", "y"] }), job("c")];
    assert.equal(nextJob([b, c], [a], new Set()), c);
    assert.equal(nextJob([b], [a], new Set()), undefined);
    assert.equal(nextJob([b], [c], new Set()), b);
  });

  it("runs jobs that need everything to themselves after all others, one at a time", async () => {
    const jobs = [job("x", { alone: true }), job("y", { alone: true }), job("a"), job("b")];
    assert.deepEqual(await sideBySide(jobs, 3), ["a", "a b", "x", "y"]);
  });

  it("begins with jobs that need no set-up, and starts each other job once its own set-up is done", async () => {
    let [pulumi, cluster] = [() => {}, () => {}];
    const setUps = new Map<Need, Promise<void>>([
      ["pulumi", new Promise<void>(resolve => (pulumi = resolve))],
      ["cluster", new Promise<void>(resolve => (cluster = resolve))],
    ]);
    const ran: string[] = [];
    const jobs = [job("c", { needs: "cluster" }), job("p", { needs: "pulumi" }), job("n")];
    await runPool(jobs, 1, setUps, ({ name }) => {
      ran.push(name);
      (name === "n" ? pulumi : cluster)();
      return Promise.resolve();
    });
    assert.deepEqual(ran, ["n", "p", "c"]);
  });

  it("fails if a set-up fails", async () => {
    const setUps: SetUps = new Map([["pulumi", Promise.reject(new Error("no compiler"))]]);
    await assert.rejects(sideBySide([job("a"), job("p", { needs: "pulumi" })], 1, setUps), /no compiler/);
  });
});
