/** Previews without a cluster: the first one of a stack needs none. */
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";

/** Writes a kubeconfig whose server answers nobody. */
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

/** Whether a value of a plan is one that only the update will know. */
export function isUnknown(value: unknown): boolean {
  return value === "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
}
