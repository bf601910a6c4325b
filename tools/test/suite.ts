/** Runs test files in a separate process and reports the counts to the process that forked it. */
import { createRequire } from "node:module";
import { isGrpcError } from "@pulumi/pulumi/errors";
import Mocha from "mocha";

export interface SuiteResult {
  passed: number;
  failed: number;
  pending: number;
  /** The full titles of the failed tests. */
  failures: string[];
}

notePromisesWithoutStackTraces();

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

/**
 * Pulumi's SDK records a stack trace with each promise, for one of its debugging options. With tsx's source maps, that is
 * most of the cost of a test without a cluster.
 */
function notePromisesWithoutStackTraces(): void {
  const sdk = createRequire(__filename)("@pulumi/pulumi/runtime/debuggable") as Debuggable;
  const { debuggablePromise } = sdk;
  sdk.debuggablePromise = (...args) => {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    try {
      return debuggablePromise(...args);
    } finally {
      Error.stackTraceLimit = limit;
    }
  };
}

interface Debuggable {
  debuggablePromise: (promise: Promise<unknown>, context: unknown) => Promise<unknown>;
}
