/** Runs test files in a separate process and reports the counts to the process that forked it. */
import { isGrpcError } from "@pulumi/pulumi/errors";
import Mocha from "mocha";

export interface SuiteResult {
  passed: number;
  failed: number;
  pending: number;
  /** The full titles of the failed tests. */
  failures: string[];
}

// Mocha's own command line does the same: otherwise a promise that nobody awaits could fail unnoticed.
process.on("unhandledRejection", reason => {
  // An engine that has ended, as after an expected failure, drops calls of an inline program; Pulumi's host allows for it too.
  if (!(reason instanceof Error && isGrpcError(reason))) throw reason;
});
// The process that waits for the result was killed: end this whole process group.
process.on("disconnect", () => process.kill(0, "SIGTERM"));
process.channel?.unref();

const [color, ...files] = process.argv.slice(2);
const forbidOnly = process.env.CI === "true";
const mocha = new Mocha({ reporter: "spec", timeout: 30_000, forbidOnly, color: color === "color" });
for (const file of files) mocha.addFile(file);
const failures: string[] = [];
const runner = mocha.run(failed => {
  const { passes = 0, pending = 0 } = runner.stats ?? {};
  const result: SuiteResult = { passed: passes, failed, pending, failures };
  process.send?.(result, undefined, undefined, () => process.exit());
});
runner.on("fail", test => failures.push(test.titlePath().join(": ")));
