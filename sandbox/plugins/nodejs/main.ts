/** Stand-in for `pulumi-language-nodejs`: runs Node.js programs, and Node.js packages as plugins, for the engine. */
import type * as grpc from "@grpc/grpc-js";
import { createRequire } from "node:module";
import * as path from "node:path";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import type { ILanguageRuntimeServer } from "@pulumi/pulumi/proto/language_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/language_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { version } from "@pulumi/pulumi/package.json";
import { startServer, unary, unknownStatus } from "../../protocol/server";
import { endChildren, runChild } from "./children";
import type { Command, Ended, Outputs } from "./children";
import { optionVariables, runtimeOptions } from "./options";
import { programDependencies, requiredPackages } from "./packages";

/** The exit code with which @pulumi/pulumi's `run` says that the user has already seen every message. */
const ALREADY_REPORTED = 32;

const engineAddress = process.argv.at(-1) as string;
const cancelled = new AbortController();

const writesCode = unary<unknown, never>(() => {
  throw new Error(
    "The stand-in for Pulumi's Node.js language host generates no SDKs or programs: " +
      "that needs the Pulumi CLI with its own language hosts, from https://www.pulumi.com/docs/install.",
  );
});

const host: Partial<ILanguageRuntimeServer> = {
  generatePackage: writesCode,
  generateProgram: writesCode,
  generateProject: writesCode,
  link: writesCode,
  pack: writesCode,

  getPluginInfo: unary<unknown, PluginInfo>(() => new PluginInfo().setVersion(`v${version}`)),
  about: unary<unknown, messages.AboutResponse>(() => {
    const response = new messages.AboutResponse().setExecutable(process.execPath).setVersion(process.version);
    response.getMetadataMap().set("packagemanager", "npm");
    return response;
  }),
  runtimeOptionsPrompts: unary<unknown, messages.RuntimeOptionsResponse>(() => new messages.RuntimeOptionsResponse()),
  template: unary<unknown, messages.TemplateResponse>(() => new messages.TemplateResponse()),
  cancel: unary<Empty, Empty>(() => {
    cancelled.abort();
    return new Empty();
  }),

  getRequiredPackages: unary<messages.GetRequiredPackagesRequest, messages.GetRequiredPackagesResponse>(async request =>
    new messages.GetRequiredPackagesResponse().setPackagesList(
      await requiredPackages(programOf(request).getProgramDirectory()),
    ),
  ),
  getProgramDependencies: unary<messages.GetProgramDependenciesRequest, messages.GetProgramDependenciesResponse>(
    async request =>
      new messages.GetProgramDependenciesResponse().setDependenciesList(
        await programDependencies(programOf(request).getProgramDirectory()),
      ),
  ),
  run: unary<messages.RunRequest, messages.RunResponse>(async request => {
    const outputs = {
      stdout: process.stdout.write.bind(process.stdout),
      stderr: process.stderr.write.bind(process.stderr),
    };
    const ended = await runChild(programCommand(request), outputs, cancelled.signal);
    if (ended.code === 0) return new messages.RunResponse();
    if (ended.code === ALREADY_REPORTED) return new messages.RunResponse().setBail(true);
    return new messages.RunResponse().setError(exitMessage("Program", ended));
  }),

  runPlugin: streaming<messages.RunPluginRequest, messages.RunPluginResponse>(
    () => new messages.RunPluginResponse(),
    async (request, outputs, aborted) => {
      const ended = await runChild(pluginCommand(request), outputs, aborted);
      if (ended.code !== 0 && !aborted.aborted) throw new Error(exitMessage("Plugin", ended));
    },
  ),
  installDependencies: streaming<messages.InstallDependenciesRequest, messages.InstallDependenciesResponse>(
    () => new messages.InstallDependenciesResponse(),
    async (request, outputs, aborted) => {
      const program = programOf(request);
      const { packagemanager } = runtimeOptions(program);
      const folder = program.getProgramDirectory();
      const command = { program: packagemanager, args: ["install"], folder, environment: process.env };
      const ended = await runChild(command, outputs, aborted);
      if (ended.code !== 0) throw new Error(exitMessage(`${packagemanager} install in ${folder}`, ended));
    },
  ),
};

/** Passes configuration in the environment: every user can read process arguments. */
function programCommand(request: messages.RunRequest): Command {
  const program = programOf(request);
  const options = runtimeOptions(program);
  const flags: Record<string, string> = {
    monitor: request.getMonitorAddress(),
    engine: engineAddress,
    organization: request.getOrganization(),
    project: request.getProject(),
    "root-directory": program.getRootDirectory(),
    stack: request.getStack(),
    pwd: program.getProgramDirectory(),
    parallel: String(request.getParallel()),
  };
  const given = Object.entries(flags).filter(([, value]) => value !== "");
  return {
    program: process.execPath,
    args: [
      ...options.nodeargs,
      sdkProgram("run", program),
      ...given.flatMap(([flag, value]) => [`--${flag}`, value]),
      ...(request.getDryrun() ? ["--dry-run"] : []),
      program.getEntryPoint(),
      ...request.getArgsList(),
    ],
    environment: {
      ...process.env,
      ...optionVariables(options),
      PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().toArray())),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
    },
  };
}

/** `nodeargs` have no effect on plugins, as in the real language host. */
function pluginCommand(request: messages.RunPluginRequest): Command {
  const program = programOf(request);
  const isPolicyPack = request.getKind() === "analyzer";
  const folder = program.getProgramDirectory();
  const args = request.getArgsList();
  const variables = request.getEnvList().map(line => {
    const [name, ...value] = line.split("=");
    return [name, value.join("=")] as const;
  });
  return {
    program: process.execPath,
    args: isPolicyPack
      ? [sdkProgram("run-policy-pack", program), ...args, folder]
      : [sdkProgram("run-plugin", program), folder, ...args],
    folder: isPolicyPack ? folder : request.getPwd(),
    environment: { ...Object.fromEntries(variables), ...optionVariables(runtimeOptions(program)) },
  };
}

/** One of the programs in the @pulumi/pulumi that the user's program depends on. */
function sdkProgram(name: string, program: messages.ProgramInfo): string {
  const folder = program.getProgramDirectory();
  try {
    return createRequire(path.join(folder, "index.js")).resolve(`@pulumi/pulumi/cmd/${name}`);
  } catch {
    throw new Error(`@pulumi/pulumi is not installed for ${folder}. Run "npm install" there, then try again.`);
  }
}

function programOf(request: { getInfo(): messages.ProgramInfo | undefined }): messages.ProgramInfo {
  const program = request.getInfo();
  if (!program) throw new Error("The engine's request names no program: this host follows Pulumi 3.250.");
  return program;
}

function exitMessage(what: string, { code, signal }: Ended): string {
  return code === null ? `${what} was ended by ${signal}` : `${what} exited with non-zero exit code: ${code}`;
}

interface OutputMessage {
  setStdout(bytes: Uint8Array): unknown;
  setStderr(bytes: Uint8Array): unknown;
}

/** A handler that streams a process's output. It ends early if the engine drops the call or cancels everything. */
function streaming<Request, Response extends OutputMessage>(
  message: () => Response,
  handle: (request: Request, outputs: Outputs, aborted: AbortSignal) => Promise<void>,
) {
  return (call: grpc.ServerWritableStream<Request, Response>) => {
    const send = (set: (message: Response) => unknown) => {
      const response = message();
      set(response);
      call.write(response);
    };
    const dropped = new AbortController();
    call.on("cancelled", () => dropped.abort());
    const outputs = {
      stdout: (bytes: Buffer) => send(response => response.setStdout(bytes)),
      stderr: (bytes: Buffer) => send(response => response.setStderr(bytes)),
    };
    Promise.resolve()
      .then(() => handle(call.request, outputs, AbortSignal.any([dropped.signal, cancelled.signal])))
      .then(
        () => call.end(),
        (error: unknown) => call.emit("error", unknownStatus(error)),
      );
  };
}

void startServer(LanguageRuntimeService, host, endChildren);
