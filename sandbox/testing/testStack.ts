/** Stacks that live for one test: the real Pulumi CLI, a backend of their own, and what a preview says step by step. */
import type { DiffKind, EngineEvent, OpType, PulumiFn, Stack } from "@pulumi/pulumi/automation";
import { LocalWorkspace } from "@pulumi/pulumi/automation";
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { backendUrl } from "../plugins/home";

/** A folder with a Pulumi.yaml, or a function that registers resources. */
export type Program = { folder: string } | { run: PulumiFn };

export interface Settings {
  /** Plain configuration values by key. */
  config?: Record<string, string>;
  /** Variables beyond those of this process, for the CLI, the program and the plugins. */
  variables?: Record<string, string>;
}

export interface TestStack {
  /** Preview, up, refresh, destroy, export and cancel by the Automation API. */
  stack: Stack;
  /** What a process needs that runs `pulumi` on this stack by itself. */
  environment: NodeJS.ProcessEnv;
  /** Forgets the stack; what it deployed is the test's to destroy. */
  remove(): Promise<void>;
}

/** Expects that Pulumi ends with an error of the program's own, which is a function here: its host listens for such errors. */
export async function programFails(run: () => Promise<unknown>, says: RegExp): Promise<void> {
  const others = process.listeners("unhandledRejection");
  // They would take the error for one that nobody awaits, and fail the test that expects it.
  process.removeAllListeners("unhandledRejection");
  try {
    await assert.rejects(run(), says);
  } finally {
    others.forEach(other => process.on("unhandledRejection", other));
  }
}

/** One step of a plan. */
export interface Step {
  op: OpType;
  type: string;
  name: string;
  urn: string;
  /** The parent's URN. */
  parent: string;
  /** The provider's URN and id. */
  provider: string;
  /** Changed property paths with the kind of each change. */
  changes: Record<string, DiffKind>;
  /** The names of changed properties, from a provider that tells them so. */
  diffs: string[];
  /** The property paths that force the replacement. */
  replacedBy: string[];
  inputs: Record<string, unknown>;
}

/** Makes a new stack in a new backend. A folder's stack has a name of its own, because its settings file stands there. */
export async function createTestStack(program: Program, settings: Settings = {}): Promise<TestStack> {
  const temporary = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-stack-"));
  const [backend, workDir] = [path.join(temporary, "backend"), path.join(temporary, "project")];
  for (const folder of [backend, workDir]) await fs.mkdir(folder);
  const variables = { ...settings.variables, PULUMI_BACKEND_URL: backendUrl(backend) };
  const ownName = `test-${path.basename(temporary).split("-").at(-1)}`;
  const stack = await ("folder" in program
    ? LocalWorkspace.createStack({ stackName: ownName, workDir: program.folder }, { envVars: variables })
    : LocalWorkspace.createStack(
        { stackName: "test", projectName: "test", program: program.run },
        { envVars: variables, workDir },
      ));
  for (const [key, value] of Object.entries(settings.config ?? {})) await stack.setConfig(key, { value });
  return {
    stack,
    environment: { ...process.env, ...variables },
    remove: async () => {
      await fs.rm(temporary, { recursive: true, force: true });
      await fs.rm(path.join(stack.workspace.workDir, `Pulumi.${stack.name}.yaml`), { force: true });
    },
  };
}

/** The steps of a preview that do something; where nothing would change there are none. */
export async function planned(stack: Stack, onEvent?: (event: EngineEvent) => void): Promise<Step[]> {
  return (await allPlanned(stack, onEvent)).filter(step => step.op !== "same" && step.op !== "read");
}

/** The steps of a preview, reads and unchanged resources too. */
export async function allPlanned(stack: Stack, onEvent?: (event: EngineEvent) => void): Promise<Step[]> {
  const events: EngineEvent[] = [];
  await stack.preview({ diff: true, onEvent: event => events.push(event) });
  if (onEvent) events.forEach(onEvent);
  return events.flatMap(event => (event.resourcePreEvent ? [stepOf(event.resourcePreEvent.metadata)] : []));
}

function stepOf(metadata: NonNullable<EngineEvent["resourcePreEvent"]>["metadata"]): Step {
  const { op, type, urn, provider } = metadata;
  const state = metadata.new ?? metadata.old;
  // What the engine leaves out arrives as null.
  const changes = Object.entries(metadata.detailedDiff ?? {}).map(
    ([property, { diffKind }]) => [property, diffKind] as const,
  );
  return {
    op,
    type,
    urn,
    provider,
    name: urn.split("::").slice(3).join("::"),
    parent: state?.parent ?? "",
    changes: Object.fromEntries(changes),
    diffs: metadata.diffs ?? [],
    replacedBy: metadata.keys ?? [],
    inputs: (state?.inputs ?? {}) as Record<string, unknown>,
  };
}

/** Runs one `pulumi` command and returns what it printed; a failure throws all that it printed. */
export function pulumi(args: string[], folder: string, environment: NodeJS.ProcessEnv = process.env): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { cwd: folder, env: environment, maxBuffer: 64 * 1024 * 1024 };
    execFile("pulumi", [...args, "--non-interactive"], options, (error, stdout, stderr) => {
      if (error) reject(new Error(`pulumi ${args.join(" ")} failed in ${folder}:\n${stdout}\n${stderr}`));
      else resolve(stdout);
    });
  });
}
