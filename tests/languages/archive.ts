/** The plugin of a release, installed from its archive. */
import { execFile } from "node:child_process";
import * as fs from "node:fs/promises";
import * as path from "node:path";
import { promisify } from "node:util";
import { version } from "../../package.json";
import { buildPluginArchives, pluginArchive } from "../../tools/release/archives";
import type { Language } from "./program";

const run = promisify(execFile);

/** Builds and installs the plugin below `folder`, and returns the variables for programs that use it. */
export async function installArchive(folder: string): Promise<{ PULUMI_HOME: string }> {
  const home = path.join(folder, "home");
  // Not as links, which the CLI would overlook.
  await fs.cp(path.join(process.env.PULUMI_HOME!, "plugins"), path.join(home, "plugins"), { recursive: true });
  await buildPluginArchives(version, folder);
  const archive = path.join(folder, pluginArchive(version, "linux", "amd64"));
  const install = ["plugin", "install", "resource", "aks-mqtt", version, "--file", archive];
  await run("pulumi", install, { env: { ...process.env, PULUMI_HOME: home } });
  return { PULUMI_HOME: home };
}

/** Lets a program take the installed plugin, by its version, in place of the plugin in the checkout. */
export async function useInstalledPlugin(folder: string, language: Language): Promise<void> {
  // A program in YAML names the version; SDKs do so themselves.
  const packages = language === "yaml" ? `packages:\n  aks-mqtt: ${version}\n` : "";
  const settings = path.join(folder, "Pulumi.yaml");
  const text = await fs.readFile(settings, "utf8");
  await fs.writeFile(settings, text.replace(/^packages:\n +aks-mqtt: .*\n/m, packages));
}
