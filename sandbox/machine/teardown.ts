/** Removes what a sandbox has left on this machine, whether it was stopped or died. */
import * as fs from "node:fs";
import { killMembers, removeControlGroup } from "./controlGroup";
import { removeFirewallRules } from "./firewall";
import { restoreHost } from "./host";
import { adminKubeconfig, files, folders, machineFolder } from "./layout";
import { waitFor } from "./wait";

/** Whether the sandbox of this state folder, alive or dead, has changed this machine. */
export function hasChangedHost(): boolean {
  return fs.existsSync(files.hostChanges);
}

/** Ends all processes and undoes every change to the machine; what the cluster has stored stays. */
export async function releaseHost(): Promise<void> {
  await killMembers();
  await removeFirewallRules();
  await removeControlGroup();
  discardRuntimeState();
  // Last, because it deletes the record of what there was to undo.
  await restoreHost();
}

/** Deletes what means nothing once the processes are gone: sockets, pods' addresses and the supervisor's state. */
export function discardRuntimeState(): void {
  for (const name of [folders.run, folders.cniAddresses, folders.privateMounts, files.supervisorState]) {
    fs.rmSync(name, { recursive: true, force: true });
  }
}

/** Deletes all that the cluster has stored, its keys and volumes included. */
export async function deleteMachine(): Promise<void> {
  fs.rmSync(adminKubeconfig, { force: true });
  await waitFor({
    what: `${machineFolder} to be deleted`,
    seconds: 10,
    // The kernel unmounts shortly after the last process of the namespace has ended.
    pending: () => {
      try {
        fs.rmSync(machineFolder, { recursive: true, force: true });
        return undefined;
      } catch (error) {
        return (error as Error).message;
      }
    },
  });
}
