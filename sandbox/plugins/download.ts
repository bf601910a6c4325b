/** Downloads Pulumi's own plugins, and remembers a failure for a day. */
import { execFile } from "node:child_process";
import * as fs from "node:fs/promises";
import * as path from "node:path";
import type { Report } from "../progress";
import type { Plugin } from "./standIns";

const DEADLINE_MS = 120_000;
const REMEMBERED_MS = 24 * 3600_000;

/** Downloads the plugins into `home` and returns those that could not be downloaded. */
export async function download(pulumi: string, home: string, plugins: Plugin[], report: Report): Promise<Plugin[]> {
  const verdicts = path.join(home, "not-downloadable.json");
  const refused = await readVerdicts(verdicts);
  const key = ({ name, version }: Plugin) => `${name} ${version}`;
  const isRecent = (plugin: Plugin) => Date.now() - (refused[key(plugin)] ?? 0) < REMEMBERED_MS;

  const unknown = plugins.filter(plugin => !isRecent(plugin));
  if (unknown.length > 0) report(`downloading ${unknown.map(key).join(", ")}`);
  const results = await Promise.all(unknown.map(plugin => install(pulumi, home, plugin)));
  for (const [i, succeeded] of results.entries()) {
    if (!succeeded) refused[key(unknown[i])] = Date.now();
  }
  if (unknown.length > 0) await fs.writeFile(verdicts, `${JSON.stringify(refused)}\n`);
  return plugins.filter(isRecent);
}

async function readVerdicts(file: string): Promise<Record<string, number>> {
  try {
    return JSON.parse(await fs.readFile(file, "utf8")) as Record<string, number>;
  } catch {
    return {};
  }
}

/** A failure has many causes (no network, a proxy, an unknown version) but one effect: the stand-in is used. */
function install(pulumi: string, home: string, { kind, name, version }: Plugin): Promise<boolean> {
  const args = ["plugin", "install", kind, name, version, "--exact", "--non-interactive"];
  const env = { ...process.env, PULUMI_HOME: home, PULUMI_SKIP_UPDATE_CHECK: "true" };
  return new Promise(resolve =>
    execFile(pulumi, args, { env, timeout: DEADLINE_MS }, error => resolve(error === null)),
  );
}
