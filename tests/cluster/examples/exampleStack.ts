/** The stack of examples/secure-listener as a user deploys it: in its folder, with the ordinary CLI. */
import { randomBytes } from "node:crypto";
import * as path from "node:path";
import { mosquittoImage } from "../../../sandbox/machine/images";
import { projectFolder } from "../../../sandbox/paths";
import { createTestStack, pulumi } from "../../../sandbox/testing/testStack";
import type { TestStack } from "../../../sandbox/testing/testStack";
import { kubectl } from "../../../sandbox/testing/kubectl";

/** The folder of the example's Pulumi.yaml. */
export const exampleFolder = path.join(projectFolder, "examples", "secure-listener");

/** The namespace that the example makes: not that of the demo or of another test, which may exist. */
export const exampleNamespace = `secure-listener-${randomBytes(4).toString("hex")}`;

/** The example's configuration. */
export const exampleConfig = { image: mosquittoImage, namespace: exampleNamespace };

/** What the example exports. */
export interface ExampleOutputs {
  address: string;
  port: number;
  username: string;
  password: string;
  certificate: string;
  caCertificate: string;
}

/** A new stack, not deployed yet. */
export function createExampleStack(variables: Record<string, string> = {}): Promise<TestStack> {
  return createTestStack({ folder: exampleFolder }, { config: exampleConfig, variables });
}

/** Runs a command of the CLI on the stack. */
export function pulumiOn({ stack, environment }: TestStack, ...args: string[]): Promise<string> {
  return pulumi([...args, "--stack", stack.name], exampleFolder, environment);
}

/** The stack's outputs, with the password in plain text. */
export async function outputsOf({ stack }: TestStack): Promise<ExampleOutputs> {
  const outputs = Object.entries(await stack.outputs()).map(([name, { value }]) => [name, value as unknown]);
  return Object.fromEntries(outputs) as ExampleOutputs;
}

/** Removes whatever a test deployed, however it ended; there may be no stack yet. */
export async function removeExample(test: TestStack | undefined): Promise<void> {
  if (test === undefined) return;
  await pulumiOn(test, "cancel", "--yes").catch(() => "");
  try {
    await pulumiOn(test, "destroy", "--yes");
  } finally {
    await kubectl("delete", "namespace", exampleNamespace, "--ignore-not-found");
    await test.remove();
  }
}
