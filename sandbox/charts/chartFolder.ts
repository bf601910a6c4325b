/** Folders of Helm charts in the user's cache, each under the hash of what it holds. */
import { createHash, randomUUID } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { cacheFolder } from "../paths";

/** Path in the chart → its text. */
export type ChartFiles = Record<string, string>;

/** Writes a chart, unless the very same is there, and returns its folder. */
export function writeChart(name: string, files: ChartFiles): string {
  const hash = createHash("sha256").update(JSON.stringify(files)).digest("hex").slice(0, 12);
  const folder = path.join(cacheFolder, "charts", `${name}-${hash}`);
  if (fs.existsSync(folder)) return folder;
  // Whole or not at all: another process may be looking.
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
