/** Waits for an object to become what it should be. */
import { setTimeout as sleep } from "node:timers/promises";
import { ApiError, NoAnswerError } from "../../../kubernetes/client";
import type { Cluster } from "../../../kubernetes/client";
import type { KubeObject } from "../../../kubernetes/objects";

/** How far an object has come. */
export interface Progress {
  ready: boolean;
  /** It will never become ready, so waiting longer is pointless. */
  failed?: boolean;
  /** What is still missing, worded for an error message. */
  missing: string[];
  /** What the engine shows meanwhile, in the plugin's words; by default, what is missing. */
  status?: string;
}

/** Judges a live object. Asks the cluster for the objects that belong to it. */
export type Probe = (object: KubeObject, cluster: Cluster) => Progress | Promise<Progress>;

/** The wait ended without success. */
export class AwaitError extends Error {
  constructor(
    message: string,
    readonly reasons: string[],
  ) {
    super(message);
  }
}

export interface Patience {
  seconds: number;
  signal: AbortSignal;
  /** Receives the status text whenever it changes. */
  status?: (text: string) => void;
}

const INTERVAL_MS = 400;

export const done: Progress = { ready: true, missing: [] };

export function waitingFor(...missing: string[]): Progress {
  return { ready: false, missing };
}

/** Polls until `look` is satisfied. Otherwise throws, with what was last missing. */
export async function until(look: () => Promise<Progress>, { seconds, signal, status }: Patience): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  let shown = "";
  for (;;) {
    const progress = await tolerant(look);
    const text = progress.status ?? progress.missing.join("; ");
    if (text !== shown) status?.((shown = text));
    if (progress.ready) return;
    if (progress.failed) throw new AwaitError("it failed", progress.missing);
    if (signal.aborted) throw new AwaitError("the wait was cancelled", progress.missing);
    if (Date.now() > deadline) throw new AwaitError(`timed out after ${seconds} s`, progress.missing);
    await sleep(INTERVAL_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** A wait survives an API server that restarts or is briefly unreachable, but not one that refuses. */
async function tolerant(look: () => Promise<Progress>): Promise<Progress> {
  try {
    return await look();
  } catch (error) {
    const passing = error instanceof NoAnswerError || (error instanceof ApiError && error.code >= 500);
    if (!passing) throw error;
    return waitingFor(error.message);
  }
}
