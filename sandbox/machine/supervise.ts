/** Keeps one part running. */
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { unhealthy } from "./health";
import { logOf } from "./layout";
import { lastLines } from "./log";
import type { MountNamespace } from "./mountNamespace";
import type { Part } from "./parts";
import { identify } from "../processIdentity";
import type { PartState } from "./supervisorState";
import { waitFor } from "./wait";

/** A part under supervision; `state` is kept up to date. */
export interface Supervised {
  state: PartState;
  /** Resolves when it is healthy for the first time. */
  ready: Promise<void>;
}

const firstDelayMilliseconds = 500;
const longestDelayMilliseconds = 30_000;
/** A part that ran this long before it ended is restarted after the first, shortest delay. */
const steadyMilliseconds = 60_000;
const readySeconds = 90;
/** A part that ends this often without ever being healthy will not become so. */
const startAttempts = 5;

/** Starts `part` once `prerequisites` are met, and again whenever it ends. `changed` is called when its state changes. */
export function supervise(
  part: Part,
  namespace: MountNamespace,
  prerequisites: Promise<unknown>,
  changed: () => void,
): Supervised {
  const state: PartState = { name: part.name, state: "waiting", restarts: 0 };
  const start = async () => {
    await prerequisites;
    void keepRunning(part, namespace, state, changed);
    await waitFor({
      what: `${part.name} to become healthy`,
      seconds: readySeconds,
      everyMilliseconds: 50,
      explain: () => lastLines(part.name),
      pending: async () => {
        if (state.restarts >= startAttempts) throw new Error(neverHealthy(state));
        return state.process === undefined ? `it ended with ${state.lastExit}` : unhealthy(part.health);
      },
    });
    state.state = "ready";
    changed();
  };
  return { state, ready: start() };
}

function neverHealthy(state: PartState): string {
  return `${state.name} ended ${state.restarts} times before it was healthy, last with ${state.lastExit}.\n${lastLines(state.name)}`;
}

async function keepRunning(
  part: Part,
  namespace: MountNamespace,
  state: PartState,
  changed: () => void,
): Promise<never> {
  let delay = firstDelayMilliseconds;
  for (;;) {
    const startedAt = Date.now();
    state.lastExit = await runOnce(part, namespace, state, changed);
    state.restarts += 1;
    state.process = undefined;
    state.state = "restarting";
    changed();
    if (Date.now() - startedAt > steadyMilliseconds) delay = firstDelayMilliseconds;
    await sleep(delay);
    delay = Math.min(delay * 2, longestDelayMilliseconds);
  }
}

/** Runs the part to its end and says how it ended. */
function runOnce(part: Part, namespace: MountNamespace, state: PartState, changed: () => void): Promise<string> {
  const log = fs.openSync(logOf(part.name), "a", 0o600);
  const child = spawn("nsenter", [`--mount=${namespace.file}`, "--", part.command, ...part.args], {
    env: { PATH: process.env.PATH, HOME: "/root", ...part.env },
    stdio: ["ignore", log, log],
  });
  fs.closeSync(log);
  state.process = child.pid === undefined ? undefined : identify(child.pid);
  state.state = state.restarts === 0 ? "starting" : "ready";
  changed();
  return new Promise(resolve => {
    const at = () => `at ${new Date().toISOString()}`;
    child.once("error", error => resolve(`${error.message} ${at()}`));
    child.once("exit", (code, signal) => resolve(`${signal ?? `exit code ${code}`} ${at()}`));
  });
}
