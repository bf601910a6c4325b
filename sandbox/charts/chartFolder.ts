/** Folders of Helm charts in the user's cache, each named by the hash of its content. */
import { createHash, randomUUID } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { cacheFolder } from "../paths";

/** Path in the chart → its text. */
export type ChartFiles = Record<string, string>;

/** Writes a chart, unless the cache has it already, and returns its folder. */
export function writeChart(name: string, files: ChartFiles): string {
  const hash = createHash("sha256").update(JSON.stringify(files)).digest("hex").slice(0, 12);
  const folder = path.join(cacheFolder, "charts", `${name}-${hash}`);
  if (fs.existsSync(folder)) return folder;
  // All or nothing: another process may be reading.
  const unfinished = `${folder}.${randomUUID()}`;
  for (const [file, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(unfinished, file)), { recursive: true });
    fs.writeFileSync(path.join(unfinished, file), text);
  }
  try {
    fs.renameSync(unfinished, folder);
  } catch (error) {
    // The other process was faster.
    if (!fs.existsSync(folder)) throw error;
    fs.rmSync(unfinished, { recursive: true });
  }
  return folder;
}
