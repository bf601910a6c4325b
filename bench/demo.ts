/** Times the demo on a machine where everything is built and the cluster is up. */
import { timeCommand } from "./run";
import type { Measurement } from "./table";

const RUNS = 3;

export async function measureDemo(): Promise<Measurement[]> {
  const unchanged: number[] = [];
  const fresh: number[] = [];
  for (let i = 0; i < RUNS; i++) {
    await timeCommand("npm", ["run", "demo", "--", "--destroy"]);
    fresh.push(await timeCommand("npm", ["run", "demo"]));
    unchanged.push(await timeCommand("npm", ["run", "demo"]));
  }
  return [
    { name: "demo, warm, stack made anew", samples: fresh, unit: "s", target: "under 60 s" },
    { name: "demo, warm, stack there already", samples: unchanged, unit: "s", target: "under 60 s" },
  ];
}
