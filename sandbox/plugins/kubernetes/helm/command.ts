/** Runs Helm. Helm ends with this plugin, and reads secrets from files that are removed when it ends. */
import { spawn } from "node:child_process";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import * as readline from "node:readline";
import type { KubeConfig } from "@kubernetes/client-node";
import { helmVariables } from "../../../helmHome";

/** One call of Helm. */
export interface HelmCall {
  /** Nothing secret: other users of the machine can read a process's arguments. */
  args: string[];
  /** The cluster, for calls that need one. */
  kubeConfig?: KubeConfig;
  /** The values of a chart, as JSON. */
  values?: string;
  /** Ends Helm, which then records in the cluster that the release failed. */
  signal?: AbortSignal;
  /** Receives what Helm is waiting for, according to its debugging output. */
  waitingFor?: (text: string) => void;
}

/** Helm ended with an error; `message` is what it said. */
export class HelmError extends Error {}

/**
 * Starts Helm and waits for it. However this plugin ends, the kernel then closes standard input, and the script tells Helm
 * to end. Helm prints only to this script: a closed pipe would kill it before it records in the cluster what happened to
 * the release. The folder is removed last.
 */
const WATCH = `
trap "" PIPE
umask 077
exec 3<&0
folder=$1
shift
mkfifo "$folder/messages"
while read -r line; do printf "%s\\n" "$line"; done <"$folder/messages" >&2 3<&- &
relay=$!
"$@" >"$folder/output" 2>"$folder/messages" 3<&- &
helm=$!
(read -r _ <&3; kill -TERM "$helm") >/dev/null 2>&1 &
watcher=$!
exec 3<&-
wait "$helm"
code=$?
wait "$relay"
kill "$watcher" 2>/dev/null
cat "$folder/output"
rm -rf "$folder"
exit "$code"
`;

/** Runs Helm and returns what it printed. */
export async function helm(call: HelmCall): Promise<string> {
  call.signal?.throwIfAborted();
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-helm-"));
  try {
    return await run(call, folder);
  } finally {
    await fs.rm(folder, { recursive: true, force: true });
  }
}

async function run({ args, kubeConfig, values, signal, waitingFor }: HelmCall, folder: string): Promise<string> {
  const write = async (name: string, text: string) => {
    const file = path.join(folder, name);
    await fs.writeFile(file, text, { mode: 0o600 });
    return file;
  };
  const all = [...args];
  if (kubeConfig) all.push("--kubeconfig", await write("kubeconfig", kubeConfig.exportConfig()));
  if (values !== undefined) all.push("--values", await write("values.json", values));

  // In its own process group: a terminal's Ctrl-C is for Pulumi, which cancels in an orderly way.
  const child = spawn("/bin/sh", ["-c", WATCH, "helm", folder, "helm", ...all], {
    detached: true,
    env: environment(folder),
  });
  let stdout = "";
  const stderr: string[] = [];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  readline.createInterface({ input: child.stderr }).on("line", line => {
    stderr.push(line);
    const [, text] = /\[debug\] (.* is not ready: .*)/.exec(line) ?? [];
    if (text !== undefined) waitingFor?.(text);
  });
  child.stdin.on("error", () => undefined);
  // To the script, this looks like the end of this plugin.
  const end = () => child.stdin.end();
  signal?.addEventListener("abort", end);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", resolve);
    });
    if (code === 0) return stdout;
    throw code === 127 ? new Error(NO_HELM) : new HelmError(errorText(stderr));
  } finally {
    signal?.removeEventListener("abort", end);
    end();
  }
}

const NO_HELM =
  "there is no `helm` on the PATH, and the stand-in for the kubernetes plugin needs it for Helm releases: install Helm " +
  "3.18 or newer, or have `npm run sandbox -- up --cert-manager` build it";

/** Leaves out the user's own Helm variables: they might lead to another cluster or release store. */
function environment(folder: string): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("HELM_"));
  return {
    ...Object.fromEntries(inherited),
    ...helmVariables,
    HELM_DRIVER: "secret",
    KUBECACHEDIR: path.join(folder, "cache"),
  };
}

/** The text after "Error:", without the stack trace that follows in debugging output. */
function errorText(lines: string[]): string {
  const start = lines.findIndex(line => line.startsWith("Error: "));
  if (start < 0) return lines.slice(-5).join("\n") || "it was ended by a signal";
  const rest = lines.slice(start);
  const stack = rest.findIndex(line => /^helm\.go:\d+: /.test(line));
  const text = rest.slice(0, stack < 0 ? undefined : stack).join("\n");
  return text.replace(/^Error: ((INSTALLATION|UPGRADE) FAILED: )?/, "").trim();
}
