/** How the load balancer and the router follow the API server. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Informer, KubernetesObject } from "@kubernetes/client-node";

const firstRetryMilliseconds = 500;
const longestRetryMilliseconds = 10_000;
/** An answer that takes longer will never come. */
const answerMilliseconds = 5000;

/** The API server's answer, or an error if it gives none. */
export async function answered<T>(request: Promise<T>, what: string): Promise<T> {
  const late = sleep(answerMilliseconds, undefined, { ref: false }).then(() => {
    throw new Error(`no answer about ${what} within ${answerMilliseconds} ms`);
  });
  return Promise.race([request, late]);
}

/** Keeps an informer watching, and calls `changed` for whatever it sees. */
export async function follow<T extends KubernetesObject>(
  who: string,
  informer: Informer<T>,
  changed: () => void,
): Promise<void> {
  const again = (error: unknown) => {
    console.error(`${who}: watching failed, trying again:`, String(error));
    setTimeout(() => void informer.start().catch(again), firstRetryMilliseconds);
  };
  informer.on("change", changed);
  informer.on("delete", changed);
  informer.on("error", again);
  await informer.start();
}

/** Returns a function that runs `round`: never twice at once, again if called meanwhile, and again later if it fails. */
export function oneAtATime(who: string, round: () => Promise<void>): () => void {
  let running = false;
  let again = false;
  let delay = firstRetryMilliseconds;
  const trigger = () => {
    again = true;
    if (!running) void loop();
  };
  const loop = async () => {
    running = true;
    while (again) {
      again = false;
      try {
        await round();
        delay = firstRetryMilliseconds;
      } catch (error) {
        console.error(`${who}: trying again:`, String(error));
        setTimeout(trigger, delay);
        delay = Math.min(delay * 2, longestRetryMilliseconds);
        break;
      }
    }
    running = false;
  };
  return trigger;
}
