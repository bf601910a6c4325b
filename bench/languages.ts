/** One deployed broker in several languages: what a preview without a change takes, compared with a program in TypeScript. */
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { mosquittoImage } from "../sandbox/machine/images";
import { backendUrl } from "../sandbox/plugins/home";
import { installArchive, useInstalledPlugin } from "../tests/languages/archive";
import { writeProgram } from "../tests/languages/program";
import type { Language } from "../tests/languages/program";
import { makePackedCheckout } from "../tools/test/packedCheckout";
import { timeCommand } from "./run";
import { median } from "./table";
import type { Measurement } from "./table";

const RUNS = 7;
const STACK = "bench";

interface Program {
  name: string;
  folder: string;
  environment: NodeJS.ProcessEnv;
  /** Seconds of the preview. */
  samples: number[];
}

export async function measureLanguages(environment: NodeJS.ProcessEnv): Promise<Measurement[]> {
  // A run that was interrupted leaves them.
  await deleteNamespaces(environment);
  // Users of TypeScript have the compiled library.
  const library = path.join(await makePackedCheckout(), "index");
  const temporary = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-bench-"));
  const deployed: Program[] = [];
  try {
    for (const language of ["typescript", "yaml", "python"] as const) {
      const program = await makeProgram(temporary, language, library, environment);
      deployed.push(program);
      await pulumi(program, "up", "--yes", "--skip-preview");
    }
    const [typescript, yaml, python] = deployed;
    const variables = await installArchive(temporary);
    const programs = [
      ...deployed,
      await withInstalledPlugin(yaml, "yaml", variables),
      await withInstalledPlugin(python, "python", variables),
    ];
    // In turns, so that other load on the machine affects all alike.
    for (let run = 0; run < RUNS; run++) {
      for (const program of run % 2 === 0 ? programs : [...programs].reverse()) {
        program.samples.push(await pulumi(program, "preview", "--expect-no-changes"));
      }
    }
    return programs.flatMap(program => figures(program, typescript));
  } finally {
    // With what is in them. The state goes with the temporary folder.
    await deleteNamespaces(environment);
    await fs.rm(temporary, { recursive: true });
  }
}

async function makeProgram(
  temporary: string,
  language: Language,
  library: string,
  environment: NodeJS.ProcessEnv,
): Promise<Program> {
  const folder = path.join(temporary, language);
  const backend = path.join(temporary, `${language}-backend`);
  for (const made of [folder, backend]) await fs.mkdir(made);
  await writeProgram(folder, language, { library });
  const program = {
    name: language,
    folder,
    environment: { ...environment, PULUMI_BACKEND_URL: backendUrl(backend) },
    samples: [],
  };
  const run = (...args: string[]) => timeCommand("pulumi", args, { cwd: folder, env: program.environment });
  await run("stack", "init", STACK, "--non-interactive");
  const namespace = namespaceOf(language);
  await timeCommand("kubectl", ["create", "namespace", namespace], { env: environment });
  for (const [key, value] of Object.entries({ namespace, image: mosquittoImage })) {
    await run("config", "set", key, value, "--stack", STACK);
  }
  return program;
}

/** The same program and state, with the plugin that is installed from a release. */
async function withInstalledPlugin(
  program: Program,
  language: Language,
  variables: NodeJS.ProcessEnv,
): Promise<Program> {
  const folder = `${program.folder}-installed`;
  await fs.cp(program.folder, folder, { recursive: true, verbatimSymlinks: true });
  await useInstalledPlugin(folder, language);
  const environment = { ...program.environment, ...variables };
  return { name: `${program.name}, installed plugin`, folder, environment, samples: [] };
}

function namespaceOf(language: string): string {
  return `bench-${language}`;
}

async function deleteNamespaces(environment: NodeJS.ProcessEnv): Promise<void> {
  const namespaces = ["typescript", "yaml", "python"].map(namespaceOf);
  await timeCommand("kubectl", ["delete", "namespace", "--ignore-not-found", ...namespaces], { env: environment });
}

function pulumi({ folder, environment }: Program, ...args: string[]): Promise<number> {
  return timeCommand("pulumi", [...args, "--stack", STACK, "--non-interactive"], { cwd: folder, env: environment });
}

function figures({ name, samples }: Program, typescript: Program): Measurement[] {
  const seconds: Measurement = { name: `preview of no change, ${name}`, samples, unit: "s", target: "-" };
  if (samples === typescript.samples) return [seconds];
  const ratio = [median(samples) / median(typescript.samples)];
  const target = name.includes("installed") ? "at most 0.9" : "at most 1.25";
  return [seconds, { name: `${name}, to TypeScript`, samples: ratio, unit: "times", target }];
}
