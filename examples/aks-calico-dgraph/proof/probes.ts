/** The connections that the client pod tries, each with its own time limit. */
import { setTimeout as sleep } from "node:timers/promises";
import { tryKubectl } from "./kubectl";
import type { Result } from "./kubectl";

/**
 * The time after which a connection counts as timed out. With the document's own commands, a time-out takes about 5
 * minutes over HTTP and 10 s over gRPC. An open way answers within milliseconds.
 */
export const limitSeconds = 5;

/** A way is open, times out without any answer, or fails otherwise, for example by a refusal. */
export type Verdict = "open" | "time-out" | `failed: ${string}`;

/** One way into Dgraph. */
export interface Probe {
  title: string;
  /** A command for the client's shell. */
  command: string;
  isOpen: (stdout: string) => boolean;
  isTimeout: (result: Result) => boolean;
}

const curl = `curl --silent --show-error --max-time ${limitSeconds}`;
/** curl exits with 28 after its time limit, and with 7 if the connection is refused. */
const curlTimedOut = ({ code }: Result) => code === 28;

/** The document's two ways, pydgraph, and one that the document leaves open. */
export const probes: Probe[] = [
  {
    title: "HTTP 8080 /health",
    command: `${curl} "$DGRAPH_ALPHA_SERVER:8080/health"`,
    isOpen: stdout => /"instance":"alpha".*"status":"healthy"/.test(stdout),
    isTimeout: curlTimedOut,
  },
  {
    title: "gRPC 9080 CheckVersion",
    command: `grpcurl -plaintext -connect-timeout ${limitSeconds} -max-time ${2 * limitSeconds} -proto api.proto "$DGRAPH_ALPHA_SERVER:9080" api.Dgraph/CheckVersion`,
    isOpen: stdout => /"tag": "v\d+/.test(stdout),
    isTimeout: ({ stderr }) => /Failed to dial target host .*context deadline exceeded/.test(stderr),
  },
  {
    title: "pydgraph load and query",
    command: `python3 /programs/films.py load ${limitSeconds} && python3 /programs/films.py query ${limitSeconds}`,
    isOpen: stdout => stdout.includes('{"loaded": 3}') && stdout.includes('{"films": ["Metropolis", "M"]}'),
    isTimeout: ({ code }) => code === 3,
  },
  {
    title: "zero 6080 /state",
    command: `${curl} demo-dgraph-zero.dgraph:6080/state`,
    isOpen: stdout => stdout.includes('"zeros"'),
    isTimeout: curlTimedOut,
  },
];

/** Runs all probes at once. */
export function probeAll(environment: NodeJS.ProcessEnv): Promise<Verdict[]> {
  return Promise.all(probes.map(probe => run(environment, probe)));
}

async function run(environment: NodeJS.ProcessEnv, { command, isOpen, isTimeout }: Probe): Promise<Verdict> {
  const result = await inClient(environment, command);
  if (result.code === 0 && isOpen(result.stdout)) return "open";
  if (result.code !== 0 && isTimeout(result)) return "time-out";
  return `failed: code ${result.code}, ${(result.stderr.trim() || result.stdout.trim()).slice(-200)}`;
}

/** Runs a command in the shell of the client's pod. */
export function inClient(environment: NodeJS.ProcessEnv, command: string): Promise<Result> {
  const where = ["--namespace=pydgraph-client", "deployment/pydgraph-client"];
  return tryKubectl(environment, "exec", ...where, "--", "sh", "-c", command);
}

/** Probes until all results are as expected: Calico needs a moment for a change. Throws with the last results. */
export async function expectVerdicts(
  environment: NodeJS.ProcessEnv,
  expected: Verdict[],
  what: string,
): Promise<Verdict[]> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const seen = await probeAll(environment);
    if (seen.every((verdict, index) => verdict === expected[index])) return seen;
    if (Date.now() > deadline) {
      const lines = probes.map(({ title }, i) => `  ${title}: expected ${expected[i]}, was ${seen[i]}`);
      throw new Error(`${what} does not hold:\n${lines.join("\n")}`);
    }
    await sleep(500);
  }
}
