/** Brings container images into containerd: builds them from their recipes, once, and imports what has changed. */
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { cacheFolder } from "../paths";
import { identify } from "../processIdentity";
import type { Recipe } from "./imageRecipe";
import { files } from "./layout";
import { digestInArchive, sha256OfFile, writeOciArchive } from "./ociArchive";
import { run } from "./run";

/** Resolves to the name of the image in containerd; replaces an image of the same name with other content. */
export async function ensureImage(recipe: Recipe): Promise<string> {
  const { name, archive } = await build(recipe);
  const listed = await ctr("images", "ls", `name==${JSON.stringify(name)}`);
  if (!listed.includes(await digestInArchive(archive))) await importOneByOne(archive);
  return name;
}

/** containerd writes the index of every archive under the same name: of two concurrent imports, one fails. */
let imported: Promise<unknown> = Promise.resolve();

function importOneByOne(archive: string): Promise<unknown> {
  const next = imported.then(() => ctr("images", "import", archive));
  imported = next.catch(() => undefined);
  return next;
}

function ctr(...args: string[]): Promise<string> {
  return run("ctr", ["--address", files.containerdSocket, "--namespace", "k8s.io", ...args]);
}

/** The archive of a recipe, from the cache if that holds one with the same content. */
async function build(recipe: Recipe): Promise<{ name: string; archive: string }> {
  const digests = await Promise.all(
    Object.entries(recipe.files).map(async ([to, from]) => [to, await sha256OfFile(from)]),
  );
  const key = createHash("sha256")
    .update(JSON.stringify([recipe, digests]))
    .digest("hex")
    .slice(0, 16);
  const name = recipe.name.replace(/:content$/, `:${key}`);
  const cache = path.join(cacheFolder, "images");
  const archive = path.join(cache, `${key}.tar`);
  if (fs.existsSync(archive)) return { name, archive };

  fs.mkdirSync(cache, { recursive: true });
  removeUnfinished(cache);
  const work = fs.mkdtempSync(path.join(cache, `build-${process.pid}-`));
  try {
    const root = path.join(work, "root");
    fillRoot(root, recipe);
    const oci = path.join(work, "oci");
    fs.mkdirSync(oci);
    const unfinished = path.join(work, "image.tar");
    await writeOciArchive(unfinished, name, root, recipe.config, oci);
    // All or nothing: another `up` may be reading.
    fs.renameSync(unfinished, archive);
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
  return { name, archive };
}

/** Removes the unfinished work, `build-PID-...`, that killed processes have left in a folder of the cache. */
export function removeUnfinished(cache: string): void {
  for (const name of fs.readdirSync(cache)) {
    const builder = /^build-(\d+)-/.exec(name)?.[1];
    if (builder === undefined || identify(Number(builder)) !== undefined) continue;
    fs.rmSync(path.join(cache, name), { recursive: true, force: true });
  }
}

function fillRoot(root: string, recipe: Recipe): void {
  const place = (inImage: string) => {
    const target = path.join(root, inImage);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    return target;
  };
  fs.mkdirSync(root, { mode: 0o755 });
  for (const folder of recipe.folders ?? []) fs.mkdirSync(place(folder.path), { recursive: true });
  for (const [to, from] of Object.entries(recipe.files)) {
    // The names that ldd prints are often links; the image gets their targets.
    fs.copyFileSync(fs.realpathSync(from), place(to));
    fs.chmodSync(path.join(root, to), 0o755);
  }
  for (const [to, text] of Object.entries(recipe.texts ?? {})) fs.writeFileSync(place(to), text);
  for (const [from, to] of Object.entries(recipe.links ?? {})) fs.symlinkSync(to, place(from));
  for (const folder of recipe.folders ?? []) fs.chownSync(path.join(root, folder.path), folder.owner, folder.owner);
}
