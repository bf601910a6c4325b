/** What must agree before a release is built. */
import * as fs from "node:fs";
import * as path from "node:path";
import { projectFolder } from "../../sandbox/paths";
import { git } from "./git";

/** Throws with everything that does not agree with the version. */
export function checkRelease(version: string): void {
  if (!/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(version)) {
    throw new Error(`${JSON.stringify(version)} is not a semantic version: give one such as 1.2.3 or 1.2.3-rc.1.`);
  }
  const manifests = ["package.json", "plugin/package.json", "sandbox/package.json", "schema.json"];
  const recorded = `tests/upgrade/recorded/v${version}.json`;
  const faults = manifests
    .filter(file => versionOf(file) !== version)
    .map(file => `${file} has the version ${versionOf(file)}`);
  const demand = (holds: boolean, fault: string) => holds || faults.push(fault);
  demand(read("CHANGELOG.md").includes(`\n## ${version} - `), `CHANGELOG.md has no section "## ${version} - DATE"`);
  demand(
    fs.existsSync(path.join(projectFolder, recorded)),
    `${recorded} is missing, the state that later versions upgrade: CONTRIBUTING.md says how to record it`,
  );
  demand(git("status", "--porcelain") === "", "the tree has changes that are not committed");
  if (faults.length > 0) throw new Error(`This is not ${version}:\n${faults.map(fault => `- ${fault}`).join("\n")}`);
}

function versionOf(file: string): string {
  return (JSON.parse(read(file)) as { version: string }).version;
}

function read(file: string): string {
  return fs.readFileSync(path.join(projectFolder, file), "utf8");
}
