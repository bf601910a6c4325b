/** Previews without a cluster: the first preview of a stack needs none. */
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { writeChart } from "../../sandbox/charts/chartFolder";
import { allPlanned, createTestStack } from "../../sandbox/testing/testStack";
import type { Step, TestStack } from "../../sandbox/testing/testStack";
import { unknownValue } from "../../sandbox/testing/unknownValue";

/** Writes a kubeconfig whose server does not answer. */
export async function unreachableCluster(): Promise<{ kubeconfig: string; remove: () => Promise<void> }> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-kubeconfig-"));
  const kubeconfig = path.join(folder, "kubeconfig");
  const contents = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "nowhere", cluster: { server: "https://127.0.0.1:9" } }],
    users: [{ name: "nobody", user: {} }],
    contexts: [{ name: "nowhere", context: { cluster: "nowhere", user: "nobody" } }],
    "current-context": "nowhere",
  };
  await fs.writeFile(kubeconfig, JSON.stringify(contents));
  return { kubeconfig, remove: () => fs.rm(folder, { recursive: true }) };
}

/** Previews a program once before the tests of this suite, and gives them its steps. */
export function previewOnce(program: (kubeconfig: string) => Promise<void>): () => Step[] {
  let cluster: Awaited<ReturnType<typeof unreachableCluster>>;
  let test: TestStack;
  let steps: Step[];

  before(async () => {
    cluster = await unreachableCluster();
    test = await createTestStack({ run: () => program(cluster.kubeconfig) });
    steps = await allPlanned(test.stack);
  });
  after(async () => {
    await test?.remove();
    await cluster.remove();
  });

  return () => steps;
}

/** The folder of an empty chart with cert-manager's name and version, which is all that a preview reads. */
export function emptyChart(): string {
  return writeChart("empty", { "Chart.yaml": "apiVersion: v2\nname: cert-manager\nversion: v1.21.2\n" });
}

/** Whether only the update will know this value of a preview. */
export function isUnknown(value: unknown): boolean {
  return value === unknownValue;
}
