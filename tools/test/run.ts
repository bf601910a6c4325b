/** `npm test`: does the set-up that the tests need, runs them side by side, and says what it left out and why. */
import * as os from "node:os";
import * as path from "node:path";
import { runCommand } from "../../sandbox/command";
import { formatSeconds } from "../../sandbox/progress";
import { obstacle, setUp } from "../../sandbox/setUp";
import { runJob } from "./jobProcess";
import { startKeyService } from "./keyService";
import { chosen, jobsOf, suiteOf, testFiles } from "./jobs";
import type { Job, Need } from "./jobs";
import { makePackedCheckout } from "./packedCheckout";
import { runPool } from "./pool";
import type { SetUps } from "./pool";
import type { SuiteResult } from "./suite";

/** Cluster tests mostly wait: two for each core keep it busy. More than eight would crowd the single node. */
const workers = Math.min(2 * os.availableParallelism(), 8);
/** After this long without output, it says what is running. */
const QUIET_MS = 60_000;

interface Done extends SuiteResult {
  name: string;
  seconds: number;
}

async function main(): Promise<void> {
  const missing = obstacle();
  const wanted = jobsOf(chosen(testFiles(), process.argv.slice(2)));
  const jobs = wanted.filter(job => job.needs !== "cluster" || missing === undefined);
  Object.assign(process.env, await startKeyService());
  const packed = jobs.some(job => job.packed) ? makePackedCheckout() : undefined;
  const environments = new Map<Need, NodeJS.ProcessEnv>([["nothing", withFastStart(process.env)]]);
  const running = new Set<Job>();
  const done: Done[] = [];

  let lastWord = Date.now();
  const say = (words: string) => {
    process.stdout.write(`\n${words.trimEnd()}\n`);
    lastWord = Date.now();
  };
  const ticker = setInterval(() => {
    if (running.size === 0 || Date.now() - lastWord < QUIET_MS) return;
    const names = [...running].map(({ name }) => name).join(", ");
    say(`Running ${names}; ${jobs.length - done.length - running.size} more to come.`);
  }, 1000);
  try {
    await runPool(jobs, workers, setUpsFor(jobs, environments, packed), async job => {
      running.add(job);
      const started = Date.now();
      const { result, output } = await runJob(job, environments.get(job.needs), job.packed ? await packed : undefined);
      const seconds = (Date.now() - started) / 1000;
      running.delete(job);
      done.push({ ...result, name: job.name, seconds });
      say(`== ${job.name} (${formatSeconds(seconds)}) ==\n${output}`);
    });
  } finally {
    clearInterval(ticker);
  }
  const leftOut = new Set(wanted.filter(job => !jobs.includes(job)).map(({ name }) => suiteOf(name)));
  for (const suite of leftOut) process.stdout.write(`\nLeft out: ${suite}. ${missing}\n`);
  summarise(done);
}

/** Starts the set-ups that the jobs need, one after the other; a finished one has put its environment into `environments`. */
function setUpsFor(
  jobs: Job[],
  environments: Map<Need, NodeJS.ProcessEnv>,
  packed: Promise<unknown> | undefined,
): SetUps {
  const setUps: SetUps = new Map();
  let before: Promise<unknown> = Promise.resolve();
  for (const need of ["pulumi", "cluster"] as const) {
    if (!jobs.some(job => job.needs === need)) continue;
    const cluster = need === "cluster";
    before = before.then(async () => {
      const { environment } = await setUp({
        target: { kind: cluster ? "sandbox" : "none" },
        extraPrograms: ["pulumi-yaml", "sdk-generator", cluster ? "cert-manager-chart" : "helm"],
        storage: cluster,
        certManager: cluster,
        router: cluster,
        iotOperations: cluster,
        dgraph: cluster,
        // The output of tests would break up a live list.
        plain: jobs.some(job => job.needs !== need),
      });
      environments.set(need, withFastStart(environment));
    });
    setUps.set(need, Promise.all([before, packed]));
  }
  return setUps;
}

function withFastStart(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  // Not "--import": Node.js would then load each program, even a plugin, with its slower loader for ES modules.
  const preload = `--require ${JSON.stringify(path.join(__dirname, "fastStart.cjs"))}`;
  return { ...environment, NODE_OPTIONS: `${environment.NODE_OPTIONS ?? ""} ${preload}`.trim() };
}

function summarise(done: Done[]): void {
  const sum = (count: (one: Done) => number) => done.reduce((total, one) => total + count(one), 0);
  const [passed, failed, pending] = [sum(one => one.passed), sum(one => one.failed), sum(one => one.pending)];
  const write = (title: string, lines: string[]) => {
    if (lines.length > 0) process.stdout.write(`\n${title}:\n${lines.map(line => `  ${line}\n`).join("")}`);
  };
  const slowest = [...done].sort((a, b) => b.seconds - a.seconds).slice(0, 10);
  write(
    "The slowest",
    slowest.map(({ name, seconds }) => `${formatSeconds(seconds).padStart(12)}  ${name}`),
  );
  write(
    "Failed",
    done.flatMap(({ name, failures }) => failures.map(title => `${name}: ${title}`)),
  );
  if (pending > 0) process.stdout.write(`\nSkipped, each with its reason above: ${pending}\n`);
  process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
  if (failed > 0 || passed === 0) process.exitCode = 1;
}

// Its exit handlers end the other processes.
process.once("SIGINT", () => process.exit(130));
runCommand(main);
