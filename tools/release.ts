/** `npm run release -- VERSION`: builds all files of a release in the folder release/. It publishes nothing. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs/promises";
import * as path from "node:path";
import manifest from "../package.json";
import { runCommand } from "../sandbox/command";
import { projectFolder } from "../sandbox/paths";
import { pack } from "./pack";
import { buildPluginArchives, buildSdks } from "./release/archives";
import { checkRelease } from "./release/checks";
import { git } from "./release/git";
import { changelogSection, schemaDifferences } from "./release/notes";
import type { Schema } from "./release/notes";

const folder = path.join(projectFolder, "release");

async function main(): Promise<void> {
  const [version = ""] = process.argv.slice(2);
  checkRelease(version);
  await fs.rm(folder, { recursive: true, force: true });
  await fs.mkdir(folder);
  await pack(projectFolder, folder);
  await buildPluginArchives(version, folder);
  await buildSdks(version, folder);
  await fs.copyFile(path.join(projectFolder, "schema.json"), path.join(folder, "schema.json"));
  await fs.writeFile(path.join(folder, "sbom.cdx.json"), materials());
  await fs.writeFile(path.join(folder, "release-notes.md"), await notes(version));
  await fs.writeFile(path.join(folder, "SHA256SUMS"), await sums());
  process.stdout.write(`${(await fs.readdir(folder)).sort().join("\n")}\n\nThey are in ${folder}.\n`);
}

/** What the npm package is made of, as CycloneDX. Built from one commit, it is always the same. */
function materials(): string {
  const args = ["sbom", "--sbom-format=cyclonedx", "--sbom-type=library", "--omit=dev", "--package-lock-only"];
  const printed = execFileSync("npm", args, { cwd: projectFolder, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  const found = JSON.parse(printed) as Materials;
  delete found.serialNumber;
  found.metadata.timestamp = new Date(git("show", "--no-patch", "--format=%cI")).toISOString();
  // npm takes the name of the folder.
  found.metadata.component.name = manifest.name;
  return `${JSON.stringify(found, null, 2)}\n`;
}

interface Materials {
  serialNumber?: string;
  metadata: { timestamp: string; component: { name: string } };
}

async function notes(version: string): Promise<string> {
  const changelog = await fs.readFile(path.join(projectFolder, "CHANGELOG.md"), "utf8");
  const section = changelogSection(changelog, version);
  const previous = previousTag(version);
  if (previous === undefined) return `${section}\n`;
  const schema = JSON.parse(await fs.readFile(path.join(projectFolder, "schema.json"), "utf8")) as Schema;
  const before = JSON.parse(git("show", `${previous}:schema.json`)) as Schema;
  const differences = schemaDifferences(before, schema).map(line => `- ${line}\n`);
  return `${section}\n\n### The schema since ${previous}\n\n${differences.join("") || "No change.\n"}`;
}

/** The newest tag before this version's own, if there is one. A final version follows another final one. */
function previousTag(version: string): string | undefined {
  const sorted = ["-c", "versionsort.suffix=-", "tag", "--list", "v*", "--sort=-version:refname", "--merged", "HEAD"];
  const tags = git(...sorted).split("\n");
  return tags.find(tag => tag !== "" && tag !== `v${version}` && (version.includes("-") || !tag.includes("-")));
}

/** Sums as `sha256sum --check` reads them. */
async function sums(): Promise<string> {
  const lines = (await fs.readdir(folder)).sort().map(async name => {
    const contents = await fs.readFile(path.join(folder, name));
    return `${createHash("sha256").update(contents).digest("hex")}  ${name}\n`;
  });
  return (await Promise.all(lines)).join("");
}

runCommand(main);
