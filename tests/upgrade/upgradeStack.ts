/** The stack of programs/upgrade. Its addresses are always the same, so that its state can be recorded and used again. */
import * as fs from "node:fs/promises";
import * as path from "node:path";
import { oldestMosquittoImage } from "../../sandbox/machine/mosquittoImages";
import { CLOCK_OFFSET_VARIABLE, MILLISECONDS_PER_HOUR } from "../../sandbox/plugins/tls/clock";
import { createTestStack, pulumi } from "../../sandbox/testing/testStack";
import type { TestStack } from "../../sandbox/testing/testStack";
import { kubectl } from "../../sandbox/testing/kubectl";
import { direct } from "../../sandbox/testing/loadBalancerDirective";

/** The only namespace of the program. */
export const upgradeNamespace = "upgrade";

/** Of the range that Kubernetes gives to nobody who does not ask. */
export const clusterIps: Record<string, string> = { "broker-tcp": "10.0.0.201", "broker-tls": "10.0.0.202" };
const loadBalancerIp = "10.240.32.250";

/** A state as `pulumi stack export` writes it. */
export interface StackState {
  version: number;
  deployment: { manifest: { time: string }; resources: RecordedResource[] };
}

/** A resource of it. */
export interface RecordedResource {
  type: string;
  /** Read, not made. */
  external?: boolean;
  inputs?: object;
  outputs?: object;
}

/** Makes the stack, empty, for which the load balancer knows the address. */
export async function createUpgradeStack(): Promise<TestStack> {
  const test = await createTestStack(
    { folder: path.join(__dirname, "program") },
    // Known to everyone: the recorded keys protect nothing.
    { config: { image: oldestMosquittoImage }, variables: { PULUMI_CONFIG_PASSPHRASE: "recorded" } },
  );
  await direct(upgradeNamespace, "broker-tls", loadBalancerIp);
  return test;
}

/** Takes away what was deployed, however far it came. */
export async function removeUpgradeStack(test: TestStack | undefined): Promise<void> {
  try {
    await test?.stack.destroy();
  } finally {
    await kubectl("delete", "namespace", upgradeNamespace, "--ignore-not-found");
    await direct(upgradeNamespace, "broker-tls", null);
    await test?.remove();
  }
}

/** Of no use later: places on this machine, and what Kubernetes notes for itself. */
const leftOut = new Set(["stackTrace", "sourcePosition", "managedFields"]);
/** Stands for the path of the kubeconfig, which the provider has among its inputs. */
const kubeconfig = "$KUBECONFIG";

/** Keeps the stack's state as what `version` of this package leaves. */
export async function record(version: string, { stack, environment }: TestStack): Promise<void> {
  // Not by the Automation API, which opens the secrets.
  const args = ["stack", "export", "--stack", stack.name];
  const state = JSON.parse(await pulumi(args, stack.workspace.workDir, environment)) as object;
  const text = JSON.stringify(state, (key, value: unknown) => (leftOut.has(key) ? undefined : value), 1);
  await fs.writeFile(recordedFile(version), `${text.replaceAll(process.env.KUBECONFIG!, kubeconfig)}\n`);
}

/** Gives the stack the state that `version` has left, and the TLS provider the time of that, at which nothing is due. */
export async function importRecorded(version: string, { stack }: TestStack): Promise<void> {
  const text = await fs.readFile(recordedFile(version), "utf8");
  const [, recordedName] = /"urn:pulumi:([^:]+)::/.exec(text)!;
  const ours = text.replaceAll(recordedName, stack.name).replaceAll(kubeconfig, process.env.KUBECONFIG!);
  const state = JSON.parse(ours) as StackState;
  const offset = new Date(state.deployment.manifest.time).getTime() - Date.now();
  stack.workspace.envVars[CLOCK_OFFSET_VARIABLE] = String(offset / MILLISECONDS_PER_HOUR);
  await stack.importStack(state);
}

function recordedFile(version: string): string {
  return path.join(__dirname, "recorded", `${version}.json`);
}
