/**
 * `npm run build`: compiles the library into one file, and its declarations. Importing 170 files takes twice as long. An argument
 * names another folder than bin/.
 */
import { build } from "esbuild";
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import * as path from "node:path";

const project = path.dirname(import.meta.dirname);
const folder = path.resolve(process.argv[2] ?? path.join(project, "bin"));
const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");

execFileSync(process.execPath, [tsc, "--project", project, "--emitDeclarationOnly", "--outDir", folder], {
  stdio: ["ignore", "inherit", "inherit"],
});
await build({
  absWorkingDir: project,
  entryPoints: ["index.ts"],
  outfile: path.join(folder, "index.js"),
  bundle: true,
  packages: "external",
  platform: "node",
  target: "node20.19",
  // Pulumi recognises errors and resources by the names of their classes.
  keepNames: true,
  sourcemap: true,
  sourcesContent: false,
});
