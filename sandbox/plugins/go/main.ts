/** Stand-in for `pulumi-language-go`: compiles Go programs and runs them. */
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { DependencyInfo } from "@pulumi/pulumi/proto/language_pb";
import type { ProgramInfo } from "@pulumi/pulumi/proto/language_pb";
import { version } from "@pulumi/pulumi/package.json";
import { runChild } from "../languageHost/children";
import type { Command, Ended, Outputs } from "../languageHost/children";
import { exitMessage, serveLanguage } from "../languageHost/host";
import type { Run } from "../languageHost/host";
import { pluginOf } from "../languageHost/plugins";
import type { PluginFile } from "../languageHost/plugins";

serveLanguage({
  name: "Go",
  version,
  about: { executable: "go", version: "1" },
  requiredPackages: async program => {
    const modules = await listed(program);
    const folders = await Promise.all(modules.flatMap(({ Dir }) => (Dir === undefined ? [] : withSubfolders(Dir))));
    const read = folders
      .flat()
      .map(folder => fs.readFile(path.join(folder, "pulumi-plugin.json"), "utf8").catch(() => undefined));
    const found = (await Promise.all(read)).flatMap(text =>
      text === undefined ? [] : [JSON.parse(text) as PluginFile],
    );
    return found.flatMap(plugin => pluginOf(plugin) ?? []);
  },
  programDependencies: async program => {
    const modules = await listed(program);
    return modules.map(({ Path, Version = "" }) => new DependencyInfo().setName(Path).setVersion(Version));
  },
  run: compileAndRun,
  installation: program => goCommand(program, ["mod", "download"]),
});

async function compileAndRun(run: Run, outputs: Outputs, aborted: AbortSignal): Promise<Ended> {
  const { program } = run;
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-go-"));
  try {
    const file = path.join(folder, "program");
    const build = goCommand(program, ["build", "-o", file, program.getEntryPoint()]);
    const built = await runChild(build, outputs, aborted);
    return built.code === 0 ? await runChild(command(run, file), outputs, aborted) : built;
  } finally {
    await fs.rm(folder, { recursive: true });
  }
}

function command({ program, request, settings, environment }: Run, file: string): Command {
  const variables = settings.map(([name, value]) => [`PULUMI_${name.replace("-", "_").toUpperCase()}`, value]);
  return {
    program: file,
    args: request.getArgsList(),
    folder: program.getProgramDirectory(),
    environment: {
      ...environment,
      ...(Object.fromEntries(variables) as NodeJS.ProcessEnv),
      PULUMI_DRY_RUN: String(request.getDryrun()),
    },
  };
}

/** An SDK is a package of its module, or the whole module. */
async function withSubfolders(folder: string): Promise<string[]> {
  const entries = await fs.readdir(folder, { withFileTypes: true });
  return [folder, ...entries.filter(entry => entry.isDirectory()).map(({ name }) => path.join(folder, name))];
}

/** A module as Go lists it. */
interface Module {
  Path: string;
  Version?: string;
  Dir?: string;
}

/** The modules that the program needs, with its own. */
async function listed(program: ProgramInfo): Promise<Module[]> {
  const [printed, complaints]: Buffer[][] = [[], []];
  const outputs = { stdout: (bytes: Buffer) => printed.push(bytes), stderr: (bytes: Buffer) => complaints.push(bytes) };
  const list = goCommand(program, ["list", "-m", "-json=Path,Version,Dir", "all"]);
  const ended = await runChild(list, outputs, new AbortController().signal);
  if (ended.code !== 0) throw new Error(`${exitMessage("go list", ended)}\n${Buffer.concat(complaints).toString()}`);
  // One object after the other, with nothing in between.
  const objects = Buffer.concat(printed).toString().trim().replaceAll("}\n{", "},{");
  return JSON.parse(`[${objects}]`) as Module[];
}

function goCommand(program: ProgramInfo, args: string[]): Command {
  return { program: "go", args, folder: program.getProgramDirectory(), environment: process.env };
}
