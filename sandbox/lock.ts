/** A lock between processes, as a file that names its owner; a lock whose owner has died is taken over. */
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
  /** Tells that the other process has done the work, so that the lock is no longer needed. */
  readonly isDone: () => boolean;
}

/** Does the work while holding the lock. Does not do it, and gives undefined, once another process has done it. */
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

/** Takes the lock if it is free. The file is linked into place whole: nobody ever sees one that names no owner. */
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

/** The process that holds the lock, or undefined if there is none, or none any more. */
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
  // meanwhile: so it is moved aside first, looked at, and put back.
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
    return undefined; // Cut off by a crash of the machine.
  }
}
