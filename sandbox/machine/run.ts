/** Runs commands, and reports all that matters when one fails. */
import { spawn } from "node:child_process";

interface RunOptions {
  /** Text for the command's standard input; secrets go this way, never as arguments. */
  input?: string;
  env?: NodeJS.ProcessEnv;
}

/** What a command printed and how it ended. */
export interface Result {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a command to its end and returns what it printed, whatever its exit code. */
export function tryRun(command: string, args: readonly string[], options: RunOptions = {}): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env: options.env, stdio: "pipe" });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.once("error", reject);
    child.once("close", (code, signal) => {
      resolve({ code: code ?? 1, stdout, stderr: signal === null ? stderr : `${stderr}(ended by ${signal})` });
    });
    // A command that ends without reading its input is judged by its exit code, not by the broken pipe.
    child.stdin.on("error", () => undefined);
    child.stdin.end(options.input ?? "");
  });
}

/** Runs a command and returns its standard output; an error names the command and quotes its output. */
export async function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const result = await tryRun(command, args, options);
  if (result.code !== 0) {
    const said = (result.stderr.trim() || result.stdout.trim()).split("\n").slice(-10).join("\n  ");
    throw new Error(`\`${[command, ...args].join(" ")}\` failed with exit code ${result.code}:\n  ${said}`);
  }
  return result.stdout;
}
