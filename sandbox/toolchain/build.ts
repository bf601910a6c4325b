/** Builds groups of programs: while one is compiled, the modules of the next ones are downloaded. */
import * as fs from "node:fs";
import * as path from "node:path";
import { cacheFolder } from "../paths";
import type { Report } from "../progress";
import { compileFlags, groupOf, publishedFile, publishedFolder, removeOtherVersions } from "./cache";
import { sourceFolder, toolchainFolder, workFolder } from "./cache";
import { go, requireGo } from "./go";
import type { GoCall } from "./go";
import type { GroupName } from "./programs";

/** The programs of one group to build. */
export interface BuildRequest {
  group: GroupName;
  programs: readonly string[];
}

/** A group that was built, and how long compiling it took. */
export interface BuiltGroup {
  group: GroupName;
  seconds: number;
}

/** What is going on, for the report. */
interface Progress {
  download?: { group: GroupName; modules: number };
  compile?: { group: GroupName; compiled: number; packages: number };
}

/** Import paths of packages, each with its version, which tells whether another group has compiled the same package. */
type Packages = Map<string, string>;

/** Builds the groups in the given order, publishes each when it is complete, and removes Go's caches at the end. */
export async function buildGroups(
  requests: readonly BuildRequest[],
  report: Report,
  signal: AbortSignal,
): Promise<BuiltGroup[]> {
  prepareFolders(requests);
  // When one part of the work fails, the other has to end too.
  const failure = new AbortController();
  const either = AbortSignal.any([signal, failure.signal]);
  await requireGo(goCall(requests[0].group, "", either));

  const progress: Progress = {};
  const ticker = setInterval(() => report(describe(progress)), 500);
  const downloads: Promise<Packages>[] = [];
  for (const request of requests) {
    const previous = downloads.at(-1) ?? Promise.resolve();
    const download = previous.then(() => downloadModules(request, progress, either));
    download.catch(error => failure.abort(error));
    downloads.push(download);
  }
  try {
    const built: BuiltGroup[] = [];
    const compiled = new Set<string>();
    for (const [index, request] of requests.entries()) {
      const packages = await downloads[index];
      const started = Date.now();
      await compile(request, packages, compiled, progress, either);
      await publish(request, either);
      built.push({ group: request.group, seconds: (Date.now() - started) / 1000 });
    }
    clearInterval(ticker);
    report("removing the sources and compiled packages");
    await fs.promises.rm(workFolder, { recursive: true });
    return built;
  } catch (error) {
    failure.abort(error);
    throw error;
  } finally {
    clearInterval(ticker);
    // No Go process outlives the call, not even a download that failed with the rest.
    await Promise.allSettled(downloads);
  }
}

/** Creates the folders, and throws if the disk is too full. A build that continues an earlier one already has its space. */
function prepareFolders(requests: readonly BuildRequest[]): void {
  const resumes = fs.existsSync(workFolder);
  fs.rmSync(path.join(workFolder, "tmp"), { recursive: true, force: true });
  fs.mkdirSync(path.join(workFolder, "tmp"), { recursive: true });
  fs.mkdirSync(path.join(cacheFolder, "log"), { recursive: true });
  const needed = requests.reduce((sum, { group }) => sum + groupOf(group).diskSpace, 0);
  const disk = fs.statfsSync(toolchainFolder);
  const free = (disk.bavail * disk.bsize) / 1e9;
  if (!resumes && free < needed) {
    fs.rmSync(workFolder, { recursive: true });
    throw new Error(
      `Building ${requests.map(({ group }) => group).join(", ")} needs ${needed.toFixed(1)} GB of disk space for a ` +
        `while, but ${toolchainFolder} has ${free.toFixed(1)} GB.\n` +
        "Try: free some space, or set AKS_MQTT_CACHE to a folder on a larger disk.",
    );
  }
}

/** Downloads only those modules of the go.mod that the packages need. */
async function downloadModules(request: BuildRequest, progress: Progress, signal: AbortSignal): Promise<Packages> {
  const { group, programs } = request;
  if (programs.length === 0) return new Map();
  const call = goCall(group, `Downloading the modules of ${group}`, signal);
  fs.rmSync(call.log, { force: true });
  const download = { group, modules: 0 };
  progress.download = download;
  const version = "{{with .Module}}{{with .Replace}}{{.Version}}{{else}}{{.Version}}{{end}}{{end}}";
  const list = () =>
    go({
      ...call,
      arguments: ["list", "-deps", "-f", `{{.ImportPath}} ${version}`, ...packagesOf(request)],
      onLine: line => {
        if (line.startsWith("go: downloading ")) download.modules++;
      },
    });
  // Go does not retry a failed download, and among hundreds one may fail. What has arrived is not fetched again.
  const listed = await list().catch(list).catch(list);
  progress.download = undefined;
  return new Map(listed.split("\n").map(line => [line.split(" ", 1)[0], line]));
}

/** Compiles and links; `compiled` holds the packages of earlier groups, which need not be compiled again. */
async function compile(
  request: BuildRequest,
  packages: Packages,
  compiled: Set<string>,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const { group, programs } = request;
  if (programs.length === 0) return;
  const missing = new Set([...packages.keys()].filter(name => !compiled.has(packages.get(name) ?? name)));
  const compilation = { group, compiled: 0, packages: missing.size };
  progress.compile = compilation;
  const output = outputFolder(group);
  fs.rmSync(output, { recursive: true, force: true });
  fs.mkdirSync(output, { recursive: true });
  const ldflags = ["-s", "-w", ...(groupOf(group).ldflags ?? [])].join(" ");
  await go({
    ...goCall(group, `Compiling ${group}`, signal),
    arguments: ["build", "-v", ...compileFlags, `-ldflags=${ldflags}`, "-o", `${output}/`, ...packagesOf(request)],
    onLine: line => {
      if (missing.delete(line)) compilation.compiled++;
    },
  });
  for (const identity of packages.values()) compiled.add(identity);
  progress.compile = undefined;
}

/** Renames programs and files into place, so that none is ever there half written. */
async function publish(request: BuildRequest, signal: AbortSignal): Promise<void> {
  const { group, programs } = request;
  fs.mkdirSync(publishedFolder(group), { recursive: true });
  for (const [name, { module, path: file }] of Object.entries(groupOf(group).files ?? {})) {
    // It is there from an earlier build of other programs of the group.
    if (fs.existsSync(publishedFile(group, name))) continue;
    const call = goCall(group, `Looking for ${file} of ${module}`, signal);
    // Not `go list`: that finds only modules that are already downloaded, because one of their packages is compiled.
    const found = JSON.parse(await go({ ...call, arguments: ["mod", "download", "-json", module] })) as { Dir: string };
    const copy = path.join(workFolder, "tmp", `${group}-${name}`);
    fs.cpSync(path.join(found.Dir, file), copy, { recursive: true });
    fs.mkdirSync(path.dirname(publishedFile(group, name)), { recursive: true });
    fs.renameSync(copy, publishedFile(group, name));
  }
  for (const program of programs) {
    const built = path.join(outputFolder(group), builtName(group, program));
    fs.renameSync(built, path.join(publishedFolder(group), program));
  }
  removeOtherVersions(group);
}

/** The name that Go gives a program: the last part of its package's path that is not a major version. */
function builtName(group: GroupName, program: string): string {
  const { package: importPath } = groupOf(group).programs[program];
  return importPath === "." ? group : path.posix.basename(importPath.replace(/\/v\d+$/, ""));
}

function packagesOf({ group, programs }: BuildRequest): string[] {
  return programs.map(program => groupOf(group).programs[program].package);
}

function outputFolder(group: GroupName): string {
  return path.join(workFolder, "out", group);
}

function goCall(group: GroupName, purpose: string, signal: AbortSignal): Omit<GoCall, "arguments"> {
  const log = path.join(cacheFolder, "log", `${group}.log`);
  return { purpose, folder: sourceFolder(group), workFolder, log, signal };
}

function describe({ compile: compiling, download }: Progress): string {
  const parts: string[] = [];
  if (compiling !== undefined) {
    const { group, compiled, packages } = compiling;
    const state = compiled < packages ? `${compiled} of ${packages} packages` : "linking";
    parts.push(`compiling ${group}, ${state}`);
  }
  if (download !== undefined) {
    parts.push(`downloading ${download.group}, ${download.modules} modules`);
  }
  return parts.join("; ");
}
