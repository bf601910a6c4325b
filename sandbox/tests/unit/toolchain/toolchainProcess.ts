/** Runs `ensurePrograms` in a separate process, with its own cache and a fake Go command. */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

/**
 * Acts like Go as far as the toolchain can tell: "builds" a program by writing a file, and leaves a mark in its cache.
 * While the file `hold` exists, a build does not finish, and has a child like a compiler.
 */
const fakeGo = `#!/bin/sh
echo "$*" >> "$FAKE_GO/calls"
case "$1" in
env) cat "$FAKE_GO/version" ;;
list)
  if [ -e "$FAKE_GO/offline" ]; then echo "go: example.com: dial tcp: lookup example.com: no such host" >&2; exit 1; fi
  echo "fmt "; echo "os " ;;
mod) echo "{\\"Dir\\": \\"$FAKE_GO/module\\"}" ;;
build)
  if [ -e "$GOCACHE/mark" ]; then echo resumed >> "$FAKE_GO/calls"; fi
  mkdir -p "$GOCACHE" && touch "$GOCACHE/mark"
  echo fmt >&2
  if [ -e "$FAKE_GO/hold" ]; then
    sleep 1000 & echo "$$ $!" > "$FAKE_GO/pids"
    while [ -e "$FAKE_GO/hold" ]; do sleep 0.1; done
    kill $!
  fi
  while [ "$1" != -o ]; do shift; done
  output="$2"; shift 2
  for package; do
    [ "$package" = . ] && package=$(basename "$PWD")
    package=$(echo "$package" | sed 's,/v[0-9]*$,,')
    echo built > "$output/$(basename "$package")"
  done ;;
esac
`;

const driver = `
const { ensurePrograms } = require(${JSON.stringify(path.resolve(__dirname, "../../../toolchain"))});
const say = event => process.stdout.write(JSON.stringify(event) + "\\n");
const abort = new AbortController();
process.once("SIGINT", () => abort.abort(new Error("interrupted")));
const wanted = process.argv.slice(1);
ensurePrograms(wanted, report => say({ report }), abort.signal).then(
  toolchain => say({ built: toolchain.built.map(({ group }) => group), paths: Object.fromEntries(
    process.env.PROGRAMS.split(" ").filter(Boolean).map(name => [name, toolchain.program(name)])) }),
  error => say({ error: error.message }));
`;

/** The last line that a process printed: either an error, or what it built and where the programs are. */
export interface Outcome {
  error?: string;
  built?: string[];
  paths?: Record<string, string>;
}

/** A running process. */
export interface Running {
  child: ChildProcess;
  /** What it has printed so far. */
  output: () => string;
  outcome: Promise<Outcome>;
}

/** A folder that holds a cache, a fake Go and the only folder on the PATH. */
export class Fixture {
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "aks-mqtt-toolchain-"));
  readonly toolchain = path.join(this.folder, "cache", "toolchain");
  readonly programs = path.join(this.folder, "bin");

  constructor() {
    this.addProgram("go", fakeGo);
    // Only these tools: the machine may have Go or one of the programs that the tests are about.
    for (const tool of ["basename", "cat", "mkdir", "sed", "sleep", "touch"]) {
      const file = ["/usr/bin", "/bin"].map(folder => path.join(folder, tool)).find(fs.existsSync);
      fs.symlinkSync(file ?? tool, path.join(this.programs, tool));
    }
    this.write("version", "go1.26.0\n");
  }

  /** Puts a program on the PATH. */
  addProgram(name: string, script: string): void {
    fs.mkdirSync(this.programs, { recursive: true });
    fs.writeFileSync(path.join(this.programs, name), script, { mode: 0o755 });
  }

  /** Writes one of the files that the fake Go reads. */
  write(name: string, text: string): void {
    fs.mkdirSync(path.dirname(this.file(name)), { recursive: true });
    fs.writeFileSync(this.file(name), text);
  }

  file(name: string): string {
    return path.join(this.folder, "go", name);
  }

  /** How often Go was called with arguments that begin like this. */
  calls(start: string): number {
    const lines = fs.existsSync(this.file("calls")) ? fs.readFileSync(this.file("calls"), "utf8").split("\n") : [];
    return lines.filter(line => line.startsWith(start)).length;
  }

  /** The folders of published groups. */
  published(): string[] {
    return fs.readdirSync(this.toolchain).sort();
  }

  start(wanted: string[], programs: string[] = []): Running {
    const child = spawn(process.execPath, ["--import", "tsx", "-e", driver, ...wanted], {
      cwd: path.resolve(__dirname, "../../../.."),
      env: {
        ...process.env,
        PATH: this.programs,
        AKS_MQTT_CACHE: path.join(this.folder, "cache"),
        FAKE_GO: path.join(this.folder, "go"),
        PROGRAMS: programs.join(" "),
      },
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => (output += chunk));
    const outcome = new Promise<Outcome>(resolve =>
      child.on("close", () => {
        const lastLine = output.trimEnd().split("\n").at(-1) ?? "";
        resolve(JSON.parse(lastLine || "{}") as Outcome);
      }),
    );
    return { child, output: () => output, outcome };
  }

  run(wanted: string[], programs: string[] = []): Promise<Outcome> {
    return this.start(wanted, programs).outcome;
  }

  remove(): void {
    fs.rmSync(this.folder, { recursive: true });
  }
}
