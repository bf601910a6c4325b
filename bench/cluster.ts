/** Times the cluster, from built programs to a name service that answers. Leaves the cluster up, without its stacks. */
import { timeCommand } from "./run";
import type { Measurement } from "./table";

const RUNS = 3;

export async function measureCluster(): Promise<Measurement[]> {
  const up: number[] = [];
  const again: number[] = [];
  const down: number[] = [];
  for (let i = 0; i < RUNS; i++) {
    down.push(await timeCommand("npm", ["run", "sandbox", "--", "down"]));
    up.push(await timeCommand("npm", ["run", "sandbox", "--", "up"]));
    again.push(await timeCommand("npm", ["run", "sandbox", "--", "up"]));
  }
  return [
    { name: "cluster up", samples: up, unit: "s", target: "under 30 s" },
    { name: "cluster up, up already", samples: again, unit: "s", target: "-" },
    { name: "cluster down", samples: down, unit: "s", target: "-" },
  ];
}
