/** The processes that a language host starts. They end when it does. */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";

/** How long a process may take to clean up before it is killed. */
const GRACE_MS = 5_000;

export interface Command {
  program: string;
  args: string[];
  folder?: string;
  environment: NodeJS.ProcessEnv;
}

export interface Outputs {
  stdout: (bytes: Buffer) => void;
  stderr: (bytes: Buffer) => void;
}

export interface Ended {
  /** Null if a signal ended the process. */
  code: number | null;
  signal: NodeJS.Signals | null;
}

const running = new Set<ChildProcess>();

/** Runs a command until it and its output end. `aborted` ends it early. */
export function runChild(command: Command, outputs: Outputs, aborted: AbortSignal): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(command.program, command.args, {
      cwd: command.folder,
      env: command.environment,
      stdio: ["ignore", "pipe", "pipe"],
    });
    running.add(child);
    const end = () => void endChild(child);
    aborted.addEventListener("abort", end);
    child.stdout.on("data", outputs.stdout);
    child.stderr.on("data", outputs.stderr);
    child.on("error", error => {
      running.delete(child);
      reject(new Error(`${command.program} could not be started: ${error.message}`));
    });
    child.on("close", (code, signal) => {
      running.delete(child);
      aborted.removeEventListener("abort", end);
      resolve({ code, signal });
    });
    if (aborted.aborted) end();
  });
}

/** Ends every process that is still running. */
export async function endChildren(): Promise<void> {
  await Promise.all([...running].map(endChild));
}

function endChild(child: ChildProcess): Promise<void> {
  return new Promise(resolve => {
    if (!running.has(child)) return resolve();
    const kill = setTimeout(() => child.kill("SIGKILL"), GRACE_MS);
    child.on("close", () => {
      clearTimeout(kill);
      resolve();
    });
    child.kill("SIGINT");
  });
}
