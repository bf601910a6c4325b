/** What the stand-ins for Pulumi's language hosts have in common: they run programs, and packages as plugins, for the engine. */
import type * as grpc from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import type { ILanguageRuntimeServer } from "@pulumi/pulumi/proto/language_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/language_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import type { PackageDependency } from "@pulumi/pulumi/proto/plugin_pb";
import { startServer, unary, unknownStatus } from "../../protocol/server";
import { endChildren, runChild } from "./children";
import type { Command, Ended, Outputs } from "./children";

/** The exit code with which an SDK's `run` says that the user has already seen every message. */
const ALREADY_REPORTED = 32;

/** What differs from language to language. */
export interface Language {
  /** As in "Pulumi's Python language host". */
  name: string;
  /** The version of the SDK that the host follows. */
  version: string;
  about: { executable: string; version: string; metadata?: Record<string, string> };
  /** The plugins that a program needs, according to its installed packages. */
  requiredPackages(program: messages.ProgramInfo): Promise<PackageDependency[]> | PackageDependency[];
  programDependencies(program: messages.ProgramInfo): Promise<messages.DependencyInfo[]> | messages.DependencyInfo[];
  /** Runs a program to its end. */
  run(run: Run, outputs: Outputs, aborted: AbortSignal): Promise<Ended>;
  /** How to run a package as a plugin. */
  plugin?(request: messages.RunPluginRequest): Command;
  installation(program: messages.ProgramInfo): Command;
}

/** A run of a program. */
export interface Run {
  program: messages.ProgramInfo;
  request: messages.RunRequest;
  /** What each SDK's own executor takes, as flags or as variables, in this order; none is empty. */
  settings: [name: string, value: string][];
  /** The environment with the configuration, which every user could read in process arguments. */
  environment: NodeJS.ProcessEnv;
}

/** Serves a language until the engine ends this process. */
export function serveLanguage(language: Language): void {
  const engineAddress = process.argv.at(-1) as string;
  const cancelled = new AbortController();

  const writesCode = unary<unknown, never>(() => {
    throw new Error(
      `The stand-in for Pulumi's ${language.name} language host generates no SDKs or programs: ` +
        "that needs the Pulumi CLI with its own language hosts, from https://www.pulumi.com/docs/install.",
    );
  });

  const host: Partial<ILanguageRuntimeServer> = {
    generatePackage: writesCode,
    generateProgram: writesCode,
    generateProject: writesCode,
    link: writesCode,
    pack: writesCode,

    getPluginInfo: unary<unknown, PluginInfo>(() => new PluginInfo().setVersion(`v${language.version}`)),
    about: unary<unknown, messages.AboutResponse>(() => {
      const { executable, version, metadata = {} } = language.about;
      const response = new messages.AboutResponse().setExecutable(executable).setVersion(version);
      for (const [key, value] of Object.entries(metadata)) response.getMetadataMap().set(key, value);
      return response;
    }),
    runtimeOptionsPrompts: unary<unknown, messages.RuntimeOptionsResponse>(() => new messages.RuntimeOptionsResponse()),
    template: unary<unknown, messages.TemplateResponse>(() => new messages.TemplateResponse()),
    cancel: unary<Empty, Empty>(() => {
      cancelled.abort();
      return new Empty();
    }),

    getRequiredPackages: unary<messages.GetRequiredPackagesRequest, messages.GetRequiredPackagesResponse>(
      async request =>
        new messages.GetRequiredPackagesResponse().setPackagesList(await language.requiredPackages(programOf(request))),
    ),
    getProgramDependencies: unary<messages.GetProgramDependenciesRequest, messages.GetProgramDependenciesResponse>(
      async request =>
        new messages.GetProgramDependenciesResponse().setDependenciesList(
          await language.programDependencies(programOf(request)),
        ),
    ),
    run: unary<messages.RunRequest, messages.RunResponse>(async request => {
      const outputs = {
        stdout: process.stdout.write.bind(process.stdout),
        stderr: process.stderr.write.bind(process.stderr),
      };
      const ended = await language.run(runOf(request, engineAddress), outputs, cancelled.signal);
      if (ended.code === 0) return new messages.RunResponse();
      if (ended.code === ALREADY_REPORTED) return new messages.RunResponse().setBail(true);
      return new messages.RunResponse().setError(exitMessage("Program", ended));
    }),

    runPlugin: streaming<messages.RunPluginRequest, messages.RunPluginResponse>(
      cancelled.signal,
      () => new messages.RunPluginResponse(),
      async (request, outputs, aborted) => {
        if (language.plugin === undefined) throw new Error(`The stand-in for ${language.name} runs no plugins.`);
        const ended = await runChild(language.plugin(request), outputs, aborted);
        if (ended.code !== 0 && !aborted.aborted) throw new Error(exitMessage("Plugin", ended));
      },
    ),
    installDependencies: streaming<messages.InstallDependenciesRequest, messages.InstallDependenciesResponse>(
      cancelled.signal,
      () => new messages.InstallDependenciesResponse(),
      async (request, outputs, aborted) => {
        const command = language.installation(programOf(request));
        const ended = await runChild(command, outputs, aborted);
        if (ended.code === 0) return;
        throw new Error(exitMessage(`${[command.program, ...command.args].join(" ")} in ${command.folder}`, ended));
      },
    ),
  };

  void startServer(LanguageRuntimeService, host, endChildren);
}

function runOf(request: messages.RunRequest, engineAddress: string): Run {
  const program = programOf(request);
  const settings: [string, string][] = [
    ["monitor", request.getMonitorAddress()],
    ["engine", engineAddress],
    ["organization", request.getOrganization()],
    ["project", request.getProject()],
    ["root-directory", program.getRootDirectory()],
    ["stack", request.getStack()],
    ["pwd", program.getProgramDirectory()],
    ["parallel", String(request.getParallel())],
  ];
  return {
    program,
    request,
    settings: settings.filter(([, value]) => value !== ""),
    environment: {
      ...process.env,
      PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().toArray())),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
    },
  };
}

/** The program that a request is about. */
export function programOf(request: { getInfo(): messages.ProgramInfo | undefined }): messages.ProgramInfo {
  const program = request.getInfo();
  if (!program) throw new Error("The engine's request names no program: this host follows Pulumi 3.250.");
  return program;
}

/** How a process ended, for the user. */
export function exitMessage(what: string, { code, signal }: Ended): string {
  return code === null ? `${what} was ended by ${signal}` : `${what} exited with non-zero exit code: ${code}`;
}

interface OutputMessage {
  setStdout(bytes: Uint8Array): unknown;
  setStderr(bytes: Uint8Array): unknown;
}

/** A handler that streams a process's output. It ends early if the engine drops the call or cancels everything. */
function streaming<Request, Response extends OutputMessage>(
  cancelled: AbortSignal,
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
      .then(() => handle(call.request, outputs, AbortSignal.any([dropped.signal, cancelled])))
      .then(
        () => call.end(),
        (error: unknown) => call.emit("error", unknownStatus(error)),
      );
  };
}
