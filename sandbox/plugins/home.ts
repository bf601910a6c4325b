/** The sandbox's own Pulumi: its plugins, backend and passphrase. The user's Pulumi is never touched. */
import { randomBytes } from "node:crypto";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { version as kubernetesVersion } from "@pulumi/kubernetes/package.json";
import { version as sdkVersion } from "@pulumi/pulumi/package.json";
import { version as tlsVersion } from "@pulumi/tls/package.json";
import { stateFolder } from "../paths";
import type { Report } from "../progress";
import { version as azureNativeVersion } from "./azure-native/version";
import { download } from "./download";
import { helmVariables } from "../helmHome";
import { hasRealPlugin, pluginFolder, programName, registerReal, registerStandIn } from "./standIns";
import type { Plugin } from "./standIns";
import { azureOf, backendOf, kubeconfigOf, writeKubeconfig } from "./target";
import type { Target } from "./target";

const folder = path.join(stateFolder, "pulumi");
const home = path.join(folder, "home");
const bin = path.join(folder, "bin");
const passphraseFile = path.join(folder, "passphrase");

/** The plugins that the SDKs in node_modules ask for. */
const resourcePlugins: Plugin[] = [
  { kind: "resource", name: "kubernetes", version: kubernetesVersion },
  { kind: "resource", name: "tls", version: tlsVersion },
];
/** Always a stand-in: the real plugin would need a subscription, and create resources that cost money. */
const azureNative: Plugin = { kind: "resource", name: "azure-native", version: azureNativeVersion };
const languageHosts = ["nodejs", "python", "go"].map((name): Plugin => ({
  kind: "language",
  name,
  version: sdkVersion,
}));

/** The programs that `environment` puts on a shell's PATH, as absolute paths. */
export interface Commands {
  pulumi: string;
  others: string[];
}

/** Creates everything that `environment` names, and returns the plugins that are stand-ins. */
export async function ensurePulumiHome(commands: Commands, target: Target, report: Report): Promise<string[]> {
  for (const made of [stateFolder, folder, home, bin, backendOf(target)])
    await fs.mkdir(made, { recursive: true, mode: 0o700 });
  await writePassphrase();
  if (target.kind === "context") await writeKubeconfig(target.context);
  const { pulumi, others } = commands;
  for (const program of [pulumi, ...others]) {
    const host = languageHost(program);
    await (host ? registerReal(home, host, program) : linkProgram(program));
  }

  const missing: Plugin[] = [];
  for (const plugin of [...resourcePlugins, ...languageHosts]) {
    if (await hasRealPlugin(home, plugin)) continue;
    const installed = await findInstalled(plugin, pulumi);
    if (installed === undefined) missing.push(plugin);
    else await registerReal(home, plugin, installed);
  }
  const wanted = missing.filter(({ kind }) => kind === "resource");
  const notDownloadable = new Set([...(await download(pulumi, home, wanted, report)), ...languageHosts]);
  const standIns = [azureNative, ...missing.filter(plugin => notDownloadable.has(plugin))];
  report("bundling stand-ins");
  const sourceOf = ({ name }: Plugin) => path.join(__dirname, name, "main.ts");
  await Promise.all(standIns.map(plugin => registerStandIn(home, plugin, sourceOf(plugin))));
  const named = (kind: Plugin["kind"]) => standIns.filter(plugin => plugin.kind === kind);
  const hosts = named("language").map(({ name }) => name);
  return [
    ...named("resource").map(({ name, version }) => `${name} ${version}`),
    ...(hosts.length > 0 ? [`language hosts for ${hosts.join(", ")}`] : []),
  ];
}

/** This process's environment, plus what `pulumi`, `kubectl` and the programs they start need. */
export function environment(target: Target): NodeJS.ProcessEnv {
  const all: NodeJS.ProcessEnv = {
    ...process.env,
    ...variables(target),
    PATH: [bin, ...pathFolders()].join(path.delimiter),
  };
  // It would take precedence over the passphrase file.
  delete all.PULUMI_CONFIG_PASSPHRASE;
  return all;
}

/** The same variables as lines for a POSIX shell. */
export function shellExports(target: Target): string {
  const lines = Object.entries(variables(target)).map(([name, value]) => `export ${name}=${quote(value)}`);
  return [...lines, `export PATH=${quote(bin)}:"$PATH"`, "unset PULUMI_CONFIG_PASSPHRASE", ""].join("\n");
}

function variables(target: Target): Record<string, string> {
  return {
    PULUMI_HOME: home,
    PULUMI_BACKEND_URL: backendUrl(backendOf(target)),
    PULUMI_CONFIG_PASSPHRASE_FILE: passphraseFile,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    KUBECONFIG: kubeconfigOf(target),
    AKS_MQTT_AZURE: azureOf(target),
    ...helmVariables,
    // Pulumi's TypeScript loader caches compiled programs, by default in a folder in /tmp that anyone could create first.
    TS_NODE_CACHE_DIRECTORY: path.join(folder, "compiled"),
  };
}

/**
 * A backend in a folder, without the attributes file that usually accompanies each state: a CLI killed while it
 * writes that file leaves it empty, and then no command can read the state ("failed to load checkpoint: EOF").
 */
export function backendUrl(folder: string): string {
  return `file://${folder}?metadata=skip`;
}

function quote(value: string): string {
  return `'${value.replaceAll("'", `'\\''`)}'`;
}

async function writePassphrase(): Promise<void> {
  try {
    await fs.writeFile(passphraseFile, randomBytes(32).toString("base64url"), { mode: 0o600, flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

/** A language host need not be on PATH, where the CLI would warn about it: like other plugins, it can be in the cache. */
function languageHost(program: string): Plugin | undefined {
  const name = /^pulumi-language-([a-z]+)$/.exec(path.basename(program))?.[1];
  return name === undefined ? undefined : { kind: "language", name, version: "0.0.0" };
}

/** In a shell that already has this environment, the program may be the link itself; hence the real path. */
async function linkProgram(program: string): Promise<void> {
  const link = path.join(bin, path.basename(program));
  const fresh = `${link}.${process.pid}`;
  await fs.symlink(await fs.realpath(program), fresh);
  await fs.rename(fresh, link);
}

/** The real plugin, if this user has it: beside the CLI, on PATH, or in the plugin cache of their own PULUMI_HOME. */
async function findInstalled(plugin: Plugin, pulumi: string): Promise<string | undefined> {
  const besideCli = path.dirname(await fs.realpath(pulumi));
  for (const folder of [besideCli, ...pathFolders()]) {
    const program = path.join(folder, programName(plugin));
    if (await fs.stat(program).catch(() => undefined)) return program;
  }
  // In a shell with this environment, PULUMI_HOME is the sandbox's own.
  const usersHomes = [process.env.PULUMI_HOME ?? home, path.join(os.homedir(), ".pulumi")];
  for (const usersHome of usersHomes.filter(folder => folder !== home)) {
    if (await hasRealPlugin(usersHome, plugin)) return pluginFolder(usersHome, plugin);
  }
  return undefined;
}

function pathFolders(): string[] {
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  return folders.filter(folder => folder !== "" && folder !== bin);
}
