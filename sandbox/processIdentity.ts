/** Identifies processes by start time as well as PID, since the kernel reuses PIDs. */
import * as fs from "node:fs";

/** One process, for as long as it lives. */
export interface ProcessIdentity {
  pid: number;
  /** Clock ticks since boot. */
  startTime: number;
  /** Which boot. */
  bootId: string;
}

/** The live process that has this PID now, if any. */
export function identify(pid: number): ProcessIdentity | undefined {
  let stat: string;
  try {
    stat = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return undefined;
  }
  // The command's name is in parentheses and may itself contain spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  if (fields[0] === "Z") return undefined;
  const bootId = fs.readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  return { pid, startTime: Number(fields[19]), bootId };
}

/** Whether this very process is still alive. */
export function lives(process: ProcessIdentity | undefined): boolean {
  if (process === undefined) return false;
  const now = identify(process.pid);
  return now?.startTime === process.startTime && now.bootId === process.bootId;
}
