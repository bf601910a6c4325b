/** Starts the supervisor and waits until it has brought up the cluster. */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import type { Report } from "../progress";
import { setSessionPriority } from "../sessionPriority";
import { files, folders } from "./layout";
import { lastLines } from "./log";
import { writePrograms } from "./programs";
import type { Programs } from "./programs";
import { readSupervisorState } from "./supervisorState";
import type { SupervisorState } from "./supervisorState";
import { releaseHost } from "./teardown";
import { waitFor } from "./wait";

const startSeconds = 180;

/** Brings up the cluster. If that fails, everything is undone, by the supervisor if this process has ended. */
export async function start(programs: Programs, report: Report): Promise<void> {
  fs.mkdirSync(folders.logs, { recursive: true, mode: 0o700 });
  writePrograms(programs);
  const supervisor = spawnSupervisor();
  let said = "";
  const pending = (): string | undefined => {
    const state = readSupervisorState();
    if (state?.complete) return undefined;
    if (state?.failure !== undefined) throw new Error(failure(state.failure));
    if (hasEnded(supervisor)) throw new Error(failure(`the supervisor ended.\n${lastLines("supervisor")}`));
    const now = state === undefined ? "the supervisor is starting" : describeProgress(state);
    if (now !== said) report(now);
    said = now;
    return now;
  };
  try {
    await waitFor({ what: "the cluster to be complete", seconds: startSeconds, everyMilliseconds: 50, pending });
    supervisor.stdin?.end("keep running\n");
    supervisor.unref();
  } catch (error) {
    report("undoing everything");
    await releaseHost();
    throw error;
  }
}

function spawnSupervisor(): ChildProcess {
  const log = fs.openSync(files.supervisorLog, "a", 0o600);
  const supervisor = spawn(process.execPath, ["--import", "tsx", path.join(__dirname, "supervisor.ts")], {
    cwd: path.join(__dirname, "..", ".."),
    // Not in the terminal's process group: Ctrl-C is for this process, whose end the supervisor notices.
    detached: true,
    stdio: ["pipe", log, log],
  });
  fs.closeSync(log);
  // What waits for the cluster is held up by it, however many programs run beside it.
  if (supervisor.pid !== undefined) setSessionPriority(supervisor.pid, -5);
  supervisor.stdin?.on("error", () => undefined); // It has ended; whoever waits for it reports that.
  return supervisor;
}

function describeProgress({ step, parts }: SupervisorState): string {
  const late = parts.filter(part => part.state !== "ready").map(part => part.name);
  return late.length === 0 ? step : `${step} (waiting for ${late.join(", ")})`;
}

function failure(reason: string): string {
  return `The sandbox did not come up: ${reason}\nAll logs are in ${folders.logs}.`;
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
