/** The package as npm users get it: packed, and installed into an otherwise empty folder. */
import { execFile } from "node:child_process";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";
import { projectFolder } from "../../sandbox/paths";

const run = promisify(execFile);

export interface Consumer {
  /** A user's project with the package in its node_modules. */
  folder: string;
  /** Paths of the packed files, relative to the package. */
  files: string[];
  /** Bytes of the tarball. */
  size: number;
  remove(): Promise<void>;
}

interface PackResult {
  filename: string;
  size: number;
  files: { path: string }[];
}

/**
 * Packs a copy of the sources, because packing compiles and a compiled checkout would hide its sources from the plugin
 * host. The dependencies are symlinks, so npm asks no registry.
 */
export async function installPacked(): Promise<Consumer> {
  const root = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-packed-"));
  const [sources, folder] = [path.join(root, "sources"), path.join(root, "consumer")];
  const manifest = JSON.parse(await fs.readFile(path.join(projectFolder, "package.json"), "utf8")) as {
    dependencies: Record<string, string>;
  };

  const leftOut = ["node_modules", ".git", "bin"].map(name => path.join(projectFolder, name));
  // Other tests create and delete stack settings.
  const isSettings = (file: string) => /^Pulumi\..+\.yaml$/.test(path.basename(file));
  const filter = (source: string) => !leftOut.includes(source) && !isSettings(source);
  await fs.cp(projectFolder, sources, { recursive: true, filter });
  await fs.symlink(path.join(projectFolder, "node_modules"), path.join(sources, "node_modules"));
  // The project's .npmrc forbids scripts, but packing needs the package's own.
  const { stdout } = await run("npm", ["pack", "--json", "--ignore-scripts=false", "--pack-destination", root], {
    cwd: sources,
  });
  const [packed] = JSON.parse(stdout.slice(stdout.indexOf("[\n"))) as PackResult[];

  const modules = path.join(folder, "node_modules");
  const installed = path.join(modules, "aks-mqtt");
  await fs.mkdir(installed, { recursive: true });
  await run("tar", ["-xzf", path.join(root, packed.filename), "--strip-components=1", "-C", installed]);
  for (const dependency of [...Object.keys(manifest.dependencies), "@types/node"]) {
    await fs.mkdir(path.dirname(path.join(modules, dependency)), { recursive: true });
    await fs.symlink(path.join(projectFolder, "node_modules", dependency), path.join(modules, dependency));
  }
  return {
    folder,
    files: packed.files.map(file => file.path),
    size: packed.size,
    remove: () => fs.rm(root, { recursive: true, force: true }),
  };
}
