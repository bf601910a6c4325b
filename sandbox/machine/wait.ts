/** Waits for a condition, never for a fixed time. */
import { setTimeout as sleep } from "node:timers/promises";

interface Wait {
  /** Completes "Waited 30 s for ...", e.g. "etcd to answer". */
  what: string;
  seconds: number;
  /** Undefined when the condition holds, otherwise the present state in words. */
  pending: () => Promise<string | undefined> | string | undefined;
  /** What a failure adds to the last state, e.g. the end of a log. */
  explain?: () => string;
  everyMilliseconds?: number;
}

/** Resolves once nothing is pending; rejects with the last state when time runs out. */
export async function waitFor({ what, seconds, pending, explain, everyMilliseconds = 100 }: Wait): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const state = await pending();
    if (state === undefined) return;
    if (Date.now() > deadline) {
      throw new Error(`Waited ${seconds} s for ${what}; last state: ${state}.${explain ? `\n${explain()}` : ""}`);
    }
    await sleep(everyMilliseconds);
  }
}
