/** Stand-in for `pulumi-language-python`: runs Python programs with Pulumi's own executor, which it finds on the PATH. */
import * as fs from "node:fs";
import * as path from "node:path";
import { DependencyInfo } from "@pulumi/pulumi/proto/language_pb";
import type { ProgramInfo } from "@pulumi/pulumi/proto/language_pb";
import { version } from "@pulumi/pulumi/package.json";
import { runChild } from "../languageHost/children";
import type { Command } from "../languageHost/children";
import { serveLanguage } from "../languageHost/host";
import type { Run } from "../languageHost/host";
import { pluginOf } from "../languageHost/plugins";
import type { PluginFile } from "../languageHost/plugins";

const executor = "pulumi-language-python-exec";

serveLanguage({
  name: "Python",
  version,
  about: { executable: "python3", version: "3" },
  requiredPackages: program => {
    const files = installed(program).map(folder => path.join(folder, "pulumi-plugin.json"));
    const found = files.filter(fs.existsSync).map(file => JSON.parse(fs.readFileSync(file, "utf8")) as PluginFile);
    return found.flatMap(plugin => pluginOf(plugin) ?? []);
  },
  programDependencies: program => {
    const names = installed(program).map(folder => /^(.+)-([^-]+)\.dist-info$/.exec(path.basename(folder)));
    return names.flatMap(found => (found ? new DependencyInfo().setName(found[1]).setVersion(found[2]) : []));
  },
  run: (run, outputs, aborted) => runChild(command(run), outputs, aborted),
  installation: program => ({
    program: interpreter(program),
    args: ["-m", "pip", "install", "--requirement", "requirements.txt"],
    folder: program.getProgramDirectory(),
    environment: process.env,
  }),
});

function command({ program, request, settings, environment }: Run): Command {
  return {
    program: interpreter(program),
    args: [
      "-u",
      onPath(executor),
      ...settings.flatMap(([name, value]) => [`--${name.replace("-", "_")}`, value]),
      ...["--dry_run", String(request.getDryrun())],
      path.join(program.getProgramDirectory(), program.getEntryPoint()),
      ...request.getArgsList(),
    ],
    environment,
  };
}

/** The Python of the `virtualenv` that Pulumi.yaml names, or the machine's. */
function interpreter(program: ProgramInfo): string {
  const folder = virtualEnvironment(program);
  return folder === undefined ? "python3" : path.join(folder, "bin", "python");
}

function virtualEnvironment(program: ProgramInfo): string | undefined {
  const { virtualenv } = program.getOptions()?.toJavaScript() ?? {};
  return typeof virtualenv === "string" ? path.resolve(program.getRootDirectory(), virtualenv) : undefined;
}

/** The folders of the packages in the virtual environment, and those with their metadata. */
function installed(program: ProgramInfo): string[] {
  const folder = virtualEnvironment(program);
  if (folder === undefined) return [];
  const libraries = path.join(folder, "lib");
  return fs.readdirSync(libraries).flatMap(python => {
    const packages = path.join(libraries, python, "site-packages");
    return fs.readdirSync(packages).map(name => path.join(packages, name));
  });
}

function onPath(name: string): string {
  const files = (process.env.PATH ?? "").split(path.delimiter).map(folder => path.join(folder, name));
  const found = files.find(fs.existsSync);
  if (found === undefined) throw new Error(`${name} is not on the PATH: npm test puts it there.`);
  return found;
}
