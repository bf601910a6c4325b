/** The stack of programs/cert-manager, with the chart that the sandbox can run. */
import { execFile } from "node:child_process";
import { X509Certificate, randomBytes } from "node:crypto";
import * as path from "node:path";
import { promisify } from "node:util";
import { certManagerChart } from "../../sandbox/charts/certManager";
import { ensurePrograms } from "../../sandbox/toolchain";
import { certManagerVersion } from "../../sandbox/toolchain/programs";
import { createTestStack } from "../engine";
import type { TestStack } from "../engine";
import { kubectl } from "./kubectl";

/** What the program exports. */
export interface CertManagerOutputs {
  ready: string[];
  secretName: string;
  notAfter: string;
  ca: string;
  trusted: string;
}

/** The chart of cert-manager whose images the sandbox has. */
export async function runnableChart(): Promise<{ chart: string; version: string }> {
  // They were built when the suite was set up.
  const toolchain = await ensurePrograms(["cert-manager"], () => undefined);
  return { chart: certManagerChart(toolchain), version: certManagerVersion };
}

/** A new stack in a namespace of its own, not deployed yet. */
export async function createCertManagerStack(config: Record<string, string> = {}) {
  const namespace = `certificates-${randomBytes(4).toString("hex")}`;
  const folder = path.join(__dirname, "programs", "cert-manager");
  const test = await createTestStack({ folder }, { config: { namespace, ...(await runnableChart()), ...config } });
  return { test, namespace };
}

/** The stack's outputs. */
export async function outputsOf({ stack }: TestStack): Promise<CertManagerOutputs> {
  const outputs = Object.entries(await stack.outputs()).map(([name, { value }]) => [name, value as unknown]);
  return Object.fromEntries(outputs) as CertManagerOutputs;
}

/** Has cert-manager issue a Certificate anew, as it does by itself when the time has come. */
export async function renew(namespace: string, certificate: string): Promise<void> {
  const condition = {
    type: "Issuing",
    status: "True",
    reason: "ManuallyTriggered",
    message: "a test",
    lastTransitionTime: new Date().toISOString(),
  };
  const revision = () =>
    kubectl("get", `certificate/${certificate}`, "-n", namespace, "-o", "jsonpath={.status.revision}");
  const next = Number(await revision()) + 1;
  const patch = JSON.stringify([{ op: "add", path: "/status/conditions/-", value: condition }]);
  await kubectl(
    ...["patch", `certificate/${certificate}`, "-n", namespace],
    ...["--subresource=status", "--type=json", "--patch", patch],
  );
  await kubectl(
    ...["wait", `certificate/${certificate}`, "-n", namespace],
    ...[`--for=jsonpath={.status.revision}=${next}`, "--timeout=60s"],
  );
}

/** Runs helm and returns what it printed. */
export async function helm(...args: string[]): Promise<string> {
  return (await promisify(execFile)("helm", args)).stdout;
}

/** Those of some names that are cert-manager's, one on each line. */
export function certManagers(names: string): string {
  return names
    .split("\n")
    .filter(name => name.includes("cert-manager"))
    .join("\n");
}

/** The leases that cert-manager makes by its defaults, where nothing deletes them with it; one on each line. */
export async function leasesOutside(): Promise<string> {
  return certManagers(await kubectl("get", "leases", "--namespace", "kube-system", "--output", "name"));
}

/** The server certificate in a Secret. */
export async function certificateIn(namespace: string, secret: string): Promise<X509Certificate> {
  const encoded = await kubectl("get", `secret/${secret}`, "-n", namespace, "-o", "jsonpath={.data.tls\\.crt}");
  return new X509Certificate(Buffer.from(encoded, "base64"));
}
