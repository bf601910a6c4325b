/** What a program that is measured tells of itself. */
import * as fs from "node:fs";

/** At the end of this process, writes its peak memory in MiB to the file that BENCH_MEMORY_FILE names, if it is set. */
export function reportMemory(): void {
  const file = process.env.BENCH_MEMORY_FILE;
  if (file === undefined) return;
  // maxRSS is in KiB.
  process.on("exit", () => fs.writeFileSync(file, String(process.resourceUsage().maxRSS / 1024)));
}
