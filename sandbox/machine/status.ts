/** The present status of the cluster. */
import { iptablesBackend } from "./firewall";
import { unhealthy } from "./health";
import type { PartStatus } from "./health";
import { adminKubeconfig, apiServerUrl, contextName, files, folders, logOf, network, nodeName } from "./layout";
import { parts } from "./parts";
import { lives } from "../processIdentity";
import { readPrograms } from "./programs";
import { routerStatus } from "./router/start";
import { run } from "./run";
import { readSupervisorState } from "./supervisorState";
import type { PartState } from "./supervisorState";

/** The cluster as a whole. */
export interface MachineStatus {
  up: boolean;
  /** Why it is not up, if that is known. */
  trouble?: string;
  supervisorPid?: number;
  parts: PartStatus[];
  nodeName: string;
  apiServerUrl: string;
  network: typeof network;
  kubeconfig: string;
  context: string;
  logFolder: string;
  supervisorLog: string;
}

/** Asks every part; takes no longer than the slowest answer. */
export async function status(): Promise<MachineStatus> {
  const state = readSupervisorState();
  const alive = lives(state?.supervisor);
  const known = state === undefined ? [] : parts(readPrograms(), await iptablesBackend());
  const router = await routerStatus();
  return {
    up: alive && (state?.complete ?? false),
    trouble:
      state?.failure ??
      (state !== undefined && !alive ? "the supervisor has died; `up` starts everything again" : undefined),
    supervisorPid: alive ? state?.supervisor.pid : undefined,
    parts: [
      ...(await Promise.all(
        known.map(async part => {
          const partState = state?.parts.find(({ name }) => name === part.name);
          const running = lives(partState?.process);
          const trouble = running ? await unhealthy(part.health) : notRunning(partState);
          return {
            name: part.name,
            pid: running ? partState?.process?.pid : undefined,
            healthy: trouble === undefined,
            trouble,
            version: await version(part.command),
            restarts: partState?.restarts ?? 0,
            lastExit: partState?.lastExit,
            log: logOf(part.name),
          };
        }),
      )),
      ...(router ? [router] : []),
    ],
    nodeName,
    apiServerUrl,
    network,
    kubeconfig: adminKubeconfig,
    context: contextName,
    logFolder: folders.logs,
    supervisorLog: files.supervisorLog,
  };
}

function notRunning(state: PartState | undefined): string {
  return state?.lastExit === undefined ? "not started yet" : `it ended with ${state.lastExit}`;
}

/** The first thing that looks like a version in what the program prints. */
async function version(command: string): Promise<string> {
  const said = await run(command, ["--version"]).catch(() => ""); // It may have been deleted since.
  return /v?\d+\.\d+\.\d+\S*/.exec(said)?.[0] ?? "unknown";
}

/** The status as text for a terminal. */
export function describeStatus(status: MachineStatus): string {
  const row = (label: string, value: string) => `${label.padEnd(14)}${value}`;
  const trouble = status.trouble === undefined ? "" : `: ${status.trouble}`;
  const parts = status.parts.map(part => {
    const health = part.healthy ? "healthy" : part.trouble;
    const restarts = part.restarts === 0 ? "" : `, restarted ${part.restarts} times, last after ${part.lastExit}`;
    return `  ${part.name.padEnd(25)}${part.version.padEnd(16)}${(part.pid?.toString() ?? "-").padEnd(9)}${health}${restarts}`;
  });
  return [
    row("Cluster", `${status.up ? "up" : "not up"}${trouble}`),
    row("API server", status.apiServerUrl),
    row("Node", `${status.nodeName}, ${status.network.nodeAddress} on ${status.network.bridge}`),
    row("Pods", status.network.pods),
    row("Services", `${status.network.services}, load balancers ${status.network.loadBalancers}`),
    row("Kubeconfig", `${status.kubeconfig} (context ${status.context})`),
    row("Logs", status.logFolder),
    ...(parts.length > 0 ? ["Parts", ...parts] : []),
    "",
  ].join("\n");
}
