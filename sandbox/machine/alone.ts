/** Keeps two processes from bringing the cluster up or down at once. */
import * as fs from "node:fs";
import * as path from "node:path";
import { stateFolder } from "../paths";
import type { Report } from "../progress";
import { withLock } from "../lock";

/** Does `work` unless it is done already; first waits for any other `up` or `down` to finish. */
export async function alone(report: Report, isDone: () => boolean, work: () => Promise<void>): Promise<void> {
  if (isDone()) return;
  fs.mkdirSync(stateFolder, { recursive: true, mode: 0o700 });
  const onWait = (owner: number) => report(`waiting for process ${owner}, which is bringing the cluster up or down`);
  const { signal } = new AbortController();
  await withLock(path.join(stateFolder, "machine.lock"), { signal, onWait, isDone }, work);
}
