/** YAML programs that are previewed but not deployed. */
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { projectFolder } from "../../sandbox/paths";
import { createTestStack } from "../../sandbox/testing/testStack";
import type { TestStack } from "../../sandbox/testing/testStack";
import { unreachableCluster } from "../preview/unreachable";

/** The folder that a program names under `packages`. */
export const pluginFolder = path.join(projectFolder, "plugin");

/** The stack of a program that can only be previewed: its cluster does not answer. */
export interface PreviewedProgram {
  stack: TestStack["stack"];
  remove: () => Promise<void>;
}

/** Creates the stack of a YAML program, with its simulated Azure in a separate folder. */
export async function previewedProgram(text: string): Promise<PreviewedProgram> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-yaml-"));
  await fs.writeFile(path.join(folder, "Pulumi.yaml"), text);
  const cluster = await unreachableCluster();
  const variables = { KUBECONFIG: cluster.kubeconfig, AKS_MQTT_AZURE: path.join(folder, "azure") };
  const test = await createTestStack({ folder }, { variables });
  return {
    stack: test.stack,
    remove: async () => {
      await test.remove();
      await cluster.remove();
      await fs.rm(folder, { recursive: true });
    },
  };
}
