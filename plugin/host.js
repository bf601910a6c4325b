/**
 * The plugin of a checkout or of the npm package. This file exports nothing, because Pulumi starts its own host for a plugin
 * that exports components.
 */
const fs = require("node:fs");
const { createRequire } = require("node:module");
const path = require("node:path");
const vm = require("node:vm");
const { serve } = require("./serve");

const library = path.dirname(__dirname);
/** @type {import("./serve").Schema} */
const schema = JSON.parse(fs.readFileSync(path.join(library, "schema.json"), "utf8"));

const [sources, compiled] = [path.join(library, "index.ts"), path.join(library, "bin", "index.js")];
/** A checkout contains the sources, the npm package the compiled files. */
const fromSources = fs.existsSync(sources);
/** The host and the components must use the same copy of the SDK. */
const sdk = createRequire(fromSources ? __filename : compiled);

/**
 * Compiles the sources in memory. They import packages as this file finds them: when Pulumi clones the repository, it
 * installs packages only in this folder.
 * @param {string} entryPoint
 */
function bundled(entryPoint) {
  const file = path.join(__dirname, "components.js");
  const { outputFiles } = require("esbuild").buildSync({
    entryPoints: [entryPoint],
    outfile: file,
    write: false,
    bundle: true,
    packages: "external",
    platform: "node",
    target: "node20.19",
    keepNames: true,
    sourcemap: "external",
  });
  const [map, code] = outputFiles.map(({ text }) => text);
  // Install it in the SDK's copy, which already handles stack traces.
  createRequire(require.resolve("@pulumi/pulumi"))("source-map-support").install({
    retrieveSourceMap: (/** @type {string} */ source) => (source === file ? { url: file, map } : null),
  });
  const module = { exports: {} };
  const names = ["module", "exports", "require"];
  vm.compileFunction(code, names, { filename: file })(module, module.exports, require);
  return module.exports;
}

serve(
  schema,
  fromSources ? bundled(sources) : require(compiled),
  sdk("@pulumi/pulumi"),
  sdk("@pulumi/pulumi/provider").main,
);
