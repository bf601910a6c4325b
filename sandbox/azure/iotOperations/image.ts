/** The image of the stand-in's pods: this machine's Node.js and Mosquitto, and the program of the stand-in. */
import * as path from "node:path";
import { build } from "esbuild";
import { ensureImage } from "../../machine/image";
import { inPlace, nobody, sharedLibraries } from "../../machine/imageRecipe";
import { mosquittoProgram } from "./names";

const node = "/usr/local/bin/node";
const program = "/app/main.js";

/** Resolves to the name of the image when containerd has it. */
export async function ensurePodImage(): Promise<string> {
  const libraries = await sharedLibraries([process.execPath, mosquittoProgram]);
  return ensureImage({
    name: "sandbox.local/iot-operations:content",
    files: { [node]: process.execPath, ...inPlace([mosquittoProgram, ...libraries]) },
    texts: { [program]: await bundle() },
    config: { User: nobody, Entrypoint: [node, program] },
  });
}

/** The program in one file. */
async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [path.join(__dirname, "main.ts")],
    bundle: true,
    platform: "node",
    target: `node${process.versions.node}`,
    format: "cjs",
    write: false,
    minify: true,
    keepNames: true,
    // Native helpers of `ws`, which works without them.
    external: ["bufferutil", "utf-8-validate"],
    logLevel: "silent",
  });
  return outputFiles[0].text;
}
