/** The Pulumi plugins that a program needs, according to its node_modules. */
import { existsSync } from "node:fs";
import { readFile, readdir, realpath, stat } from "node:fs/promises";
import * as path from "node:path";
import { DependencyInfo } from "@pulumi/pulumi/proto/language_pb";
import { PackageParameterization } from "@pulumi/pulumi/proto/plugin_pb";
import type { PackageDependency } from "@pulumi/pulumi/proto/plugin_pb";
import { pluginOf as dependencyOn } from "../languageHost/plugins";
import type { PluginFile } from "../languageHost/plugins";

/** The parts of a package.json that matter here. `pulumi` says which plugin an SDK talks to. */
interface PackageManifest {
  name?: string;
  version?: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  pulumi?: PluginFile & {
    parameterization?: { name: string; version: string; value: string };
  };
}

/** The plugins that the packages below `folder` ask for. A package that several others depend on counts once. */
export async function requiredPackages(folder: string): Promise<PackageDependency[]> {
  const found = new Map<string, PackageDependency>();
  for (const manifest of await installedManifests(folder)) {
    const dependency = pluginOf(manifest);
    if (dependency) found.set(`${dependency.getName()} ${dependency.getVersion()}`, dependency);
  }
  return [...found.values()];
}

/** The direct dependencies of the program in `folder`, with their installed versions. */
export async function programDependencies(folder: string): Promise<DependencyInfo[]> {
  const root = enclosingPackage(folder);
  if (root === undefined) return [];
  const manifest = await readManifest(path.join(root, "package.json"));
  const names = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
  const installed = names.map(async name => {
    const file = path.join(root, "node_modules", name, "package.json");
    const version = existsSync(file) ? (await readManifest(file)).version : undefined;
    return new DependencyInfo().setName(name).setVersion(version ?? "");
  });
  return Promise.all(installed);
}

function enclosingPackage(folder: string): string | undefined {
  if (existsSync(path.join(folder, "package.json"))) return folder;
  const parent = path.dirname(folder);
  return parent === folder ? undefined : enclosingPackage(parent);
}

/** The manifest of every package in node_modules below `folder`. Follows links, but visits each folder once. */
async function installedManifests(folder: string): Promise<PackageManifest[]> {
  const manifests: PackageManifest[] = [];
  const seen = new Set<string>();

  const visit = async (current: string, inModules: boolean): Promise<void> => {
    const real = await realpath(current);
    if (seen.has(real)) return;
    seen.add(real);
    const isModules = path.basename(current) === "node_modules";
    const entries = await readdir(current, { withFileTypes: true });
    await Promise.all(
      entries.map(async entry => {
        const file = path.join(current, entry.name);
        const isFolder = entry.isSymbolicLink() ? await isDirectory(file) : entry.isDirectory();
        if (isFolder) return visit(file, inModules || isModules);
        if (inModules && entry.name === "package.json") manifests.push(await readManifest(file).catch(() => ({})));
      }),
    );
  };
  await visit(folder, false);
  return manifests;
}

async function isDirectory(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined))?.isDirectory() ?? false;
}

async function readManifest(file: string): Promise<PackageManifest> {
  return JSON.parse(await readFile(file, "utf8")) as PackageManifest;
}

/** Third-party packages name their plugin; @pulumi packages are named after it. */
function pluginOf({ name, version, pulumi = {} }: PackageManifest): PackageDependency | undefined {
  const dependency = dependencyOn({ name: /^@pulumi\/(.+)$/.exec(name ?? "")?.[1], version, ...pulumi });
  const { parameterization } = pulumi;
  if (dependency && parameterization) {
    const { name, version, value } = parameterization;
    dependency.setParameterization(new PackageParameterization().setName(name).setVersion(version).setValue(value));
  }
  return dependency;
}
