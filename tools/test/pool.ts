/** Runs jobs side by side, as far as what they share allows it. */
import type { Job, Need } from "./jobs";

/** What a job waits for; it can fail, and then so does the pool. */
export type SetUps = Map<Need, Promise<unknown>>;

/** Runs each job once, at most so many at a time. A need without a set-up is there. */
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
    done.catch(() => undefined); // Met below, where it is raced for.
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

/** The first waiting job that may start beside those that run, if any. */
export function nextJob(waiting: Job[], running: Job[], missing: ReadonlySet<Need>): Job | undefined {
  if (running.some(({ alone }) => alone)) return undefined;
  const isFree = (job: Job) => !running.some(other => other.exclusive.some(thing => job.exclusive.includes(thing)));
  const others = waiting.filter(({ alone }) => !alone);
  if (others.length > 0) return others.find(job => !missing.has(job.needs) && isFree(job));
  return running.length === 0 ? waiting.find(job => !missing.has(job.needs)) : undefined;
}
