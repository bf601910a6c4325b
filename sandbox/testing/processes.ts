/** The child processes of a process, and theirs. */
import * as fs from "node:fs";
import { identify } from "../processIdentity";
import type { ProcessIdentity } from "../processIdentity";

/** All descendants that are alive now, nearest first. */
export function descendantsOf(pid: number): ProcessIdentity[] {
  const children = new Map<number, number[]>();
  for (const entry of fs.readdirSync("/proc").filter(name => /^\d+$/.test(name))) {
    const parent = parentOf(Number(entry));
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), Number(entry)]);
  }
  const found: number[] = [pid];
  for (const one of found) found.push(...(children.get(one) ?? []));
  return found.slice(1).flatMap(each => identify(each) ?? []);
}

/** The arguments of a process as every user of the machine can read them; empty if it has ended. */
export function commandLine(pid: number): string {
  return read(`/proc/${pid}/cmdline`).replaceAll("\0", " ");
}

function parentOf(pid: number): number | undefined {
  const [, parent] = /\nPPid:\t(\d+)/.exec(read(`/proc/${pid}/status`)) ?? [];
  return parent === undefined ? undefined : Number(parent);
}

function read(file: string): string {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return ""; // It has ended meanwhile.
  }
}
