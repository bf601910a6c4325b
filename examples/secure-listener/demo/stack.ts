/** The demo's stack, driven through the ordinary Pulumi command line. */
import { execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs/promises";
import * as path from "node:path";
import { promisify } from "node:util";
import { availableMosquittoImage } from "../../../sandbox/machine/mosquittoImages";

const execute = promisify(execFile);

/** The folder of the example's Pulumi.yaml. */
const exampleFolder = path.dirname(__dirname);

/** Where the demo deploys to. */
export interface DemoStack {
  /** A context of the user's kubeconfig; undefined for the machine-local cluster. */
  context?: string;
  /** The Mosquitto image there; undefined for the example's default. */
  image?: string;
  /** The environment of `pulumi`. */
  environment: NodeJS.ProcessEnv;
}

/** The outputs of the example. */
export interface EndpointOutputs {
  address: string;
  port: number;
  username: string;
  password: string;
  caCertificate: string;
  certificate: string;
}

/** The name of the stack for `--context`: one for each cluster, so that no cluster gets the state of another. */
export function stackName({ context }: DemoStack): string {
  if (context === undefined) return "demo";
  const readable = context.replace(/[^A-Za-z0-9_.-]/g, "-");
  // Two contexts may have the same readable name.
  return readable === context ? `demo-${context}` : `demo-${readable}-${hash(context)}`;
}

export async function deploy(stack: DemoStack): Promise<void> {
  await selectStack(stack);
  const image = stack.context === undefined ? availableMosquittoImage() : stack.image;
  for (const [key, value] of Object.entries({ context: stack.context, image })) {
    const change = value === undefined ? ["rm", key] : ["set", key, value];
    await pulumi(stack, ["config", ...change, "--stack", stackName(stack)]);
  }
  await pulumi(stack, ["up", "--yes", "--stack", stackName(stack)]);
}

export async function destroy(stack: DemoStack): Promise<void> {
  await selectStack(stack);
  await pulumi(stack, ["destroy", "--yes", "--remove", "--stack", stackName(stack)]);
}

/**
 * Makes the stack if necessary. A configuration without a stack is left over from a deleted cluster, and is removed.
 */
async function selectStack(stack: DemoStack): Promise<void> {
  const { stdout } = await execute("pulumi", ["stack", "ls", "--json"], { cwd: exampleFolder, env: stack.environment });
  const known = JSON.parse(stdout) as { name: string }[];
  if (!known.some(({ name }) => name === stackName(stack))) {
    await fs.rm(path.join(exampleFolder, `Pulumi.${stackName(stack)}.yaml`), { force: true });
  }
  await pulumi(stack, ["stack", "select", "--create", stackName(stack)]);
}

export async function outputs(stack: DemoStack): Promise<EndpointOutputs> {
  const { stdout } = await execute(
    "pulumi",
    ["stack", "output", "--json", "--show-secrets", "--stack", stackName(stack)],
    { cwd: exampleFolder, env: stack.environment },
  );
  return JSON.parse(stdout) as EndpointOutputs;
}

/** Runs `pulumi` with its own output. It gets Ctrl-C from the terminal, and ends its work in order. */
async function pulumi(stack: DemoStack, args: string[]): Promise<void> {
  const child = spawn("pulumi", args, { cwd: exampleFolder, env: stack.environment, stdio: "inherit" });
  const waitOut = () => undefined;
  const end = () => child.kill("SIGTERM");
  process.on("SIGINT", waitOut);
  process.on("exit", end);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", resolve);
  }).finally(() => {
    process.off("SIGINT", waitOut);
    process.off("exit", end);
  });
  if (code !== 0) {
    throw new Error(
      `pulumi ${args[0]} failed with code ${code}; its messages are above.\n` +
        `Run the same command again: it continues where it stopped. If Pulumi says that the stack is locked by a run ` +
        `that no longer exists: npm run sandbox -- exec -- pulumi cancel --stack ${stackName(stack)}`,
    );
  }
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}
