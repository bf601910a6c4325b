/** What importing the package costs a program that imports @pulumi/pulumi anyway. */
import * as fs from "node:fs/promises";
import * as path from "node:path";
import { projectFolder } from "../sandbox/paths";
import { timeCommand } from "./run";
import type { Measurement } from "./table";

const RUNS = 11;

export async function measureImport(): Promise<Measurement[]> {
  // Not in place: Pulumi would run a checkout's compiled files instead of these sources.
  const compiled = await fs.mkdtemp(path.join(projectFolder, "node_modules", ".bench-"));
  try {
    await timeCommand("npx", ["tsc", "--outDir", compiled]);
    return await measure(JSON.stringify(path.join(compiled, "index.js")));
  } finally {
    await fs.rm(compiled, { recursive: true });
  }
}

async function measure(own: string): Promise<Measurement[]> {
  const extra: number[] = [];
  for (let i = 0; i < RUNS; i++) {
    const base = await timeCommand(process.execPath, ["-e", `require("@pulumi/pulumi")`]);
    const both = await timeCommand(process.execPath, ["-e", `require("@pulumi/pulumi"); require(${own})`]);
    extra.push((both - base) * 1000);
  }
  return [{ name: "import over @pulumi/pulumi", samples: extra, unit: "ms", target: "under 150 ms" }];
}
