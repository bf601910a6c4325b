/** What Git knows about this checkout. */
import { execFileSync } from "node:child_process";
import { projectFolder } from "../../sandbox/paths";

/** Runs Git and returns what it prints. */
export function git(...args: string[]): string {
  return execFileSync("git", args, { cwd: projectFolder, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 }).trim();
}
