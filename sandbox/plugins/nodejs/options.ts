/** The `runtime.options` of a Pulumi.yaml or PulumiPlugin.yaml with `runtime: nodejs`, read as the real language host does. */
import type { ProgramInfo } from "@pulumi/pulumi/proto/language_pb";

export interface RuntimeOptions {
  /** Whether @pulumi/pulumi compiles TypeScript with ts-node while it loads the program. */
  typescript: boolean;
  /** The tsconfig.json for ts-node, if it is not the working directory's. */
  tsconfig?: string;
  /** Arguments for Node.js itself, e.g. `--import tsx`. */
  nodeargs: string[];
  /** The program that installs the packages. */
  packagemanager: string;
}

/** Throws if an option has the wrong type. */
export function runtimeOptions(program: ProgramInfo): RuntimeOptions {
  const given = program.getOptions()?.toJavaScript() ?? {};
  const { typescript = true } = given;
  if (typeof typescript !== "boolean") throw wrongType("typescript", "true or false", typescript);
  const packagemanager = text(given, "packagemanager") ?? "auto";
  return {
    typescript,
    tsconfig: text(given, "tsconfig"),
    nodeargs: splitWords(text(given, "nodeargs") ?? ""),
    packagemanager: packagemanager === "auto" ? "npm" : packagemanager,
  };
}

/** The environment variables that these options set for @pulumi/pulumi's programs. */
export function optionVariables(options: RuntimeOptions): NodeJS.ProcessEnv {
  return {
    ...(options.typescript && { PULUMI_NODEJS_TYPESCRIPT: "true" }),
    ...(options.tsconfig && { PULUMI_NODEJS_TSCONFIG_PATH: options.tsconfig }),
  };
}

function text(given: Record<string, unknown>, option: string): string | undefined {
  const value = given[option];
  if (value === undefined || typeof value === "string") return value;
  throw wrongType(option, "a string", value);
}

function wrongType(option: string, wanted: string, given: unknown): Error {
  return new Error(`runtime.options.${option} is ${JSON.stringify(given)}: it must be ${wanted}.`);
}

/** The words of a command line, with quotes as in a shell. */
export function splitWords(line: string): string[] {
  const words = line.match(/(?:[^\s"']+|"[^"]*"|'[^']*')+/g) ?? [];
  return words.map(word => word.replace(/"([^"]*)"|'([^']*)'/g, "$1$2"));
}
