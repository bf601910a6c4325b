/** Programs in YAML that are previewed and not deployed. */
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { projectFolder } from "../../sandbox/paths";
import { createTestStack } from "../../sandbox/testing/testStack";
import type { TestStack } from "../../sandbox/testing/testStack";
import { unreachableCluster } from "../preview/unreachable";

/** What a program names under `packages`. */
export const pluginFolder = path.join(projectFolder, "plugin");

/** A stack of a program that can be previewed only: its cluster does not answer. */
export interface PreviewedProgram {
  stack: TestStack["stack"];
  remove: () => Promise<void>;
}

/** Makes the stack of a program in YAML. Its Azure is a folder of its own. */
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
