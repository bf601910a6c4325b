/** `npm test`: does the set-up that the suites need, runs each in a process of its own, and says what it left out and why. */
import { fork } from "node:child_process";
import * as path from "node:path";
import { runCommand } from "../sandbox/command";
import { obstacle, setUp } from "../sandbox/setUp";
import type { Target } from "../sandbox/plugins/target";
import type { SuiteResult } from "./suite";

interface Suite {
  /** Folder below `tests/`. */
  name: string;
  needs: "nothing" | "pulumi" | "cluster";
}

/** Quick ones first; the one that takes the cluster down and up comes last. */
const suites: Suite[] = [
  { name: "unit", needs: "nothing" },
  { name: "preview", needs: "pulumi" },
  { name: "package", needs: "pulumi" },
  { name: "sandbox", needs: "cluster" },
  { name: "lifecycle", needs: "cluster" },
];

async function main(): Promise<void> {
  const only = process.argv.slice(2);
  for (const name of only) {
    if (!suites.some(suite => suite.name === name)) {
      throw new Error(`No suite is called ${JSON.stringify(name)}; there are ${suites.map(s => s.name).join(", ")}.`);
    }
  }
  const missing = obstacle();
  const wanted = suites.filter(suite => only.length === 0 || only.includes(suite.name));
  const runnable = wanted.filter(suite => suite.needs !== "cluster" || missing === undefined);

  const total: SuiteResult = { passed: 0, failed: 0, pending: 0 };
  let environment = process.env;
  let ready: Suite["needs"] = "nothing";
  for (const suite of runnable) {
    if (suite.needs !== ready && suite.needs !== "nothing") {
      const cluster = suite.needs === "cluster";
      const target: Target = { kind: cluster ? "sandbox" : "none" };
      ({ environment } = await setUp({
        target,
        extraPrograms: cluster ? ["pulumi-yaml", "cert-manager-chart"] : ["pulumi-yaml", "helm"],
        storage: cluster,
        certManager: cluster,
        router: cluster,
        iotOperations: cluster,
        dgraph: cluster,
      }));
      ready = suite.needs;
    }
    process.stdout.write(`\n== ${suite.name} ==\n`);
    const result = await runSuite(suite, environment);
    total.passed += result.passed;
    total.failed += result.failed;
    total.pending += result.pending;
  }

  for (const suite of wanted.filter(suite => !runnable.includes(suite))) {
    process.stdout.write(`\nLeft out: ${suite.name}. ${missing}\n`);
  }
  if (total.pending > 0) process.stdout.write(`\nSkipped, each with its reason above: ${total.pending}\n`);
  process.stdout.write(`\n${total.passed} passed, ${total.failed} failed\n`);
  if (total.failed > 0 || total.passed === 0) process.exitCode = 1;
}

/** A suite that ends without a word, or without a single test, has failed. */
async function runSuite(suite: Suite, environment: NodeJS.ProcessEnv): Promise<SuiteResult> {
  const child = fork(path.join(__dirname, "suite.ts"), [path.join(__dirname, suite.name)], {
    execArgv: ["--import", "tsx"],
    env: environment,
  });
  const end = () => child.kill();
  process.once("exit", end);
  let result: SuiteResult | undefined;
  child.on("message", message => (result = message as SuiteResult));
  await new Promise(resolve => child.on("close", resolve));
  process.off("exit", end);
  if (result && result.passed + result.failed > 0) return result;
  process.stdout.write(`The suite ${suite.name} ended before it could report, or held no test.\n`);
  return { passed: 0, failed: 1, pending: 0 };
}

runCommand(main);
