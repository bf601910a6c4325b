/**
 * Many brokers in one program, with components and without: what one resource, and what one broker costs in a first preview.
 * Components count as resources: they are registered like others.
 */
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { backendUrl } from "../sandbox/plugins/home";
import { projectFolder } from "../sandbox/paths";
import { unreachableCluster } from "../tests/preview/unreachable";
import { runTimed } from "./run";
import { median } from "./table";
import type { Measurement } from "./table";

const RUNS = 3;
const RESOURCES = 2600;
const programs = ["components", "flat"] as const;
type Program = (typeof programs)[number];

interface Preview {
  copies: number;
  resources: number;
  seconds: number;
  /** Peak memory of the program in MiB, without the engine and the plugins. */
  memory: number;
}

export async function measureResources(environment: NodeJS.ProcessEnv): Promise<Measurement[]> {
  const temporary = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-bench-"));
  const cluster = await unreachableCluster();
  const memoryFile = path.join(temporary, "memory");
  const variables = {
    ...environment,
    KUBECONFIG: cluster.kubeconfig,
    PULUMI_BACKEND_URL: backendUrl(temporary),
    BENCH_MEMORY_FILE: memoryFile,
  };
  const pulumi = (program: Program, ...args: string[]) =>
    runTimed("pulumi", [...args, "--stack", "bench", "--non-interactive"], {
      cwd: path.join(projectFolder, "bench", program),
      env: variables,
    });
  const preview = async (program: Program, copies: number): Promise<Preview> => {
    await pulumi(program, "config", "set", "copies", String(copies));
    const { seconds, printed } = await pulumi(program, "preview", "--suppress-outputs");
    const [, resources] = /\+ (\d+) to create/.exec(printed) ?? [];
    if (resources === undefined)
      throw new Error(`pulumi preview did not say how many resources it creates:\n${printed}`);
    return { copies, resources: Number(resources), seconds, memory: Number(await fs.readFile(memoryFile, "utf8")) };
  };
  const samples: Record<Program, { few: Preview[]; many: Preview[] }> = {
    components: { few: [], many: [] },
    flat: { few: [], many: [] },
  };
  try {
    for (const program of programs) {
      await pulumi(program, "stack", "init");
      await pulumi(program, "config", "set", "image", "docker.io/library/eclipse-mosquitto:2.0.22");
    }
    for (let run = 0; run < RUNS; run++) {
      for (const program of run % 2 === 0 ? programs : [...programs].reverse()) {
        const [one, few] = [await preview(program, 1), await preview(program, 2)];
        const ofCopy = few.resources - one.resources;
        samples[program].few.push(few);
        samples[program].many.push(await preview(program, 2 + Math.round((RESOURCES - few.resources) / ofCopy)));
      }
    }
  } finally {
    await cluster.remove();
    await fs.rm(temporary, { recursive: true });
    for (const program of programs) {
      await fs.rm(path.join(projectFolder, "bench", program, "Pulumi.bench.yaml"), { force: true });
    }
  }
  return [...figures("seconds", "ms", 1000, samples), ...figures("memory", "KiB", 1024, samples)];
}

/** What a resource or a broker costs beyond a small program, whose start does not count. */
function figures(
  figure: "seconds" | "memory",
  unit: Measurement["unit"],
  scale: number,
  samples: Record<Program, { few: Preview[]; many: Preview[] }>,
): Measurement[] {
  const what = figure === "seconds" ? "time" : "memory of the program";
  return (["resources", "copies"] as const).flatMap(count => {
    const costs = (program: Program) =>
      samples[program].many.map((many, run) => {
        const few = samples[program].few[run];
        return ((many[figure] - few[figure]) / (many[count] - few[count])) * scale;
      });
    const name = `${what} for each ${count === "resources" ? `of ${RESOURCES} resources` : "broker of these"}`;
    return [
      ...programs.map(program => ({ name: `${name}, ${program}`, samples: costs(program), unit, target: "-" })),
      {
        name: `${name}, ratio of medians`,
        samples: [median(costs("components")) / median(costs("flat"))],
        unit: "times" as const,
        target: count === "resources" ? "at most 1.15" : "-",
      },
    ];
  });
}
