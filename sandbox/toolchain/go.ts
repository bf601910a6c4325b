/** Runs the Go command with caches of our own, logs its output, and leaves no process behind. */
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import * as readline from "node:readline";

/** The oldest Go that understands every go.mod of the toolchain. */
const oldestGo = [1, 26];

/** One call of the Go command. */
export interface GoCall {
  /** What it is for, e.g. "compiling calico"; failures begin with it. */
  readonly purpose: string;
  readonly arguments: readonly string[];
  /** Where the go.mod is. */
  readonly folder: string;
  /** Where Go's caches are kept. */
  readonly workFolder: string;
  readonly log: string;
  readonly signal: AbortSignal;
  /** Gets each line that Go prints on its standard error. */
  readonly onLine?: (line: string) => void;
}

/** What to try, by what Go printed. */
const remedies: readonly (readonly [RegExp, string])[] = [
  [/no space left on device/, "free some disk space, or set AKS_MQTT_CACHE to a folder on a larger disk"],
  [/signal: killed|cannot allocate memory/, "the machine ran out of memory: end other work and run it again"],
  [
    /dial tcp|no such host|i\/o timeout|connection re(fused|set)|TLS handshake|proxyconnect|unexpected EOF/,
    "Go's module proxy cannot be reached: check the network, or set GOPROXY to a reachable proxy",
  ],
];

/** Runs Go and returns its standard output. */
export async function go(call: GoCall): Promise<string> {
  call.signal.throwIfAborted();
  const log = fs.createWriteStream(call.log, { flags: "a" });
  log.on("error", () => {
    // The disk is full: Go fails as well, and its message is the one to report.
  });
  log.write(`\n$ go ${call.arguments.join(" ")}\n`);
  // A process group of its own, so that the compilers it starts can be ended with it.
  const child = spawn("go", call.arguments, {
    cwd: call.folder,
    env: environment(call.workFolder),
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lastLines: string[] = [];
  readline.createInterface({ input: child.stderr }).on("line", line => {
    log.write(`${line}\n`);
    lastLines.push(line);
    if (lastLines.length > 12) {
      lastLines.shift();
    }
    call.onLine?.(line);
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (output += chunk));

  const stop = endGroupOnAbort(child.pid, call.signal);
  try {
    const code = await new Promise<number | NodeJS.Signals | null>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (exitCode, signal) => resolve(exitCode ?? signal));
    });
    call.signal.throwIfAborted();
    if (code !== 0) {
      const printed = lastLines.join("\n");
      const remedy =
        remedies.find(([pattern]) => pattern.test(printed))?.[1] ?? "run it again; what is compiled is kept";
      throw new Error(
        `${call.purpose} failed: go ${call.arguments[0]} ended with ${code}.\n${printed}\nLog: ${call.log}\nTry: ${remedy}.`,
      );
    }
    return output;
  } finally {
    stop();
    log.end();
  }
}

/** Throws unless a Go that is new enough is on the PATH. */
export async function requireGo(call: Omit<GoCall, "arguments" | "purpose">): Promise<void> {
  const advice = `install Go ${oldestGo.join(".")} or newer (https://go.dev/doc/install) and put its bin folder on the PATH`;
  const purpose = "Looking for Go, which the sandbox's programs are built with,";
  let version: string;
  try {
    version = (await go({ ...call, purpose, arguments: ["env", "GOVERSION"] })).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      throw new Error(`${purpose} failed: there is no "go" on the PATH.\nTry: ${advice}.`);
    }
    throw error;
  }
  const [major, minor] = version.replace(/^go/, "").split(".").map(Number);
  if (major < oldestGo[0] || (major === oldestGo[0] && minor < oldestGo[1])) {
    throw new Error(`${purpose} failed: the one on the PATH is ${version}, which is too old.\nTry: ${advice}.`);
  }
}

/**
 * Ends a child's process group when the signal is aborted, or kills it at once if this process exits first. The returned
 * function cancels this.
 */
function endGroupOnAbort(pid: number | undefined, signal: AbortSignal): () => void {
  const end = (how: NodeJS.Signals): void => {
    try {
      if (pid !== undefined) {
        process.kill(-pid, how);
      }
    } catch {
      // It has ended by itself.
    }
  };
  let patience: NodeJS.Timeout | undefined;
  const onAbort = (): void => {
    end("SIGINT"); // Go then removes its temporary files.
    patience = setTimeout(() => end("SIGKILL"), 5000);
  };
  const onExit = (): void => end("SIGKILL");
  signal.addEventListener("abort", onAbort);
  process.on("exit", onExit);
  return () => {
    clearTimeout(patience);
    signal.removeEventListener("abort", onAbort);
    process.removeListener("exit", onExit);
  };
}

/** The caller's environment, with Go's caches in the work folder and without variables that would change the result. */
function environment(workFolder: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    GOPATH: path.join(workFolder, "gopath"),
    GOMODCACHE: path.join(workFolder, "gopath", "pkg", "mod"),
    GOCACHE: path.join(workFolder, "gocache"),
    GOTMPDIR: path.join(workFolder, "tmp"),
    // Otherwise Go makes its module cache read-only, and it cannot simply be removed.
    GOFLAGS: "-mod=readonly -modcacherw -buildvcs=false",
    GOTOOLCHAIN: "local",
    GOWORK: "off",
    GO111MODULE: "on",
    GOOS: undefined,
    GOARCH: undefined,
    GOEXPERIMENT: undefined,
    GODEBUG: undefined,
    // The programs also run in images without shared libraries.
    CGO_ENABLED: "0",
    // A compiler that collects no garbage until memory is scarce takes a tenth less time.
    GOGC: "off",
    GOMEMLIMIT: `${compilerMemory()}MiB`,
  };
}

/** How much memory each of the concurrent compilers may fill with garbage, in MiB. */
function compilerMemory(): number {
  const constrained = process.constrainedMemory();
  const total = constrained > 0 ? Math.min(os.totalmem(), constrained) : os.totalmem();
  return Math.min(3072, Math.floor(total / 2 ** 20 / 2 / os.availableParallelism()));
}
