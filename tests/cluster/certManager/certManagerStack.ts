/** The stack of the folder `program`, with the chart that the sandbox can run. */
import { execFile } from "node:child_process";
import { X509Certificate, randomBytes } from "node:crypto";
import * as path from "node:path";
import { promisify } from "node:util";
import { runnableChart } from "../../../sandbox/testing/certManager";
import { createTestStack } from "../../../sandbox/testing/testStack";
import type { TestStack } from "../../../sandbox/testing/testStack";
import { kubectl } from "../../../sandbox/testing/kubectl";

/** What the program exports. */
export interface CertManagerOutputs {
  ready: string[];
  secretName: string;
  notAfter: string;
  ca: string;
  trusted: string;
}

/** A new stack in a namespace of its own, not deployed yet. */
export async function createCertManagerStack(config: Record<string, string> = {}) {
  const namespace = `certificates-${randomBytes(4).toString("hex")}`;
  const folder = path.join(__dirname, "program");
  const test = await createTestStack({ folder }, { config: { namespace, ...(await runnableChart()), ...config } });
  return { test, namespace };
}

/** The stack's outputs. */
export async function outputsOf({ stack }: TestStack): Promise<CertManagerOutputs> {
  const outputs = Object.entries(await stack.outputs()).map(([name, { value }]) => [name, value as unknown]);
  return Object.fromEntries(outputs) as CertManagerOutputs;
}

/** Runs helm and returns what it printed. */
export async function helm(...args: string[]): Promise<string> {
  return (await promisify(execFile)("helm", args)).stdout;
}

/** The names that are cert-manager's, one per line. */
export function certManagers(names: string): string {
  return names
    .split("\n")
    .filter(name => name.includes("cert-manager"))
    .join("\n");
}

/** The leases that cert-manager makes by default, which nothing deletes with it; one per line. */
export async function leasesOutside(): Promise<string> {
  return certManagers(await kubectl("get", "leases", "--namespace", "kube-system", "--output", "name"));
}

/** The server certificate in a Secret. */
export async function certificateIn(namespace: string, secret: string): Promise<X509Certificate> {
  const encoded = await kubectl("get", `secret/${secret}`, "-n", namespace, "-o", "jsonpath={.data.tls\\.crt}");
  return new X509Certificate(Buffer.from(encoded, "base64"));
}
