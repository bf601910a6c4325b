/** The administrator's kubectl. */
import { adminKubeconfig } from "./layout";
import type { Programs } from "./programs";
import { run } from "./run";

/** A Kubernetes object as it is sent to the API server. */
export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    ownerReferences?: object[];
  };
  [field: string]: unknown;
}

/** Runs kubectl against the sandbox and returns what it printed. */
export function kubectl(programs: Programs, args: string[], input?: string): Promise<string> {
  return run(programs.program("kubectl"), ["--kubeconfig", adminKubeconfig, ...args], { input });
}

/** Creates or changes objects by server-side apply. */
export async function apply(programs: Programs, objects: KubernetesObject[]): Promise<void> {
  const list = { apiVersion: "v1", kind: "List", items: objects };
  await kubectl(programs, [...applying, "--filename", "-"], JSON.stringify(list));
}

/** Like `apply`, with the objects of a file. */
export async function applyFile(programs: Programs, file: string): Promise<void> {
  await kubectl(programs, [...applying, "--filename", file]);
}

const applying = ["apply", "--server-side", "--force-conflicts", "--field-manager", "aks-mqtt-sandbox"];
