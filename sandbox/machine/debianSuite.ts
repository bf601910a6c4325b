/** Programs from a Debian suite other than this machine's, for images; the machine's own packages stay untouched. */
import * as fs from "node:fs";
import * as path from "node:path";
import { libgcc } from "./imageRecipe";
import { run, tryRun } from "./run";

/** Programs of a suite and everything that they load. */
export interface SuitePrograms {
  /** The upstream version of the first package, such as "2.0.21". */
  version: string;
  /** Path in an image → file on this machine. */
  files: Record<string, string>;
}

/**
 * Downloads packages of a suite with their dependencies, and unpacks them below `work`, an empty folder that the caller
 * deletes. `executables` are the paths of the wanted programs.
 *
 * Throws if this machine's apt knows no Debian mirror, or if the mirror does not have the suite or the packages.
 */
export async function programsOfSuite(
  suite: string,
  packages: [string, ...string[]],
  executables: string[],
  work: string,
): Promise<SuitePrograms> {
  const archives = await download(suite, packages, work);
  const root = path.join(work, "root");
  fs.mkdirSync(root);
  for (const archive of archives) await run("dpkg-deb", ["--extract", archive, root]);

  const own = archives.find(archive => path.basename(archive).startsWith(`${packages[0]}_`));
  if (own === undefined) throw new Error(`${packages[0]} is not among the packages that apt downloaded from ${suite}.`);
  const version = await run("dpkg-deb", ["--field", own, "Version"]);
  const files = await libraries(root, executables);
  for (const executable of executables) files[executable] = path.join(root, executable);
  return { version: upstreamVersion(version), files };
}

/** A Debian version without Debian's own parts, e.g. "2.0.11". */
export function upstreamVersion(debianVersion: string): string {
  return debianVersion
    .trim()
    .replace(/^\d+:/, "")
    .replace(/[-+~].*$/, "");
}

async function download(suite: string, packages: string[], work: string): Promise<string[]> {
  const sources = path.join(work, "debian.sources");
  const archives = path.join(work, "archives");
  const lists = path.join(work, "lists");
  const status = path.join(work, "dpkg", "status");
  for (const folder of [archives, lists].map(parent => path.join(parent, "partial"))) {
    fs.mkdirSync(folder, { recursive: true });
  }
  // Empty, so that all dependencies count as missing. apt locks its folder.
  fs.mkdirSync(path.dirname(status));
  fs.writeFileSync(status, "");
  fs.writeFileSync(
    sources,
    [
      "Types: deb",
      `URIs: ${await debianMirror()}`,
      `Suites: ${suite}`,
      "Components: main",
      "Targets: Packages",
      "Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg",
      "",
    ].join("\n"),
  );
  // All other settings of the machine, such as proxies, still apply.
  const configuration = path.join(work, "apt.conf");
  const settings = {
    "Dir::Etc::sourcelist": sources,
    "Dir::Etc::sourceparts": "-",
    "Dir::Etc::preferences": "-",
    "Dir::Etc::preferencesparts": "-",
    "Dir::State": work,
    "Dir::State::lists": lists,
    "Dir::State::status": status,
    "Dir::Cache": work,
    "Dir::Cache::archives": archives,
    "APT::Install-Recommends": "false",
    // The work folder is closed to apt's own user; signatures protect what is downloaded.
    "APT::Sandbox::User": "root",
    "APT::Update::Error-Mode": "any",
    "Acquire::Retries": "2",
  };
  fs.writeFileSync(
    configuration,
    [
      // These commands are meant for the machine's own lists.
      ...["Pre-Invoke", "Post-Invoke", "Post-Invoke-Success"].map(hook => `#clear APT::Update::${hook};`),
      ...Object.entries(settings).map(([name, value]) => `${name} ${JSON.stringify(value)};`),
      "",
    ].join("\n"),
  );
  const aptGet = (...args: string[]) => run("apt-get", [`--config-file=${configuration}`, "--quiet=2", ...args]);
  await aptGet("update");
  await aptGet("install", "--download-only", "--yes", ...packages);
  return fs
    .readdirSync(archives)
    .filter(name => name.endsWith(".deb"))
    .map(name => path.join(archives, name));
}

/** Where this machine's apt gets Debian itself from. */
async function debianMirror(): Promise<string> {
  const codename = /^VERSION_CODENAME=(.*)$/m.exec(fs.readFileSync("/etc/os-release", "utf8"))?.[1];
  const targets = await tryRun("apt-get", [
    ...["indextargets", "--no-release-info", "--format", "$(REPO_URI)"],
    ...["Created-By: Packages", "Component: main", `Release: ${codename}`],
  ]);
  const mirror = targets.stdout.split("\n")[0];
  if (mirror === "") throw new Error("apt's sources name no Debian mirror.");
  return mirror;
}

/** What the executables load, including the loader itself: a libc works only with its own loader. */
async function libraries(root: string, executables: string[]): Promise<Record<string, string>> {
  const below = fs.readdirSync(path.join(root, "usr", "lib"), { recursive: true, encoding: "utf8" });
  const loaderName = below.find(name => /^[^/]+\/ld-linux[^/]*\.so\.\d+$/.test(name));
  if (loaderName === undefined) throw new Error("The packages contain no dynamic loader.");
  const loader = path.join(root, "usr", "lib", loaderName);
  const folders = [path.dirname(loader), path.join(root, "usr", "lib")];
  // Packages rely on ldconfig to create the links by which libraries are found.
  await run("/sbin/ldconfig", ["-n", ...folders]);
  const files: Record<string, string> = {};
  for (const executable of executables.map(name => path.join(root, name))) {
    const isStatic = (await tryRun(loader, ["--verify", executable])).code === 1;
    if (isStatic) continue;
    const listed = await run(loader, ["--library-path", folders.join(":"), "--list", executable]);
    // The loader is listed under the name by which executables know it.
    for (const [, name, file] of listed.matchAll(/^\s+(\S+) => (\/\S+) \(0x/gm)) {
      files[name.startsWith("/") ? name : file.slice(root.length)] = file;
    }
  }
  const loadedLater = path.join(path.dirname(loader), libgcc);
  files[loadedLater.slice(root.length)] = loadedLater;
  return files;
}
