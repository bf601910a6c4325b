/** Who reaches whom: TCP connections from pods, other machines of the subnet and the node, many at a time. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { busyboxProgram } from "../../sandbox/machine/imageRecipe";
import { kubectl } from "../../sandbox/testing/kubectl";

const execute = promisify(execFile);

/** How long a connection may take: an open one is accepted within milliseconds, a closed one never. */
const limitSeconds = 2;

/** Accepted, refused by a machine that was reached, or unanswered. */
export type Verdict = "open" | "refused" | "time-out" | `failed: ${string}`;

/** Where a connection comes from. */
export type Source = { namespace: string; pod: string } | { machine: string } | "node";

/** A connection to try. */
export interface Connection {
  from: Source;
  host: string;
  port: number;
}

/** Tries all connections and returns their verdicts; one command tries those of a source at once. */
export async function tryConnections(connections: Connection[]): Promise<Verdict[]> {
  const verdicts: Verdict[] = connections.map(() => "failed: no result");
  const sources = new Map<string, { from: Source; indexes: number[] }>();
  connections.forEach(({ from }, index) => {
    const key = JSON.stringify(from);
    const group = sources.get(key) ?? { from, indexes: [] };
    group.indexes.push(index);
    sources.set(key, group);
  });
  await Promise.all(
    [...sources.values()].map(async ({ from, indexes }) => {
      const script = indexes.map(index => attempt(index, connections[index])).join("\n");
      const printed = await runAt(from, `${script}\nwait`);
      for (const [, index, code, said] of printed.matchAll(/^(\d+) (\d+) (.*)$/gm)) {
        verdicts[Number(index)] = verdictOf(Number(code), said);
      }
    }),
  );
  return verdicts;
}

/** Runs a script in a pod's shell and returns its output. */
export function inPod(namespace: string, pod: string, script: string): Promise<string> {
  return kubectl("exec", `pod/${pod}`, "-n", namespace, "--", "sh", "-c", script);
}

/** A shell command that prints one line: the index, netcat's exit code, and what it said. */
function attempt(index: number, { host, port }: Connection): string {
  return `(said=$(${busyboxProgram} nc -w ${limitSeconds} ${host} ${port} </dev/null 2>&1 >/dev/null); echo "${index} $? $said") &`;
}

function verdictOf(code: number, said: string): Verdict {
  if (code === 0) return "open";
  if (said.includes("Connection refused")) return "refused";
  return said.includes("timed out") ? "time-out" : `failed: code ${code} ${said}`;
}

async function runAt(from: Source, script: string): Promise<string> {
  if (from === "node") return (await execute("sh", ["-c", script])).stdout;
  if ("machine" in from) return (await execute("ip", ["netns", "exec", from.machine, "sh", "-c", script])).stdout;
  return inPod(from.namespace, from.pod, script);
}
