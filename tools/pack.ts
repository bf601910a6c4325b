/** Packs the library as npm publishes it. */
import { execFile } from "node:child_process";
import * as fs from "node:fs/promises";
import * as path from "node:path";
import { promisify } from "node:util";
import { projectFolder } from "../sandbox/paths";

const run = promisify(execFile);

export interface Packed {
  /** The path of the tarball. */
  tarball: string;
  /** Its size in bytes. */
  size: number;
  /** Paths of the packed files, relative to the package. */
  files: string[];
}

interface PackResult {
  filename: string;
  size: number;
  files: { path: string }[];
}

/** Copies the checkout to `to`, without its history. The npm packages are a link. */
export async function copyCheckout(to: string): Promise<void> {
  const leftOut = ["node_modules", ".git", "bin", "release"].map(name => path.join(projectFolder, name));
  // Other tests create and delete stack settings.
  const isSettings = (file: string) => /^Pulumi\..+\.yaml$/.test(path.basename(file));
  const filter = (source: string) => !leftOut.includes(source) && !isSettings(source);
  await fs.cp(projectFolder, to, { recursive: true, filter });
  await fs.symlink(path.join(projectFolder, "node_modules"), path.join(to, "node_modules"));
}

/** Packs a checkout into the folder `to`. This compiles into the folder `bin` of the checkout, and removes it again. */
export async function pack(checkout: string, to: string): Promise<Packed> {
  // The project's .npmrc forbids scripts, but packing needs the package's own.
  const args = ["pack", "--json", "--ignore-scripts=false", "--pack-destination", to];
  const { stdout } = await run("npm", args, { cwd: checkout, maxBuffer: 16 * 1024 * 1024 });
  const [{ filename, size, files }] = JSON.parse(stdout.slice(stdout.indexOf("[\n"))) as PackResult[];
  return { tarball: path.join(to, filename), size, files: files.map(file => file.path) };
}

/** Unpacks the tarball into a folder. */
export async function unpack({ tarball }: Packed, to: string): Promise<void> {
  await fs.mkdir(to, { recursive: true });
  await run("tar", ["--extract", "--gzip", "--file", tarball, "--strip-components=1", "--directory", to]);
}
