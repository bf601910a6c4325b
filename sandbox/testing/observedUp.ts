/** An update that records whatever other users of the machine, or readers of its output, can see. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { TestStack } from "./testStack";
import { commandLine, descendantsOf } from "./processes";

export interface ObservedRun {
  /** Everything that the CLI printed. */
  output: string;
  /** The arguments of the CLI and of every process that it started. */
  commandLines: string[];
}

/** Updates the stack of a folder with all details shown, and watches its processes meanwhile. */
export async function observedUp({ stack, environment }: TestStack, folder: string): Promise<ObservedRun> {
  const args = ["up", "--yes", "--diff", "--non-interactive", "--stack", stack.name];
  const cli = spawn("pulumi", args, { cwd: folder, env: environment, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [cli.stdout, cli.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  }
  const ended = once(cli, "close");
  const commandLines = new Set<string>();
  while (cli.exitCode === null && cli.signalCode === null) {
    for (const pid of [cli.pid as number, ...descendantsOf(cli.pid as number).map(({ pid }) => pid)]) {
      commandLines.add(commandLine(pid));
    }
    await sleep(20);
  }
  await ended;
  assert.equal(cli.exitCode, 0, output);
  return { output, commandLines: [...commandLines] };
}
