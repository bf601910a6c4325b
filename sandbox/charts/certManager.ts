/** cert-manager's charts as Helm installs them, put together from what its modules ship, as its releases are. */
import * as fs from "node:fs";
import * as path from "node:path";
import type { Toolchain } from "../toolchain";
import { certManagerVersion, newestCertManagerVersion } from "../toolchain/programs";
import { writeChart } from "./chartFolder";
import type { ChartFiles } from "./chartFolder";

/** The folder of the chart whose programs the sandbox has. Needs the group `cert-manager` of the toolchain. */
export function certManagerChart(toolchain: Pick<Toolchain, "file">): string {
  const shipped = toolchain.file("cert-manager", "chart");
  return writeChart(`cert-manager-${certManagerVersion}`, {
    ...templatesAndValues(shipped),
    "Chart.yaml": metadata(path.join(shipped, "Chart.template.yaml"), certManagerVersion),
    "templates/crds.yaml": guardedDefinitions(toolchain.file("cert-manager", "crds")),
  });
}

/**
 * The folder of the chart that users get, which can be rendered here, but not run. Needs the group `cert-manager-chart`
 * of the toolchain.
 */
export function newestCertManagerChart(toolchain: Pick<Toolchain, "file">): string {
  const shipped = toolchain.file("cert-manager-chart", "chart");
  return writeChart(`cert-manager-${newestCertManagerVersion}`, {
    // Its templates hold the definitions of custom resources already.
    ...templatesAndValues(shipped),
    "Chart.yaml": metadata(path.join(shipped, "Chart.yaml"), newestCertManagerVersion),
    "values.schema.json": read(path.join(shipped, "values.schema.json")),
  });
}

function templatesAndValues(shipped: string): ChartFiles {
  const templates = fs.readdirSync(path.join(shipped, "templates")).map(name => `templates/${name}`);
  return Object.fromEntries(["values.yaml", ...templates].map(name => [name, read(path.join(shipped, name))]));
}

/** What upstream's release tool fills in; its mark of a signing key is left out, since this chart is not signed. */
function metadata(file: string, version: string): string {
  return read(file)
    .replace(/^version: .*$/m, `version: ${version}`)
    .replace(/^appVersion: .*$/m, `appVersion: ${version}`)
    .replace("{{IS_PRERELEASE}}", "false");
}

/** The definitions of custom resources behind the value that switches them on. */
function guardedDefinitions(folder: string): string {
  const names = fs.readdirSync(folder).filter(name => name.endsWith(".yaml"));
  const definitions = names.sort().map(name => read(path.join(folder, name)).trimEnd());
  return `{{- if .Values.installCRDs }}\n${definitions.join("\n---\n")}\n{{- end }}\n`;
}

function read(file: string): string {
  return fs.readFileSync(file, "utf8");
}
