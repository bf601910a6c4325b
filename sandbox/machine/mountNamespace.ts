/**
 * The mount namespace of the parts. What containerd and the kubelet mount in it never shows outside, and goes with the
 * last of their processes, so nothing needs to be unmounted after a crash.
 */
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { folders } from "./layout";
import { lastLines } from "./log";

/** Folders whose paths are built into the programs; the namespace has private ones in their place. */
export const builtInFolders = [
  "/run/containerd",
  "/run/calico",
  "/run/mount",
  "/var/lib/calico",
  "/var/lib/cni",
  "/var/lib/kubelet",
  "/var/log/calico",
  "/var/log/containers",
];

/** A namespace that lives as long as this process, or a process in it. */
export interface MountNamespace {
  /** What `nsenter --mount=` takes. */
  file: string;
}

// Slave: the host's mounts come in, and none go out. Shared within, so that volumes can propagate between containers.
const script = `
mount --no-mtab --make-rshared /
own=$1; shift
for folder; do mount --no-mtab --bind "$own$folder" "$folder"; done
echo mounted
read -r end_of_input || true
`;

/** Creates the namespace. */
export async function makeMountNamespace(): Promise<MountNamespace> {
  for (const folder of builtInFolders) {
    fs.mkdirSync(folder, { recursive: true });
    fs.mkdirSync(path.join(folders.privateMounts, folder), { recursive: true });
  }
  const shell = ["sh", "-e", "-c", script, "sh", folders.privateMounts, ...builtInFolders];
  const maker = spawn("unshare", ["--mount", "--propagation", "slave", ...shell]);
  maker.stderr.pipe(process.stderr);
  const ended = new Promise<void>(resolve => maker.once("exit", () => resolve()));
  try {
    await new Promise<void>((resolve, reject) => {
      maker.stdout.once("data", () => resolve());
      maker.once("error", reject);
      maker.once("exit", code =>
        reject(new Error(`Making a mount namespace failed with exit code ${code}.\n${lastLines("supervisor")}`)),
      );
    });
    const descriptor = fs.openSync(`/proc/${maker.pid}/ns/mnt`, "r");
    return { file: `/proc/${process.pid}/fd/${descriptor}` };
  } finally {
    maker.stdin.end();
    await ended;
  }
}
