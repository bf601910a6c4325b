/** Stand-in for `pulumi-language-nodejs`: runs Node.js programs, and Node.js packages as plugins, for the engine. */
import { createRequire } from "node:module";
import * as path from "node:path";
import type * as messages from "@pulumi/pulumi/proto/language_pb";
import { version } from "@pulumi/pulumi/package.json";
import { runChild } from "../languageHost/children";
import type { Command } from "../languageHost/children";
import { programOf, serveLanguage } from "../languageHost/host";
import type { Run } from "../languageHost/host";
import { optionVariables, runtimeOptions } from "./options";
import { programDependencies, requiredPackages } from "./packages";

serveLanguage({
  name: "Node.js",
  version,
  about: { executable: process.execPath, version: process.version, metadata: { packagemanager: "npm" } },
  requiredPackages: program => requiredPackages(program.getProgramDirectory()),
  programDependencies: program => programDependencies(program.getProgramDirectory()),
  run: (run, outputs, aborted) => runChild(programCommand(run), outputs, aborted),
  plugin: pluginCommand,
  installation: program => {
    const { packagemanager } = runtimeOptions(program);
    const folder = program.getProgramDirectory();
    return { program: packagemanager, args: ["install"], folder, environment: process.env };
  },
});

function programCommand({ program, request, settings, environment }: Run): Command {
  const options = runtimeOptions(program);
  return {
    program: process.execPath,
    args: [
      ...options.nodeargs,
      sdkProgram("run", program),
      ...settings.flatMap(([flag, value]) => [`--${flag}`, value]),
      ...(request.getDryrun() ? ["--dry-run"] : []),
      program.getEntryPoint(),
      ...request.getArgsList(),
    ],
    environment: { ...environment, ...optionVariables(options) },
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
