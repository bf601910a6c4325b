/** Puts Pulumi plugins into a PULUMI_HOME: real ones as links, stand-ins as single-file programs. */
import { build } from "esbuild";
import * as fs from "node:fs/promises";
import * as path from "node:path";

/** A plugin as the CLI's cache knows it. */
export interface Plugin {
  kind: "resource" | "language";
  name: string;
  version: string;
}

/** Marks a stand-in's folder, for us and for people who look there. */
const MARKER = "STAND-IN.txt";

/** Where the CLI looks for a plugin in the PULUMI_HOME `home`. */
export function pluginFolder(home: string, { kind, name, version }: Plugin): string {
  return path.join(home, "plugins", `${kind}-${name}-v${version}`);
}

/** The name of a plugin's program. */
export function programName({ kind, name }: Plugin): string {
  return `pulumi-${kind}-${name}`;
}

/** Whether `home` holds the real plugin. */
export async function hasRealPlugin(home: string, plugin: Plugin): Promise<boolean> {
  const folder = pluginFolder(home, plugin);
  return (await exists(path.join(folder, programName(plugin)))) && !(await exists(path.join(folder, MARKER)));
}

/** Registers a program, or a folder's contents, by links: a plugin that is updated there is updated here. */
export async function registerReal(home: string, plugin: Plugin, source: string): Promise<void> {
  const isFolder = (await fs.stat(source)).isDirectory();
  const entries = isFolder ? await fs.readdir(source) : [path.basename(source)];
  const from = isFolder ? source : path.dirname(source);
  await replaceFolder(home, plugin, async folder => {
    for (const entry of entries) await fs.symlink(path.join(from, entry), path.join(folder, entry));
  });
}

/** Bundles `entry` and registers it as the plugin, unless the existing bundle is up to date. */
export async function registerStandIn(home: string, plugin: Plugin, entry: string): Promise<void> {
  const result = await build({
    entryPoints: [entry],
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    banner: { js: "#!/usr/bin/env node" },
    write: false,
    logLevel: "silent",
  });
  const [{ contents }] = result.outputFiles;
  if (await isCurrent(path.join(pluginFolder(home, plugin), programName(plugin)), contents)) return;
  await replaceFolder(home, plugin, async fresh => {
    await fs.writeFile(path.join(fresh, programName(plugin)), contents, { mode: 0o755 });
    await fs.writeFile(path.join(fresh, MARKER), `Made from ${entry}, in place of Pulumi's own plugin.\n`);
  });
}

async function isCurrent(file: string, contents: Uint8Array): Promise<boolean> {
  const existing = await fs.readFile(file).catch(() => undefined);
  return existing?.equals(contents) ?? false;
}

/** No other process ever sees a half-filled folder. If two processes replace it at once, one wins. */
async function replaceFolder(home: string, plugin: Plugin, fill: (fresh: string) => Promise<void>): Promise<void> {
  const folder = pluginFolder(home, plugin);
  const plugins = path.dirname(folder);
  await fs.mkdir(plugins, { recursive: true });
  const fresh = await fs.mkdtemp(path.join(plugins, ".new-"));
  try {
    await fs.chmod(fresh, 0o755);
    await fill(fresh);
    // The CLI ignores a plugin with an interrupted download's marker beside it, and keeps an earlier plugin's schema.
    const stale = [
      `${folder}.partial`,
      `${folder}.lock`,
      path.join(plugins, `schema-${plugin.name}-${plugin.version}-.json`),
    ];
    await Promise.all([folder, ...stale].map(file => fs.rm(file, { recursive: true, force: true })));
    await fs.rename(fresh, folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
    });
  } finally {
    await fs.rm(fresh, { recursive: true, force: true });
  }
}

async function exists(file: string): Promise<boolean> {
  return fs.access(file).then(
    () => true,
    () => false,
  );
}
