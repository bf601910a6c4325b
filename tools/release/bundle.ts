/** Bundles the plugin of a release into one file. */
import * as esbuild from "esbuild";
import * as path from "node:path";
import { projectFolder } from "../../sandbox/paths";

export interface Bundle {
  code: Uint8Array;
  /** The folders of the packages that are in it, relative to the project. */
  packages: string[];
}

/** The plugin as an executable file for Node.js. */
export async function bundlePlugin(): Promise<Bundle> {
  const { outputFiles, metafile } = await esbuild.build({
    absWorkingDir: projectFolder,
    entryPoints: [path.join(__dirname, "plugin.ts")],
    bundle: true,
    platform: "node",
    target: "node20.19",
    banner: { js: "#!/usr/bin/env node" },
    // Pulumi recognises errors and resources by the names of their classes.
    keepNames: true,
    minifyWhitespace: true,
    legalComments: "none",
    metafile: true,
    write: false,
    logLevel: "silent",
    plugins: [withoutSerialization],
  });
  const packages = Object.keys(metafile.inputs).flatMap(
    file => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? [],
  );
  return { code: outputFiles[0].contents, packages: [...new Set(packages)].sort() };
}

/** Leaves out what the SDK loads to serialize functions and to run the CLI, which no component does: 12 MB. */
const withoutSerialization: esbuild.Plugin = {
  name: "without serialization",
  setup: build => {
    const namespace = "left out";
    const filter = /\/typescript-shim$|^@npmcli\/arborist$|^normalize-package-data$|^fdir$|^upath$|\/automation$/;
    build.onResolve({ filter }, ({ path: wanted }) => ({ path: wanted, namespace }));
    build.onLoad({ filter: /.*/, namespace }, ({ path: wanted }) => ({
      contents: `module.exports = new Proxy({ __esModule: true }, {
        get: (target, name) => {
          if (name in target) return target[name];
          throw new Error("The plugin of aks-mqtt is packed without ${wanted}.");
        },
      });`,
    }));
  },
};
