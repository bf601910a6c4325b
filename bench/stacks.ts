/** Compares the example with a flat program of the same resources: what the components themselves cost. */
import * as path from "node:path";
import { availableMosquittoImage } from "../sandbox/machine/mosquittoImages";
import { projectFolder } from "../sandbox/paths";
import { timeCommand } from "./run";
import { median } from "./table";
import type { Measurement } from "./table";

const RUNS = 5;
const STACK = "bench";
const programs = {
  components: path.join(projectFolder, "examples", "secure-listener"),
  flat: path.join(projectFolder, "bench", "flat"),
};
type Program = keyof typeof programs;

export async function measureStacks(environment: NodeJS.ProcessEnv): Promise<Measurement[]> {
  const pulumi = (program: Program, ...args: string[]) =>
    timeCommand("pulumi", [...args, "--stack", STACK, "--non-interactive"], {
      cwd: programs[program],
      env: environment,
    });
  const samples: Record<string, Record<Program, number[]>> = {
    preview: { components: [], flat: [] },
    up: { components: [], flat: [] },
    "preview of no change": { components: [], flat: [] },
  };

  await timeCommand("npm", ["run", "demo", "--", "--destroy"]);

  // In turns, so that other load on the machine affects both alike. Both use the demo's namespace, so the demo must be gone.
  for (let i = 0; i < RUNS; i++) {
    for (const program of i % 2 === 0 ? (["components", "flat"] as const) : (["flat", "components"] as const)) {
      await timeCommand("pulumi", ["stack", "select", "--create", STACK], { cwd: programs[program], env: environment });
      try {
        await pulumi(program, "config", "set", "image", availableMosquittoImage());
        samples.preview[program].push(await pulumi(program, "preview"));
        samples.up[program].push(await pulumi(program, "up", "--yes", "--skip-preview"));
        samples["preview of no change"][program].push(await pulumi(program, "preview", "--expect-no-changes"));
      } finally {
        await pulumi(program, "destroy", "--yes", "--skip-preview");
        await timeCommand("pulumi", ["stack", "rm", "--yes", STACK], { cwd: programs[program], env: environment });
      }
    }
  }

  return Object.entries(samples).flatMap(([name, { components, flat }]): Measurement[] => [
    { name: `${name}, components`, samples: components, unit: "s", target: "-" },
    { name: `${name}, flat program`, samples: flat, unit: "s", target: "-" },
    {
      name: `${name}, ratio of medians`,
      samples: [median(components) / median(flat)],
      unit: "times",
      target: name === "preview" ? "at most 1.05" : "at most 1.1",
    },
  ]);
}
