/** Starts the stand-in Node.js language host and talks to it as the engine does. */
import * as grpc from "@grpc/grpc-js";
import { LanguageRuntimeClient } from "@pulumi/pulumi/proto/language_grpc_pb";
import { ProgramInfo } from "@pulumi/pulumi/proto/language_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { spawn } from "node:child_process";
import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { projectFolder } from "../../../paths";

export interface RunningHost {
  client: LanguageRuntimeClient;
  process: ChildProcessWithoutNullStreams;
  stop(): Promise<void>;
}

const engineAddress = "127.0.0.1:1";

export async function startHost(): Promise<RunningHost> {
  const main = path.join(projectFolder, "sandbox", "plugins", "nodejs", "main.ts");
  const host = spawn(process.execPath, ["--import", "tsx", main, engineAddress], {
    cwd: projectFolder,
    env: { ...process.env, FROM_THE_ENGINE: "yes" },
  });
  const [port] = (await once(host.stdout, "data")) as [Buffer];
  const client = new LanguageRuntimeClient(`127.0.0.1:${port.toString().trim()}`, grpc.credentials.createInsecure());
  return {
    client,
    process: host,
    stop: async () => {
      client.close();
      if (host.exitCode !== null) return;
      host.stdin.end();
      await once(host, "exit");
    },
  };
}

/**
 * A program folder whose @pulumi/pulumi is the test's own script, so that the test sees how the host starts it. `scripts`
 * maps NAME to the source of @pulumi/pulumi/cmd/NAME.
 */
export async function fakeProgram(scripts: Record<string, string>): Promise<string> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-host-"));
  const sdk = path.join(folder, "node_modules", "@pulumi", "pulumi");
  for (const [name, source] of Object.entries(scripts)) {
    await fs.mkdir(path.join(sdk, "cmd", name), { recursive: true });
    await fs.writeFile(path.join(sdk, "cmd", name, "index.js"), source);
  }
  return folder;
}

/** The program's description as the engine sends it. */
export function programInfo(folder: string, options: Record<string, string | boolean> = {}): ProgramInfo {
  return new ProgramInfo()
    .setRootDirectory(folder)
    .setProgramDirectory(folder)
    .setEntryPoint(".")
    .setOptions(Struct.fromJavaScript(options));
}

/** One call of a unary method, as a promise. */
export function answer<Response>(
  call: (callback: (error: grpc.ServiceError | null, response: Response) => void) => unknown,
): Promise<Response> {
  return new Promise((resolve, reject) => call((error, response) => (error ? reject(error) : resolve(response))));
}

/** Waits until the process is gone. */
export async function processEnd(pid: number): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (isAlive(pid)) {
    if (Date.now() > deadline) throw new Error(`Process ${pid} still runs after 30 s.`);
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
