/** Finds programs that the machine already has, and checks whether their versions are suitable. */
import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import type { Accepted, Program } from "./programs";

/**
 * The paths of the named programs of a group, or undefined unless the machine has all of them: a group's programs belong
 * together and are not mixed with those that we built.
 */
export async function findOnPath(
  programs: Readonly<Record<string, Program>>,
  names: readonly string[],
): Promise<ReadonlyMap<string, string> | undefined> {
  const found = await Promise.all(names.map(name => findProgram(name, programs[name].accepted)));
  const paths = new Map<string, string>();
  for (const [index, file] of found.entries()) {
    if (file === undefined) {
      return undefined;
    }
    paths.set(names[index], file);
  }
  return paths;
}

/** The first program of that name on the PATH, which is the one that a shell would run, if its version is suitable. */
async function findProgram(name: string, accepted: Accepted | undefined): Promise<string | undefined> {
  const file = accepted === undefined ? undefined : executableOnPath(name);
  return file !== undefined && accepted !== undefined && isAccepted(await versionText(file, accepted), accepted)
    ? file
    : undefined;
}

/** Whether the version that a program printed is within the accepted range. */
export function isAccepted(printed: string, accepted: Accepted): boolean {
  const version = accepted.version.exec(printed)?.[1];
  return (
    version !== undefined &&
    compareVersions(version, accepted.atLeast) >= 0 &&
    compareVersions(version, accepted.below) < 0
  );
}

function executableOnPath(name: string): string | undefined {
  return (process.env.PATH ?? "")
    .split(path.delimiter)
    .filter(folder => path.isAbsolute(folder))
    .map(folder => path.join(folder, name))
    .find(file => {
      try {
        fs.accessSync(file, fs.constants.X_OK);
        return fs.statSync(file).isFile();
      } catch {
        return false;
      }
    });
}

/** What the program prints about its version; nothing if it fails or does not end in time. */
function versionText(file: string, accepted: Accepted): Promise<string> {
  return new Promise(resolve => {
    execFile(file, accepted.arguments, { timeout: 10_000 }, (_error, stdout) => resolve(stdout));
  });
}

function compareVersions(left: string, right: string): number {
  const [a, b] = [left, right].map(version => version.split(".").map(Number));
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}
