/** Runs jobs side by side, as far as the things that they share allow. */
import type { Job, Need } from "./jobs";

/** The set-ups that jobs wait for; if one fails, so does the pool. */
export type SetUps = Map<Need, Promise<unknown>>;

/** Runs each job once, at most `workers` at a time. A need without a set-up counts as met. */
export async function runPool(
  jobs: Job[],
  workers: number,
  setUps: SetUps,
  run: (job: Job) => Promise<void>,
): Promise<void> {
  const waiting = [...jobs];
  const running = new Map<Job, Promise<void>>();
  const pending: SetUps = new Map();
  for (const [need, setUp] of setUps) {
    const done = setUp.then(() => pending.delete(need));
    done.catch(() => undefined); // Handled by the race below.
    pending.set(need, done);
  }
  while (waiting.length > 0 || running.size > 0) {
    const job = running.size < workers ? nextJob(waiting, [...running.keys()], new Set(pending.keys())) : undefined;
    if (job) {
      waiting.splice(waiting.indexOf(job), 1);
      running.set(
        job,
        run(job).finally(() => running.delete(job)),
      );
    } else {
      await Promise.race([...running.values(), ...pending.values()]);
    }
  }
}

/** The first waiting job that may start beside the running ones, if any. */
export function nextJob(waiting: Job[], running: Job[], missing: ReadonlySet<Need>): Job | undefined {
  if (running.some(({ alone }) => alone)) return undefined;
  const isFree = (job: Job) => !running.some(other => other.exclusive.some(thing => job.exclusive.includes(thing)));
  const others = waiting.filter(({ alone }) => !alone);
  if (others.length > 0) return others.find(job => !missing.has(job.needs) && isFree(job));
  return running.length === 0 ? waiting.find(job => !missing.has(job.needs)) : undefined;
}
