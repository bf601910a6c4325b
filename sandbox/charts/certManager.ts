/** cert-manager's charts as Helm installs them, assembled from what its modules ship, as its releases are. */
import * as fs from "node:fs";
import * as path from "node:path";
import type { Toolchain } from "../toolchain";
import { certManagerVersion, newestCertManagerVersion } from "../toolchain/programs";
import { writeChart } from "./chartFolder";
import type { ChartFiles } from "./chartFolder";

/** The folder of the chart for the cert-manager that the sandbox runs. Needs the toolchain's group `cert-manager`. */
export function certManagerChart(toolchain: Pick<Toolchain, "file">): string {
  const shipped = toolchain.file("cert-manager", "chart");
  return writeChart(`cert-manager-${certManagerVersion}`, {
    ...templatesAndValues(shipped),
    "Chart.yaml": metadata(path.join(shipped, "Chart.template.yaml"), certManagerVersion),
    "templates/crds.yaml": guardedDefinitions(toolchain.file("cert-manager", "crds")),
  });
}

/**
 * The folder of the chart that users get, which can be rendered here but not run. Needs the toolchain's group
 * `cert-manager-chart`.
 */
export function newestCertManagerChart(toolchain: Pick<Toolchain, "file">): string {
  const shipped = toolchain.file("cert-manager-chart", "chart");
  return writeChart(`cert-manager-${newestCertManagerVersion}`, {
    // Its templates already contain the custom resource definitions.
    ...templatesAndValues(shipped),
    "Chart.yaml": metadata(path.join(shipped, "Chart.yaml"), newestCertManagerVersion),
    "values.schema.json": read(path.join(shipped, "values.schema.json")),
  });
}

function templatesAndValues(shipped: string): ChartFiles {
  const templates = fs.readdirSync(path.join(shipped, "templates")).map(name => `templates/${name}`);
  return Object.fromEntries(["values.yaml", ...templates].map(name => [name, read(path.join(shipped, name))]));
}

/** Fills in what upstream's release tool fills in, but not the signing key: this chart is not signed. */
function metadata(file: string, version: string): string {
  return read(file)
    .replace(/^version: .*$/m, `version: ${version}`)
    .replace(/^appVersion: .*$/m, `appVersion: ${version}`)
    .replace("{{IS_PRERELEASE}}", "false");
}

/** The custom resource definitions, behind the value that switches them on. */
function guardedDefinitions(folder: string): string {
  const names = fs.readdirSync(folder).filter(name => name.endsWith(".yaml"));
  const definitions = names.sort().map(name => read(path.join(folder, name)).trimEnd());
  return `{{- if .Values.installCRDs }}\n${definitions.join("\n---\n")}\n{{- end }}\n`;
}

function read(file: string): string {
  return fs.readFileSync(file, "utf8");
}
