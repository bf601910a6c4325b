/** Records what this version registers for some clusters: `node --import tsx tests/unit/aksCluster/recorded/record.ts NAME`. */
import * as fs from "node:fs/promises";
import * as path from "node:path";
import { runCommand } from "../../../../sandbox/command";
import { recordedClusters, registered } from "../registered";

async function main(): Promise<void> {
  const [version] = process.argv.slice(2);
  if (version === undefined) throw new Error("Give a name for the record.");
  const all: Record<string, unknown> = {};
  for (const [name, args] of Object.entries(recordedClusters)) all[name] = await registered(args);
  await fs.writeFile(path.join(__dirname, `${version}.json`), `${JSON.stringify(all, undefined, 2)}\n`);
}

runCommand(main);
