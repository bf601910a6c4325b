/** The licences of the packages that a release contains. */
import * as fs from "node:fs";
import * as path from "node:path";
import { projectFolder } from "../../sandbox/paths";

/** Licences that allow to pass a package on with this one, as SPDX names them. */
const allowed = ["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BlueOak-1.0.0", "ISC", "MIT", "Unlicense"];

/** The texts of all licences. Throws if a package has another licence, or none. */
export function licenceTexts(packages: string[]): string {
  const entries = packages.map(folder => {
    const file = path.resolve(projectFolder, folder, "package.json");
    const manifest = JSON.parse(fs.readFileSync(file, "utf8")) as { name: string; version: string; license?: string };
    const { name, version, license = "none" } = manifest;
    if (!isAllowed(license)) {
      throw new Error(
        `${name} ${version} has the licence ${license}: a release may contain only ${allowed.join(", ")}.`,
      );
    }
    return `${name} ${version} (${license})\n\n${licenceText(path.dirname(file))}`;
  });
  const intro = "The plugin contains these packages, under these licences.\n";
  return [intro, ...entries].join(`\n${"-".repeat(80)}\n\n`);
}

/** Whether one of the alternatives in an SPDX expression has only allowed licences. */
function isAllowed(expression: string): boolean {
  const alternatives = expression.replace(/[()]/g, "").split(" OR ");
  return alternatives.some(all => all.split(" AND ").every(one => allowed.includes(one)));
}

/** The text of the licence, and the notice that goes with it. */
function licenceText(folder: string): string {
  const files = fs.readdirSync(folder).filter(name => /^(licen[cs]e|notice)/i.test(name));
  if (!files.some(name => /^licen/i.test(name))) throw new Error(`${folder} contains no text of its licence.`);
  return files.map(name => fs.readFileSync(path.join(folder, name), "utf8")).join("\n");
}
