/** `npm run bench`: measures the figures that the project watches and prints one table. Arguments select them by name. */
import { runCommand } from "../sandbox/command";
import { setUp } from "../sandbox/setUp";
import { measureBrokers } from "../bench/brokers";
import { measureCluster } from "../bench/cluster";
import { measureDemo } from "../bench/demo";
import { measureImport } from "../bench/import";
import { measureStacks } from "../bench/stacks";
import { measureUsers } from "../bench/users";
import { formatTable } from "../bench/table";
import type { Measurement } from "../bench/table";

const measurements: Record<string, (environment: NodeJS.ProcessEnv) => Promise<Measurement[]>> = {
  import: measureImport,
  stacks: measureStacks,
  brokers: measureBrokers,
  users: measureUsers,
  demo: measureDemo,
  cluster: measureCluster,
};

async function main(): Promise<void> {
  const names = process.argv.slice(2);
  for (const name of names) {
    if (!(name in measurements)) {
      throw new Error(
        `No measurement is called ${JSON.stringify(name)}; there are ${Object.keys(measurements).join(", ")}.`,
      );
    }
  }
  const { environment } = await setUp({ target: { kind: "sandbox" } });
  const results: Measurement[] = [];
  for (const [name, measure] of Object.entries(measurements)) {
    if (names.length > 0 && !names.includes(name)) continue;
    process.stdout.write(`Measuring ${name}...\n`);
    results.push(...(await measure(environment)));
  }
  process.stdout.write(`\n${formatTable(results)}\n`);
}

runCommand(main);
