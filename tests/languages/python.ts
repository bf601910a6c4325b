/** Virtual environments for programs in Python. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import * as fs from "node:fs/promises";
import * as path from "node:path";
import { promisify } from "node:util";
import { withLock } from "../../sandbox/lock";
import { cacheFolder } from "../../sandbox/paths";

const run = promisify(execFile);
const requirements = path.join(__dirname, "requirements.txt");

/** Makes a virtual environment in `folder` with Pulumi's SDK and the packages whose sources are in `sources`. */
export async function makeVirtualEnvironment(folder: string, sources: string[]): Promise<void> {
  const shared = await sharedPackages();
  await run("python3", ["-m", "venv", "--without-pip", folder]);
  const packages = await sitePackages(folder);
  // A file of this kind adds a folder to those in which Python looks for packages.
  await fs.writeFile(path.join(packages, "shared.pth"), `${await sitePackages(shared)}\n`);
  const install = ["-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--no-build-isolation"];
  await run(path.join(shared, "bin", "python"), [...install, "--target", packages, ...sources]);
}

/** The virtual environment with the pinned packages. It is made once for all runs, and again if they change. */
async function sharedPackages(): Promise<string> {
  const pinned = createHash("sha256")
    .update(await fs.readFile(requirements))
    .digest("hex")
    .slice(0, 12);
  const folder = path.join(cacheFolder, "python", pinned);
  const finished = path.join(folder, "finished");
  await fs.mkdir(path.dirname(folder), { recursive: true });
  const isDone = () => existsSync(finished);
  const { signal } = new AbortController();
  await withLock(`${folder}.lock`, { signal, isDone, onWait: () => undefined }, async () => {
    if (isDone()) return;
    await run("python3", ["-m", "venv", "--clear", folder]);
    const install = ["-m", "pip", "install", "--quiet", "--require-hashes", "--requirement", requirements];
    await run(path.join(folder, "bin", "python"), install);
    await fs.writeFile(finished, "");
  });
  return folder;
}

async function sitePackages(environment: string): Promise<string> {
  const libraries = path.join(environment, "lib");
  const [python] = await fs.readdir(libraries);
  return path.join(libraries, python, "site-packages");
}
