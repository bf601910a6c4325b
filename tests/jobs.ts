/** The test files, and the processes that run them. */
import * as fs from "node:fs";
import * as path from "node:path";
import { alone, exclusive, first } from "./schedule";

/** What has to be there before a test can run; each includes the ones before it. */
export const needs = ["nothing", "pulumi", "cluster"] as const;
export type Need = (typeof needs)[number];

/** The suites, each a folder below `tests/`. */
export const suites: Record<string, Need> = {
  unit: "nothing",
  preview: "pulumi",
  package: "pulumi",
  sandbox: "cluster",
  lifecycle: "cluster",
};

/** Test files that run in one process. */
export interface Job {
  /** Path below `tests/`: of a file without its ending, or of a folder. */
  name: string;
  files: string[];
  needs: Need;
  /** What no other job may use meanwhile. */
  exclusive: string[];
  /** Whether it runs when nothing else does, after all the others. */
  alone: boolean;
}

/** Paths of all test files below `tests/`, without `.test.ts`. */
export function testFiles(): string[] {
  const files = Object.keys(suites).flatMap(suite =>
    fs.readdirSync(path.join(__dirname, suite), { recursive: true, encoding: "utf8" }).map(file => `${suite}/${file}`),
  );
  return files
    .filter(file => file.endsWith(".test.ts"))
    .map(nameOf)
    .sort();
}

/** Those that the arguments of the command line name, by suite, folder or file; without arguments all. */
export function chosen(all: string[], args: string[]): string[] {
  if (args.length === 0) return all;
  const found = args.map(nameOf).map(wanted => all.filter(name => name === wanted || name.startsWith(`${wanted}/`)));
  const unknown = args.find((_, index) => found[index].length === 0);
  if (unknown !== undefined) {
    const known = Object.keys(suites).join(", ");
    throw new Error(
      `No tests are called ${JSON.stringify(unknown)}: give a suite (${known}) or a file, such as sandbox/reload.`,
    );
  }
  return all.filter(name => found.flat().includes(name));
}

/** The jobs for these files, in the order in which they are to start. */
export function jobsOf(names: string[]): Job[] {
  const jobs = new Map<string, Job>();
  for (const name of names) {
    const suite = name.split("/")[0];
    // Starting a process costs more than most unit tests.
    const of = suite === "unit" ? path.posix.dirname(name) : name;
    const uses = Object.keys(exclusive).filter(thing => exclusive[thing].includes(name));
    const made = { name: of, files: [], needs: suites[suite], exclusive: uses, alone: alone.includes(name) };
    const job = jobs.get(of) ?? made;
    job.files.push(path.join(__dirname, `${name}.test.ts`));
    jobs.set(of, job);
  }
  // Those that are not in the list come last.
  const rank = ({ name }: Job) => (first.includes(name) ? first.indexOf(name) : first.length);
  return [...jobs.values()].sort(
    (a, b) =>
      alone.indexOf(a.name) - alone.indexOf(b.name) ||
      rank(a) - rank(b) ||
      needs.indexOf(a.needs) - needs.indexOf(b.needs),
  );
}

/** `tests/sandbox/reload.test.ts`, as a shell completes it, is `sandbox/reload`. */
function nameOf(file: string): string {
  return file.replace(/^(\.\/)?tests\//, "").replace(/(\.test\.ts|\/)$/, "");
}
