/**
 * The control group that holds every process of the sandbox. Membership is inherited and cannot be left by forking, so
 * the group lists containers, their shims and all our other processes even when the processes that started them are dead.
 */
import * as fs from "node:fs";
import * as path from "node:path";
import { controlGroup } from "./layout";
import { waitFor } from "./wait";

const mountPoint = "/sys/fs/cgroup";

/** The controllers that the kubelet wants; with version 2, a group has only those that its parent hands down. */
const controllers = ["cpu", "cpuset", "hugetlb", "io", "memory", "pids"];

const isVersion2 = () => fs.existsSync(path.join(mountPoint, "cgroup.controllers"));

/** The root of each hierarchy. Version 2 has a single one, which some systems mount among those of version 1. */
function hierarchies(): string[] {
  if (isVersion2()) return [mountPoint];
  return fs
    .readdirSync(mountPoint)
    .map(name => path.join(mountPoint, name))
    .filter(folder => fs.existsSync(path.join(folder, "cgroup.procs")));
}

/** The hierarchy whose members are read; with version 1 the kubelet puts every container in "pids". */
function tracking(): string {
  const all = hierarchies();
  const found = all.length === 1 ? all[0] : all.find(folder => path.basename(folder) === "pids");
  if (found === undefined) {
    throw new Error(
      `No control group hierarchy "pids" below ${mountPoint}: the kubelet needs one. Mount cgroup2 there, or cgroup with the option pids.`,
    );
  }
  return found;
}

function withDescendants(folder: string): string[] {
  if (!fs.existsSync(folder)) return [];
  const children = fs.readdirSync(folder, { withFileTypes: true }).filter(entry => entry.isDirectory());
  return [folder, ...children.flatMap(child => withDescendants(path.join(folder, child.name)))];
}

/** Creates the group in every hierarchy and moves this process, and so all that it will start, into it. */
export function enterControlGroup(): void {
  for (const root of hierarchies()) fs.mkdirSync(path.join(root, controlGroup), { recursive: true });
  if (isVersion2()) handDownControllers();
  // Version 2 allows no processes beside child groups, and the kubelet creates its own child groups below the group's root.
  const own = path.join(tracking(), controlGroup, "parts");
  fs.mkdirSync(own, { recursive: true });
  fs.writeFileSync(path.join(own, "cgroup.procs"), String(process.pid));
}

function handDownControllers(): void {
  const available = fs.readFileSync(path.join(mountPoint, "cgroup.controllers"), "utf8").trim().split(" ");
  const wanted = controllers.filter(name => available.includes(name)).map(name => `+${name}`);
  fs.writeFileSync(path.join(mountPoint, "cgroup.subtree_control"), wanted.join(" "));
}

/** Takes this process out of the group again, so that it can clean up after the others. */
export function leaveControlGroup(): void {
  fs.writeFileSync(path.join(tracking(), "cgroup.procs"), String(process.pid));
}

/** The PIDs of all processes of the sandbox. */
export function members(): number[] {
  return withDescendants(path.join(tracking(), controlGroup)).flatMap(folder => {
    try {
      return fs.readFileSync(path.join(folder, "cgroup.procs"), "utf8").split("\n").filter(Boolean).map(Number);
    } catch {
      return []; // The group of a container that just ended.
    }
  });
}

/** Kills every process of the sandbox and waits until none is left. */
export async function killMembers(): Promise<void> {
  await waitFor({
    what: "the sandbox's processes to end",
    seconds: 20,
    everyMilliseconds: 50,
    pending: () => {
      const left = members();
      for (const pid of left) {
        try {
          process.kill(pid, "SIGKILL");
        } catch {
          // Ended meanwhile.
        }
      }
      return left.length === 0 ? undefined : `${left.length} left: ${left.join(", ")}`;
    },
  });
}

/** Removes the empty group from every hierarchy. */
export async function removeControlGroup(): Promise<void> {
  for (const root of hierarchies()) {
    await waitFor({
      what: `${path.join(root, controlGroup)} to be removed`,
      seconds: 5,
      pending: () => {
        try {
          // The deepest first: only empty groups can be removed.
          for (const folder of withDescendants(path.join(root, controlGroup)).reverse()) fs.rmdirSync(folder);
          return undefined;
        } catch (error) {
          return (error as Error).message;
        }
      },
    });
  }
}
