/** A job as a process that prints to a file; everything that it started ends with it. */
import { fork } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { projectFolder } from "../../sandbox/paths";
import { setSessionPriority } from "../../sandbox/sessionPriority";
import type { Job } from "./jobs";
import type { SuiteResult } from "./suite";

/** A third of the processor that others get. */
const LOWER = 5;

/** Runs a job of a checkout to its end. One that ends without a report, or without a single test, has failed. */
export async function runJob(
  { files, exclusive }: Job,
  env: NodeJS.ProcessEnv | undefined,
  checkout: string = projectFolder,
): Promise<{ result: SuiteResult; output: string }> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "aks-mqtt-output-"));
  const file = path.join(folder, "output");
  // Not a pipe: a process that outlives the tests would keep it open.
  const printed = fs.openSync(file, "a");
  const there = files.map(name => path.join(checkout, path.relative(projectFolder, name)));
  const child = fork(path.join(__dirname, "suite.ts"), [process.stdout.isTTY ? "color" : "plain", ...there], {
    cwd: checkout,
    execArgv: ["--require", "tsx/cjs"],
    env,
    stdio: ["ignore", printed, printed, "ipc"],
    // A process group of its own, so that what it has started can be ended with it.
    detached: true,
  });
  fs.closeSync(printed);
  // Those that wait for each other take longest, so they go first.
  if (exclusive.length === 0 && child.pid !== undefined) setSessionPriority(child.pid, LOWER);
  const end = () => {
    endGroup(child.pid);
    fs.rmSync(folder, { recursive: true });
  };
  // Before others that remove what the job uses.
  process.prependOnceListener("exit", end);
  let result: SuiteResult | undefined;
  child.on("message", message => (result = message as SuiteResult));
  await new Promise(resolve => child.on("close", resolve));
  process.off("exit", end);
  const output = fs.readFileSync(file, "utf8");
  end();
  if (result && result.passed + result.failed + result.pending > 0) return { result, output };
  const silent = "It ended before it could report, or contained no test.";
  return { result: { passed: 0, failed: 1, pending: 0, failures: [silent] }, output: `${output}${silent}\n` };
}

function endGroup(leader: number | undefined): void {
  try {
    if (leader !== undefined) process.kill(-leader, "SIGTERM");
  } catch {
    // It has ended by itself.
  }
}
