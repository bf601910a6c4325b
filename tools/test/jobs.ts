/** The test files, and the processes that run them. */
import * as fs from "node:fs";
import * as path from "node:path";
import { projectFolder } from "../../sandbox/paths";
import { alone, exclusive, first } from "./schedule";

/** What a test needs before it can run; each need includes the ones before it. */
export const needs = ["nothing", "pulumi", "cluster"] as const;
export type Need = (typeof needs)[number];

/** The suites, each a folder below `tests/`, or below `sandbox/tests/` for the sandbox's own. */
export const suites: Record<string, Need> = {
  unit: "nothing",
  "sandbox/unit": "nothing",
  preview: "pulumi",
  package: "pulumi",
  cluster: "cluster",
  upgrade: "cluster",
  release: "cluster",
  "sandbox/cluster": "cluster",
};

/** The suites that test the npm package in place of the sources. */
const ofPackage = ["preview", "cluster", "upgrade"];

/** Test files that run in one process. */
export interface Job {
  /** The name of a file, or of a suite whose files share a process. */
  name: string;
  files: string[];
  needs: Need;
  /** Whether the npm package takes the place of the sources. */
  packed: boolean;
  /** What no other job may use at the same time. */
  exclusive: string[];
  /** Whether it runs by itself, after all the others. */
  alone: boolean;
}

/** The names of all test files: the path below `tests/`, or `sandbox/` and that below `sandbox/tests/`, without `.test.ts`. */
export function testFiles(): string[] {
  const files = Object.keys(suites).flatMap(suite =>
    fs.readdirSync(folderOf(suite), { recursive: true, encoding: "utf8" }).map(file => `${suite}/${file}`),
  );
  return files
    .filter(file => file.endsWith(".test.ts"))
    .map(nameOf)
    .sort();
}

/** Where the test file of this name is. */
export function testFile(name: string): string {
  return `${folderOf(name)}.test.ts`;
}

function folderOf(name: string): string {
  const [, ofSandbox] = /^sandbox\/(.*)/.exec(name) ?? [];
  return ofSandbox === undefined
    ? path.join(projectFolder, "tests", name)
    : path.join(projectFolder, "sandbox", "tests", ofSandbox);
}

/** The suite of a test file. */
export function suiteOf(name: string): string {
  return Object.keys(suites).find(suite => name.startsWith(`${suite}/`))!;
}

/** The tests that the command line names by suite, folder or file; without arguments, all of them. */
export function chosen(all: string[], args: string[]): string[] {
  if (args.length === 0) return all;
  const found = args.map(nameOf).map(wanted => all.filter(name => name === wanted || name.startsWith(`${wanted}/`)));
  const unknown = args.find((_, index) => found[index].length === 0);
  if (unknown !== undefined) {
    const known = Object.keys(suites).join(", ");
    throw new Error(
      `No tests are called ${JSON.stringify(unknown)}: give a suite (${known}) or a file, such as cluster/mosquittoBroker/reload.`,
    );
  }
  return all.filter(name => found.flat().includes(name));
}

/** The jobs for these files, in the order in which they should start. */
export function jobsOf(names: string[]): Job[] {
  const jobs = new Map<string, Job>();
  for (const name of names) {
    const suite = suiteOf(name);
    // Starting a process costs more than most unit tests.
    const of = suites[suite] === "nothing" ? suite : name;
    const uses = Object.keys(exclusive).filter(thing => exclusive[thing].includes(name));
    const made = {
      name: of,
      files: [],
      needs: suites[suite],
      packed: ofPackage.includes(suite),
      exclusive: uses,
      alone: alone.includes(name),
    };
    const job = jobs.get(of) ?? made;
    job.files.push(testFile(name));
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

/** Turns a path as a shell completes it into a name: `tests/cluster/yaml.test.ts` becomes `cluster/yaml`. */
function nameOf(file: string): string {
  return file.replace(/^(\.\/)?(sandbox\/)?tests\//, "$2").replace(/(\.test\.ts|\/)$/, "");
}
