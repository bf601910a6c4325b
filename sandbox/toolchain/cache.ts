/** Where built programs are kept, each group under the hash of everything that decides what is built. */
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { cacheFolder, projectFolder } from "../paths";
import type { Group, GroupName } from "./programs";
import { groups } from "./programs";

/** Holds the groups' folders, the lock and, during a build, the work folder. */
export const toolchainFolder = path.join(cacheFolder, "toolchain");

/** Go's caches and half-done work: kept when a build is interrupted, removed when it is done. */
export const workFolder = path.join(toolchainFolder, "work");

/** The flags that every group is compiled with. Debugging information would cost a tenth of the time. */
export const compileFlags = ["-gcflags=all=-dwarf=false"];

/** A group's entry in the table, typed without its exact names. */
export function groupOf(name: GroupName): Group {
  return groups[name];
}

/** The folder of a group's go.mod. */
export function sourceFolder(name: GroupName): string {
  return path.join(projectFolder, "sandbox", "toolchain", name);
}

/** Where a group's programs are once built. The hash leaves out Go's version: an update of Go is no reason to rebuild. */
export function publishedFolder(name: GroupName): string {
  const hash = createHash("sha256");
  const { programs, ldflags, files } = groupOf(name);
  const packages = Object.entries(programs).map(([program, entry]) => [program, entry.package]);
  hash.update(JSON.stringify([packages, ldflags, files, compileFlags, process.platform, process.arch]));
  for (const file of fs.readdirSync(sourceFolder(name)).sort()) {
    hash.update(`\n${file}\n`).update(fs.readFileSync(path.join(sourceFolder(name), file)));
  }
  return path.join(toolchainFolder, `${name}-${hash.digest("hex").slice(0, 12)}`);
}

/** Where a file shipped by one of the group's modules is put. */
export function publishedFile(name: GroupName, file: string): string {
  return path.join(publishedFolder(name), "files", file);
}

/** Whether these programs of a group, and the files that go with them, exist. */
export function isPublished(name: GroupName, programs: readonly string[]): boolean {
  const files = Object.keys(groupOf(name).files ?? {}).map(file => publishedFile(name, file));
  return [...programs.map(program => path.join(publishedFolder(name), program)), ...files].every(file =>
    fs.existsSync(file),
  );
}

/** Removes the group's builds from other pins or with other flags. */
export function removeOtherVersions(name: GroupName): void {
  const current = path.basename(publishedFolder(name));
  for (const folder of fs.readdirSync(toolchainFolder)) {
    if (folder !== current && folder.startsWith(`${name}-`) && /^[0-9a-f]{12}$/.test(folder.slice(name.length + 1))) {
      fs.rmSync(path.join(toolchainFolder, folder), { recursive: true });
    }
  }
}
