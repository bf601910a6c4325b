/** Runs a program to its end and times the whole run. */
import { spawn } from "node:child_process";
import { projectFolder } from "../sandbox/paths";

interface Options {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
}

/** Seconds from start to exit. A program that fails ends the benchmark with the last lines of its output. */
export async function timeCommand(program: string, args: string[], options?: Options): Promise<number> {
  const { seconds } = await runTimed(program, args, options);
  return seconds;
}

/** As `timeCommand`, with what the program printed to its standard output. */
export async function runTimed(
  program: string,
  args: string[],
  options: Options = {},
): Promise<{ seconds: number; printed: string }> {
  const started = process.hrtime.bigint();
  const child = spawn(program, args, {
    cwd: options.cwd ?? projectFolder,
    env: options.env ?? process.env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [printed, all] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => {
    printed += chunk.toString();
    all += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => (all += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  if (code !== 0) {
    const last = all.trim().split("\n").slice(-15).join("\n");
    throw new Error(`${program} ${args.join(" ")} failed with code ${code}:\n${last}`);
  }
  return { seconds: Number(process.hrtime.bigint() - started) / 1e9, printed };
}
