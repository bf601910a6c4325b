/** `npm run bench`: measures the figures that the project watches and prints one table. Arguments select them by name. */
import { runCommand } from "../sandbox/command";
import { setUp } from "../sandbox/setUp";
import type { Wanted } from "../sandbox/toolchain";
import { measureBrokers } from "../bench/brokers";
import { measureCluster } from "../bench/cluster";
import { measureDemo } from "../bench/demo";
import { measureImport } from "../bench/import";
import { measureLanguages } from "../bench/languages";
import { measureResources } from "../bench/resources";
import { measureStacks } from "../bench/stacks";
import { measureUsers } from "../bench/users";
import { formatTable } from "../bench/table";
import type { Measurement } from "../bench/table";

/** Those that need more programs than the demo. */
const extraPrograms: Record<string, Wanted[]> = { languages: ["pulumi-yaml", "sdk-generator"] };

const measurements: Record<string, (environment: NodeJS.ProcessEnv) => Promise<Measurement[]>> = {
  import: measureImport,
  stacks: measureStacks,
  languages: measureLanguages,
  resources: measureResources,
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
  const wanted = Object.entries(measurements).filter(([name]) => names.length === 0 || names.includes(name));
  const { environment } = await setUp({
    target: { kind: "sandbox" },
    extraPrograms: wanted.flatMap(([name]) => extraPrograms[name] ?? []),
  });
  Object.assign(process.env, environment);
  const results: Measurement[] = [];
  for (const [name, measure] of wanted) {
    process.stdout.write(`Measuring ${name}...\n`);
    results.push(...(await measure(environment)));
  }
  process.stdout.write(`\n${formatTable(results)}\n`);
}

runCommand(main);
