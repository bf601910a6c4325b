/** The package as npm users get it: packed, and installed into an otherwise empty folder. */
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { dependencies } from "../../package.json";
import { projectFolder } from "../../sandbox/paths";
import { copyCheckout, pack, unpack } from "../../tools/pack";
import type { Packed } from "../../tools/pack";

export interface Consumer extends Packed {
  /** A user's project with the package in its node_modules. */
  folder: string;
  remove(): Promise<void>;
}

/** Packs a copy, because packing compiles. The dependencies are symlinks, so npm asks no registry. */
export async function installPacked(): Promise<Consumer> {
  const root = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-packed-"));
  const [sources, folder] = [path.join(root, "sources"), path.join(root, "consumer")];
  await copyCheckout(sources);
  const packed = await pack(sources, root);
  const modules = path.join(folder, "node_modules");
  await unpack(packed, path.join(modules, "aks-mqtt"));
  for (const dependency of [...Object.keys(dependencies), "@types/node"]) {
    await fs.mkdir(path.dirname(path.join(modules, dependency)), { recursive: true });
    await fs.symlink(path.join(projectFolder, "node_modules", dependency), path.join(modules, dependency));
  }
  return { ...packed, folder, remove: () => fs.rm(root, { recursive: true, force: true }) };
}
