/** One program in several languages: a CA and a broker with a certificate, as in examples/python. */
import { execFile } from "node:child_process";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";
import { projectFolder } from "../../sandbox/paths";
import { makeVirtualEnvironment } from "./python";

const run = promisify(execFile);

export const languages = ["typescript", "yaml", "python", "go"] as const;
export type Language = (typeof languages)[number];

/** All of them belong to one project, so that one can take over the stack of another. */
const project = "aks-mqtt-languages";

/** What a program uses, if not the checkout. */
export interface Parts {
  /** For TypeScript, the module of the library. */
  library?: string;
  /** For Python, what pip installs. */
  sdk?: string;
}

/** Writes the program into a folder in place of the same program in another language. The settings of stacks stay. */
export async function writeProgram(folder: string, language: Language, parts: Parts = {}): Promise<void> {
  for (const name of await fs.readdir(folder)) {
    if (!/^Pulumi\..+\.yaml$/.test(name)) await fs.rm(path.join(folder, name), { recursive: true });
  }
  await write[language](folder, parts);
}

const write: Record<Language, (folder: string, parts: Parts) => Promise<void>> = {
  typescript: async (folder, { library = path.join(projectFolder, "index") }) => {
    const source = await fs.readFile(path.join(__dirname, "typescript", "index.ts"), "utf8");
    await fs.writeFile(path.join(folder, "index.ts"), source.replace("../../../index", library));
    await fs.writeFile(path.join(folder, "package.json"), JSON.stringify({ main: "index.ts" }));
    await fs.symlink(path.join(projectFolder, "node_modules"), path.join(folder, "node_modules"));
    const settings = `name: ${project}\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n    nodeargs: "--require tsx/cjs"\n`;
    await fs.writeFile(path.join(folder, "Pulumi.yaml"), settings);
  },
  yaml: folder => copy(path.join(__dirname, "yaml"), folder, ["Pulumi.yaml"]),
  python: async (folder, { sdk }) => {
    await copy(path.join(projectFolder, "examples", "python"), folder, ["Pulumi.yaml", "__main__.py"]);
    await makeVirtualEnvironment(path.join(folder, "venv"), [sdk ?? (await addSdk(folder, "python"))]);
  },
  go: async folder => {
    await copy(path.join(projectFolder, "examples", "go"), folder, ["Pulumi.yaml", "go.mod", "go.sum", "main.go"]);
    await addSdk(folder, "go");
  },
};

/** Copies files of a program, which then belongs to the project of these tests, and finds the plugin from anywhere. */
async function copy(from: string, to: string, files: string[]): Promise<void> {
  for (const file of files) await fs.copyFile(path.join(from, file), path.join(to, file));
  const settings = path.join(to, "Pulumi.yaml");
  const text = await fs.readFile(settings, "utf8");
  const plugin = JSON.stringify(path.join(projectFolder, "plugin"));
  const adapted = text.replace(/^name: .*$/m, `name: ${project}`).replace(/^( +aks-mqtt: ).*$/m, `$1${plugin}`);
  await fs.writeFile(settings, adapted);
}

/** Puts the SDK of a language where `pulumi package add` puts it. Returns its folder. */
async function addSdk(folder: string, language: string): Promise<string> {
  const generated = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-sdks-"));
  try {
    await run("sdk-generator", [path.join(projectFolder, "schema.json"), generated]);
    const sdk = path.join(folder, "sdks", "aks-mqtt");
    await fs.cp(path.join(generated, language), sdk, { recursive: true });
    return sdk;
  } finally {
    await fs.rm(generated, { recursive: true });
  }
}
