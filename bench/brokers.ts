/** Many brokers of Azure IoT Operations in one program: what a first preview costs, and whether that grows linearly. */
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { backendUrl } from "../sandbox/plugins/home";
import { projectFolder } from "../sandbox/paths";
import { timeCommand } from "./run";
import { median } from "./table";
import type { Measurement } from "./table";

const RUNS = 3;
const COUNTS = [10, 100, 200];
const folder = path.join(projectFolder, "bench", "brokers");

interface Samples {
  seconds: number[];
  /** The peak memory of the program, without the engine and the plugins. */
  memory: number[];
}

export async function measureBrokers(environment: NodeJS.ProcessEnv): Promise<Measurement[]> {
  const temporary = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-bench-"));
  const memoryFile = path.join(temporary, "memory");
  const variables = { ...environment, PULUMI_BACKEND_URL: backendUrl(temporary), BENCH_MEMORY_FILE: memoryFile };
  const pulumi = (...args: string[]) =>
    timeCommand("pulumi", [...args, "--stack", "bench", "--non-interactive"], { cwd: folder, env: variables });
  const samples = COUNTS.map((): Samples => ({ seconds: [], memory: [] }));
  try {
    await timeCommand("pulumi", ["stack", "init", "bench", "--non-interactive"], { cwd: folder, env: variables });
    for (let run = 0; run < RUNS; run++) {
      for (const [index, count] of COUNTS.entries()) {
        await pulumi("config", "set", "brokers", String(count));
        samples[index].seconds.push(await pulumi("preview"));
        samples[index].memory.push(Number(await fs.readFile(memoryFile, "utf8")));
      }
    }
  } finally {
    await fs.rm(temporary, { recursive: true });
    await fs.rm(path.join(folder, "Pulumi.bench.yaml"), { force: true });
  }
  return [...of("seconds", "preview", "s", samples), ...of("memory", "memory of the program", "MiB", samples)];
}

function of(figure: keyof Samples, name: string, unit: Measurement["unit"], samples: Samples[]): Measurement[] {
  const medians = samples.map(sample => median(sample[figure]));
  const [first, last] = [1, 2].map(
    index => (medians[index] - medians[index - 1]) / (COUNTS[index] - COUNTS[index - 1]),
  );
  return [
    ...COUNTS.map((count, index) => ({
      name: `${name}, ${count} brokers`,
      samples: samples[index][figure],
      unit,
      target: "-",
    })),
    {
      name: `${name}, a broker above ${COUNTS[1]} to one below`,
      samples: [last / first],
      unit: "times",
      target: "at most 1.3",
    },
  ];
}
