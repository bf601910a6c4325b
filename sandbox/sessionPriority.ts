/** How much of the processor a process gets with all that it starts. */
import * as fs from "node:fs";
import * as os from "node:os";

/**
 * Gives a process that leads a session, and all that it starts, a nice value. Linux shares the processor between sessions, and
 * compares the nice values of processes only within one, so the session gets the value too.
 */
export function setSessionPriority(leader: number, nice: number): void {
  try {
    os.setPriority(leader, nice);
    fs.writeFileSync(`/proc/${leader}/autogroup`, String(nice));
  } catch {
    // Another system, or a process that has ended. It then gets its usual share.
  }
}
