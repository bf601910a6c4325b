/**
 * Serves the components to programs in every language, with the committed schema: Pulumi's own host would analyse the types
 * again in each process. This file exports nothing, because Pulumi starts its own host for a plugin that exports components.
 */
const fs = require("node:fs");
const { createRequire } = require("node:module");
const path = require("node:path");
const vm = require("node:vm");
const { plainInputs } = require("./plainInputs");

const library = path.dirname(__dirname);
/** @type {{ name: string, version: string, types: import("./plainInputs").Types, resources: Record<string, { properties: object, inputProperties: import("./plainInputs").Properties }> }} */
const schema = JSON.parse(fs.readFileSync(path.join(library, "schema.json"), "utf8"));

const [sources, compiled] = [path.join(library, "index.ts"), path.join(library, "bin", "index.js")];
/** A checkout contains the sources, the npm package the compiled files. */
const fromSources = fs.existsSync(sources);
/** The host and the components must use the same copy of the SDK. */
const sdk = createRequire(fromSources ? __filename : compiled);
const { main } = sdk("@pulumi/pulumi/provider");
/** @type {typeof import("@pulumi/pulumi")} */
const pulumi = sdk("@pulumi/pulumi");
const { InputPropertiesError, InputPropertyError } = pulumi;
/** @type {Record<string, new (name: string, args: object, opts: object) => import("@pulumi/pulumi").ComponentResource>} */
const components = fromSources ? bundled(sources) : require(compiled);

/** @type {import("@pulumi/pulumi/provider").Provider} */
const provider = {
  version: schema.version,
  schema: JSON.stringify(schema),
  construct: async (name, type, inputs, options) => {
    const resource = schema.resources[type];
    if (resource === undefined) throw new Error(`${schema.name} ${schema.version} has no component ${type}.`);
    const args = await plainInputs(inputs, resource.inputProperties, schema.types, pulumi);
    const component = withoutValues(() => new components[type.split(":")[2]](name, args, options));
    const outputs = Object.keys(resource.properties).map(output => [output, Reflect.get(component, output)]);
    return { urn: component.urn, state: Object.fromEntries(outputs) };
  },
};

/**
 * Removes the property paths from an error: for each, the engine would print the value, even a password, and repeat the
 * reason. The message contains all that a user needs.
 * @template T
 * @param {() => T} construct
 * @returns {T}
 */
function withoutValues(construct) {
  try {
    return construct();
  } catch (error) {
    if (!InputPropertyError.isInstance(error) && !InputPropertiesError.isInstance(error)) throw error;
    throw new InputPropertiesError({ message: /** @type {Error} */ (error).message, errors: [] });
  }
}

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

void main(provider, process.argv.slice(2));
