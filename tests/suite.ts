/** Runs the test files of one folder and reports the counts to the process that forked this one. */
import * as fs from "node:fs";
import * as path from "node:path";
import { isGrpcError } from "@pulumi/pulumi/errors";
import Mocha from "mocha";

export interface SuiteResult {
  passed: number;
  failed: number;
  pending: number;
}

// Mocha's own command line does the same: otherwise a promise that nobody awaits could fail unseen.
process.on("unhandledRejection", reason => {
  // An engine that has ended, as after an expected failure, drops calls of an inline program, as Pulumi's host knows too.
  if (!(reason instanceof Error && isGrpcError(reason))) throw reason;
});

const folder = process.argv[2];
const mocha = new Mocha({ reporter: "spec", timeout: 30_000, forbidOnly: process.env.CI === "true" });
for (const file of fs.readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()) {
  if (file.endsWith(".test.ts")) mocha.addFile(path.join(folder, file));
}
const runner = mocha.run(failures => {
  const { passes = 0, pending = 0 } = runner.stats ?? {};
  const result: SuiteResult = { passed: passes, failed: failures, pending };
  process.send?.(result, undefined, undefined, () => process.exit());
});
