/** Which cluster `pulumi` and `kubectl` talk to. */
import * as fs from "node:fs/promises";
import * as path from "node:path";
import { adminKubeconfig, machineFolder } from "../machine/layout";
import { stateFolder } from "../paths";

/** The machine-local cluster, a cluster in the user's own kubeconfig, or none. */
export type Target = { kind: "sandbox" } | { kind: "context"; context: string } | { kind: "none" };

/** The target that `--context` names on a command line; without it, the sandbox. */
export function targetOf(context: string | undefined): Target {
  return context === undefined ? { kind: "sandbox" } : { kind: "context", context };
}

/** The kubeconfig for the target. It holds no other cluster, so nothing can reach the wrong one. */
export function kubeconfigOf(target: Target): string {
  if (target.kind === "sandbox") return adminKubeconfig;
  return path.join(stateFolder, "pulumi", `kubeconfig-${nameOf(target)}`);
}

/** The folder with the state of the target's stacks. Stacks on the machine-local cluster disappear with it. */
export function backendOf(target: Target): string {
  return target.kind === "sandbox" ? path.join(machineFolder, "stacks") : path.join(stateFolder, "pulumi", "stacks");
}

/** The folder with the simulated Azure's state. All its clusters are the target, so each target has its own Azure. */
export function azureOf(target: Target): string {
  if (target.kind === "sandbox") return path.join(machineFolder, "azure");
  return path.join(stateFolder, "pulumi", `azure-${nameOf(target)}`);
}

/** The target as part of a file name. */
function nameOf(target: Exclude<Target, { kind: "sandbox" }>): string {
  return target.kind === "context" ? encodeURIComponent(target.context) : "none";
}

/** Writes the kubeconfig for one of the user's contexts: one file, one context, readable by this user alone. */
export async function writeKubeconfig(context: string): Promise<void> {
  // Loaded here because it takes as long as everything else combined.
  const { KubeConfig } = await import("@kubernetes/client-node");
  const users = new KubeConfig();
  users.loadFromDefault();
  const wanted = users.getContextObject(context);
  if (!wanted) {
    const names = users.getContexts().map(({ name }) => name);
    throw new Error(
      `There is no context ${JSON.stringify(context)} in your kubeconfig (KUBECONFIG or ~/.kube/config). ` +
        `It has: ${names.join(", ") || "none"}.`,
    );
  }
  const single = new KubeConfig();
  const [cluster, user] = [users.getCluster(wanted.cluster), users.getUser(wanted.user)];
  if (!cluster || !user) {
    throw new Error(
      `Context ${JSON.stringify(context)} of your kubeconfig names cluster ${JSON.stringify(wanted.cluster)} ` +
        `and user ${JSON.stringify(wanted.user)}: one of them is missing.`,
    );
  }
  single.loadFromOptions({ clusters: [cluster], users: [user], contexts: [wanted], currentContext: context });

  const file = kubeconfigOf({ kind: "context", context });
  const fresh = `${file}.${process.pid}`;
  await fs.writeFile(fresh, single.exportConfig(), { mode: 0o600 });
  await fs.rename(fresh, file);
}
