/** Stacks that live for one test: the real Pulumi CLI, a backend of their own, and the steps of a preview. */
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
  /** Environment variables for the CLI, the program and the plugins, beyond those of this process. */
  variables?: Record<string, string>;
}

export interface TestStack {
  /** Preview, up, refresh, destroy, export and cancel through the Automation API. */
  stack: Stack;
  /** The environment for a process that runs `pulumi` on this stack. */
  environment: NodeJS.ProcessEnv;
  /** Forgets the stack; the test must destroy what it deployed. */
  remove(): Promise<void>;
}

/** Expects Pulumi to fail with the program's own error. The program is a function here, so Pulumi's host handles such errors. */
export async function programFails(run: () => Promise<unknown>, says: RegExp): Promise<void> {
  const others = process.listeners("unhandledRejection");
  // They would report an unhandled rejection and fail the test that expects it.
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
  /** The changed property paths, each with its kind of change. */
  changes: Record<string, DiffKind>;
  /** The names of changed properties, if the provider reports names. */
  diffs: string[];
  /** The property paths that force the replacement. */
  replacedBy: string[];
  inputs: Record<string, unknown>;
}

/** Makes a new stack in a new backend. In a folder the stack gets a unique name, because its settings file is written there. */
export async function createTestStack(program: Program, settings: Settings = {}): Promise<TestStack> {
  const temporary = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-stack-"));
  const [backend, workDir] = [path.join(temporary, "backend"), path.join(temporary, "project")];
  for (const folder of [backend, workDir]) await fs.mkdir(folder);
  const variables = { ...settings.variables, PULUMI_BACKEND_URL: backendUrl(backend) };
  // A passphrase costs a second of processor time in each command, so only the tests of one have it.
  const hasPassphrase = "PULUMI_CONFIG_PASSPHRASE" in variables;
  const secretsProvider = hasPassphrase ? undefined : process.env.AKS_MQTT_SECRETS_PROVIDER;
  const options = { envVars: variables, secretsProvider };
  const ownName = `test-${path.basename(temporary).split("-").at(-1)}`;
  const stack = await ("folder" in program
    ? LocalWorkspace.createStack({ stackName: ownName, workDir: program.folder }, options)
    : LocalWorkspace.createStack(
        { stackName: "test", projectName: "test", program: program.run },
        { ...options, workDir },
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

/** The steps of a preview that change something; empty if nothing would change. */
export async function planned(stack: Stack, onEvent?: (event: EngineEvent) => void): Promise<Step[]> {
  return (await allPlanned(stack, onEvent)).filter(step => step.op !== "same" && step.op !== "read");
}

/** All steps of a preview, including reads and unchanged resources. */
export async function allPlanned(stack: Stack, onEvent?: (event: EngineEvent) => void): Promise<Step[]> {
  const events: EngineEvent[] = [];
  await stack.preview({ diff: true, onEvent: event => events.push(event) });
  if (onEvent) events.forEach(onEvent);
  return events.flatMap(event => (event.resourcePreEvent ? [stepOf(event.resourcePreEvent.metadata)] : []));
}

function stepOf(metadata: NonNullable<EngineEvent["resourcePreEvent"]>["metadata"]): Step {
  const { op, type, urn, provider } = metadata;
  const state = metadata.new ?? metadata.old;
  // A field that the engine omits arrives as null.
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

/** Runs one `pulumi` command and returns its output; if it fails, the error holds all that it printed. */
export function pulumi(args: string[], folder: string, environment: NodeJS.ProcessEnv = process.env): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { cwd: folder, env: environment, maxBuffer: 64 * 1024 * 1024 };
    execFile("pulumi", [...args, "--non-interactive"], options, (error, stdout, stderr) => {
      if (error) reject(new Error(`pulumi ${args.join(" ")} failed in ${folder}:\n${stdout}\n${stderr}`));
      else resolve(stdout);
    });
  });
}
