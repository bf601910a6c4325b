/** The stack of tests/upgrade/program. Its addresses never change, so that its recorded state can be reused. */
import * as fs from "node:fs/promises";
import * as path from "node:path";
import { oldestMosquittoImage } from "../../sandbox/machine/mosquittoImages";
import { CLOCK_OFFSET_VARIABLE, MILLISECONDS_PER_HOUR } from "../../sandbox/plugins/tls/clock";
import { createTestStack, pulumi } from "../../sandbox/testing/testStack";
import type { TestStack } from "../../sandbox/testing/testStack";
import { kubectl } from "../../sandbox/testing/kubectl";
import { direct } from "../../sandbox/testing/loadBalancerDirective";

/** The program's only namespace. */
export const upgradeNamespace = "upgrade";

/** From the range that Kubernetes assigns only on request. */
export const clusterIps: Record<string, string> = { "broker-tcp": "10.0.0.201", "broker-tls": "10.0.0.202" };
const loadBalancerIp = "10.240.32.250";

/** A stack's state as `pulumi stack export` writes it. */
export interface StackState {
  version: number;
  deployment: { manifest: { time: string }; resources: RecordedResource[] };
}

/** A resource in that state. */
export interface RecordedResource {
  type: string;
  /** Read, not created. */
  external?: boolean;
  inputs?: object;
  outputs?: object;
}

/** Creates the empty stack, and tells the load balancer which address to give. */
export async function createUpgradeStack(): Promise<TestStack> {
  const test = await createTestStack(
    { folder: path.join(__dirname, "program") },
    // A public passphrase: the recorded keys protect nothing.
    { config: { image: oldestMosquittoImage }, variables: { PULUMI_CONFIG_PASSPHRASE: "recorded" } },
  );
  await direct(upgradeNamespace, "broker-tls", loadBalancerIp);
  return test;
}

/** Removes what was deployed, even after a partial deployment. */
export async function removeUpgradeStack(test: TestStack | undefined): Promise<void> {
  try {
    await test?.stack.destroy();
  } finally {
    await kubectl("delete", "namespace", upgradeNamespace, "--ignore-not-found");
    await direct(upgradeNamespace, "broker-tls", null);
    await test?.remove();
  }
}

/** Useless later: paths on this machine, and Kubernetes' own bookkeeping. */
const leftOut = new Set(["stackTrace", "sourcePosition", "managedFields"]);
/** Replaces the kubeconfig path, which is an input of the provider. */
const kubeconfig = "$KUBECONFIG";

/** Records the stack's state as the one that `version` of this package left. */
export async function record(version: string, { stack, environment }: TestStack): Promise<void> {
  // Not through the Automation API, which decrypts the secrets.
  const args = ["stack", "export", "--stack", stack.name];
  const state = JSON.parse(await pulumi(args, stack.workspace.workDir, environment)) as object;
  const text = JSON.stringify(state, (key, value: unknown) => (leftOut.has(key) ? undefined : value), 1);
  await fs.writeFile(recordedFile(version), `${text.replaceAll(process.env.KUBECONFIG!, kubeconfig)}\n`);
}

/** Imports the state that `version` left, and sets the TLS provider's clock to its time, when nothing was due for renewal. */
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
