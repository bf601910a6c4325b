/** What importing the package costs a program that imports @pulumi/pulumi anyway. */
import * as fs from "node:fs/promises";
import * as path from "node:path";
import { projectFolder } from "../sandbox/paths";
import { runTimed, timeCommand } from "./run";
import type { Measurement } from "./table";

const RUNS = 11;

export async function measureImport(): Promise<Measurement[]> {
  // Not in place, where an interrupted run would leave compiled files beside the sources.
  const compiled = await fs.mkdtemp(path.join(projectFolder, "node_modules", ".bench-"));
  try {
    await timeCommand(process.execPath, [path.join("tools", "build.mjs"), compiled]);
    return await measure(JSON.stringify(path.join(compiled, "index.js")));
  } finally {
    await fs.rm(compiled, { recursive: true });
  }
}

/** In the process that imports, after @pulumi/pulumi: the start of processes differs by more than an import takes. */
async function measure(own: string): Promise<Measurement[]> {
  const [ours, kubernetes]: [number[], number[]] = [[], []];
  for (let run = 0; run < RUNS; run++) {
    ours.push(await timeImport(own));
    kubernetes.push(await timeImport(JSON.stringify("@pulumi/kubernetes")));
  }
  return [
    {
      name: "import over @pulumi/pulumi",
      samples: ours,
      unit: "ms",
      target: "at most 60 ms, or 1.1 times the next row",
    },
    { name: "import of @pulumi/kubernetes", samples: kubernetes, unit: "ms", target: "-" },
  ];
}

/** Milliseconds for the import of a module, which is given as source text. */
async function timeImport(module: string): Promise<number> {
  const program = `require("@pulumi/pulumi");
    const started = performance.now();
    require(${module});
    process.stdout.write(String(performance.now() - started));`;
  const { printed } = await runTimed(process.execPath, ["-e", program]);
  return Number(printed);
}
