/** A lock between processes: a file that names its owner. A lock whose owner has died is taken over. */
import { randomUUID } from "node:crypto";
import * as fs from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { identify, lives } from "./processIdentity";
import type { ProcessIdentity } from "./processIdentity";

/** How to wait for a lock. */
export interface LockWait {
  readonly signal: AbortSignal;
  /** Called while another process holds the lock, about twice a second. */
  readonly onWait: (owner: number) => void;
  /** Whether the other process has done the work, so that the lock is no longer needed. */
  readonly isDone: () => boolean;
}

/** Does the work while holding the lock. If another process has done it meanwhile, returns undefined instead. */
export async function withLock<T>(file: string, wait: LockWait, work: () => Promise<T>): Promise<T | undefined> {
  const mine = JSON.stringify({ ...identify(process.pid), id: randomUUID() });
  while (!acquire(file, mine)) {
    if (wait.isDone()) {
      return undefined;
    }
    const owner = removeIfStale(file);
    if (owner !== undefined) {
      wait.onWait(owner);
      await delay(500, undefined, { signal: wait.signal });
    }
  }
  try {
    return await work();
  } finally {
    if (read(file) === mine) {
      fs.rmSync(file);
    }
  }
}

/** Takes the lock if it is free. The complete file is linked into place: nobody ever sees one without an owner. */
function acquire(file: string, mine: string): boolean {
  const draft = `${file}.${randomUUID()}`;
  fs.writeFileSync(draft, mine);
  try {
    fs.linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") {
      return false;
    }
    throw error;
  } finally {
    fs.rmSync(draft);
  }
}

/** Returns the PID of the process that holds the lock, or undefined if no live process does; removes a dead owner's lock. */
function removeIfStale(file: string): number | undefined {
  const seen = read(file);
  if (seen === undefined) {
    return undefined;
  }
  const owner = parseOwner(seen);
  if (owner !== undefined && lives(owner)) {
    return owner.pid;
  }
  // Two waiting processes may both get here, and the slower one must not remove the lock that the faster one has taken
  // meanwhile. So the file is first moved aside, then compared, and put back if it is another one.
  const aside = `${file}.${randomUUID()}`;
  try {
    fs.renameSync(file, aside);
  } catch {
    return undefined;
  }
  if (read(aside) !== seen) {
    fs.copyFileSync(aside, file, fs.constants.COPYFILE_EXCL);
  }
  fs.rmSync(aside);
  return undefined;
}

function read(file: string): string | undefined {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

function parseOwner(text: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(text) as ProcessIdentity;
  } catch {
    return undefined; // Truncated when the machine crashed.
  }
}
