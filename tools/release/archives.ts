/** The files of a release that users install. */
import { execFile } from "node:child_process";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";
import { projectFolder } from "../../sandbox/paths";
import { ensurePrograms } from "../../sandbox/toolchain";
import { bundlePlugin } from "./bundle";
import { licenceTexts } from "./licences";
import { generateSdks } from "./sdks";

const run = promisify(execFile);

const systems = ["darwin", "linux", "windows"];
const architectures = ["amd64", "arm64"];
const program = "pulumi-resource-aks-mqtt";

/** The name of the plugin's archive for a system, which `pulumi plugin install` asks for. */
export function pluginArchive(version: string, system: string, architecture: string): string {
  return `${program}-v${version}-${system}-${architecture}.tar.gz`;
}

/** Builds the archive of the plugin for each system. All contain the same program. */
export async function buildPluginArchives(version: string, folder: string): Promise<void> {
  const { code, packages } = await bundlePlugin();
  await inTemporaryFolder(async staging => {
    await fs.writeFile(path.join(staging, program), code, { mode: 0o755 });
    await fs.writeFile(path.join(staging, "THIRD-PARTY-LICENSES.txt"), licenceTexts(packages));
    await fs.copyFile(path.join(projectFolder, "LICENSE"), path.join(staging, "LICENSE"));
    for (const system of systems) {
      // Windows does not run scripts by their first line.
      if (system === "windows")
        await fs.writeFile(path.join(staging, `${program}.cmd`), `@node "%~dp0${program}" %*\r\n`);
      for (const architecture of architectures) {
        await archive(path.join(folder, pluginArchive(version, system, architecture)), staging, ".");
      }
    }
  });
}

/** Builds an archive of each SDK. pip installs Python's as it is; programs in TypeScript use the library. */
export async function buildSdks(version: string, folder: string): Promise<void> {
  const toolchain = await ensurePrograms(["sdk-generator"], state => process.stdout.write(`SDK generator: ${state}\n`));
  await inTemporaryFolder(async staging => {
    await generateSdks(toolchain.program("sdk-generator"), staging);
    for (const [language, name] of [
      ["python", `pulumi_aks_mqtt-${version}`],
      ["go", `aks-mqtt-go-sdk-${version}`],
    ]) {
      await fs.copyFile(path.join(projectFolder, "LICENSE"), path.join(staging, language, "LICENSE"));
      await fs.rename(path.join(staging, language), path.join(staging, name));
      await archive(path.join(folder, `${name}.tar.gz`), staging, name);
    }
  });
}

/** Packs `contents` of a folder. The same contents make the same bytes. */
async function archive(file: string, folder: string, contents: string): Promise<void> {
  const reproducible = ["--sort=name", "--mtime=@0", "--owner=0", "--group=0", "--numeric-owner"];
  const env = { ...process.env, GZIP: "-n" };
  await run("tar", [...reproducible, "--create", "--gzip", "--file", file, "--directory", folder, contents], { env });
}

async function inTemporaryFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-release-"));
  try {
    await work(folder);
  } finally {
    await fs.rm(folder, { recursive: true });
  }
}
