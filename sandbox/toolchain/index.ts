/** The programs that the sandbox runs: taken from an earlier build or from the machine, else built from pinned modules. */
import * as fs from "node:fs";
import * as path from "node:path";
import type { Report } from "../progress";
import { buildGroups } from "./build";
import type { BuildRequest, BuiltGroup } from "./build";
import { groupOf, isPublished, publishedFile, publishedFolder, toolchainFolder } from "./cache";
import { withLock } from "../lock";
import { findOnPath } from "./onPath";
import { groups } from "./programs";
import type { GroupName, ProgramName, Wanted } from "./programs";

export type { BuiltGroup } from "./build";
export type { GroupName, ProgramName, Wanted } from "./programs";

/** Programs that are ready to be run. */
export interface Toolchain {
  /** The absolute path of a program, e.g. "kube-apiserver". */
  program(name: ProgramName): string;
  /** The absolute path of a file or folder that a module of a group ships, e.g. ("calico", "crds.yaml"). */
  file(group: GroupName, name: string): string;
  /** What had to be built, and how long each group took. */
  built: readonly BuiltGroup[];
}

/**
 * Finds the programs, and builds those that are neither in the cache nor, in a suitable version, on the PATH. Only one
 * process builds at a time. The next call continues an interrupted build.
 */
export async function ensurePrograms(
  wanted: readonly Wanted[],
  report: Report,
  signal: AbortSignal = new AbortController().signal,
): Promise<Toolchain> {
  const requests = requestsOf(wanted);
  const paths = new Map<string, string>();
  const missing: BuildRequest[] = [];
  for (const request of requests) {
    const { programs, files } = groupOf(request.group);
    // A module's files are on no PATH, and belong with programs of the same version.
    const found =
      files !== undefined || isPublished(request.group, request.programs)
        ? undefined
        : await findOnPath(programs, request.programs);
    for (const program of request.programs) {
      paths.set(program, found?.get(program) ?? path.join(publishedFolder(request.group), program));
    }
    if (found === undefined) missing.push(request);
  }
  const built = await buildMissing(missing, report, signal);
  return {
    built,
    program: name => paths.get(name) ?? fail(`The program "${name}" was not requested: pass it to ensurePrograms.`),
    file: (group, name) =>
      requests.some(request => request.group === group) && name in (groupOf(group).files ?? {})
        ? publishedFile(group, name)
        : fail(`The file "${name}" of ${group} was not requested: pass the group to ensurePrograms.`),
  };
}

/** Builds what is not in the cache, unless another process builds it first. */
async function buildMissing(
  requests: readonly BuildRequest[],
  report: Report,
  signal: AbortSignal,
): Promise<readonly BuiltGroup[]> {
  const stillMissing = () => requests.filter(({ group, programs }) => !isPublished(group, programs));
  if (stillMissing().length === 0) return [];
  fs.mkdirSync(toolchainFolder, { recursive: true });
  const built = await withLock(
    path.join(toolchainFolder, "lock"),
    {
      signal,
      onWait: owner => report(`waiting for process ${owner}, which is building programs`),
      isDone: () => stillMissing().length === 0,
    },
    async () => {
      const toBuild = stillMissing();
      return toBuild.length === 0 ? [] : buildGroups(toBuild, report, signal);
    },
  );
  return built ?? [];
}

/** What is wanted of each group, in the table's order, which is the best build order. */
function requestsOf(wanted: readonly Wanted[]): BuildRequest[] {
  return (Object.keys(groups) as GroupName[])
    .map(group => ({
      group,
      programs: Object.keys(groupOf(group).programs).filter(program =>
        wanted.some(item => item === group || item === `${group}/${program}`),
      ),
    }))
    .filter(({ group, programs }) => programs.length > 0 || wanted.includes(group));
}

function fail(message: string): never {
  throw new Error(message);
}
