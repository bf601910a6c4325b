/** Processes told apart by start time as well, since the kernel gives numbers out again. */
import * as fs from "node:fs";

/** One process, for as long as it lives. */
export interface ProcessIdentity {
  pid: number;
  /** Clock ticks since boot. */
  startTime: number;
  /** Which boot. */
  bootId: string;
}

/** The process that has this number now, if any that has not ended. */
export function identify(pid: number): ProcessIdentity | undefined {
  let stat: string;
  try {
    stat = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return undefined;
  }
  // The command's name stands in parentheses and may itself hold spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  if (fields[0] === "Z") return undefined;
  const bootId = fs.readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  return { pid, startTime: Number(fields[19]), bootId };
}

/** Whether this very process still lives. */
export function lives(process: ProcessIdentity | undefined): boolean {
  if (process === undefined) return false;
  const now = identify(process.pid);
  return now?.startTime === process.startTime && now.bootId === process.bootId;
}
