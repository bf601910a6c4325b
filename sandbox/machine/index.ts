/** A real Kubernetes with Calico on this machine: brings it up, reports its status, takes it down again. */
import * as fs from "node:fs";
import * as path from "node:path";
import type { Report } from "../progress";
import { alone } from "./alone";
import { installStorage } from "./cluster";
import { checkHost } from "./host";
import { ensureImages } from "./images";
import { machineFolder } from "./layout";
import type { Programs } from "./programs";
import { routerRuns, startRouter } from "./router/start";
import { start } from "./start";
import { livingSupervisor } from "./supervisorState";
import { deleteMachine, hasChangedHost, releaseHost } from "./teardown";

export { changes } from "./host";
export type { Programs } from "./programs";
export { describeStatus, status } from "./status";
export type { PartStatus } from "./health";
export type { MachineStatus } from "./status";

/** What the cluster should offer beyond the basics. */
export interface UpOptions {
  /** Volumes: local-path-provisioner and a default StorageClass. */
  storage?: boolean;
  /** The images of cert-manager, for its chart. */
  certManager?: boolean;
  /** OpenShift's Routes and a router that serves them. */
  router?: boolean;
  /** The images of Dgraph and of a client for it. */
  dgraph?: boolean;
}

/** What can be added later to a cluster that is up. */
interface Addition {
  option: keyof UpOptions;
  /** The name of a file in the machine's folder that says that it was added. */
  mark: string;
  what: string;
  add: (programs: Programs) => Promise<void>;
  /** Whether it is running, for an addition that does not come back with the cluster by itself. */
  runs?: () => boolean;
}

const additions: Addition[] = [
  { option: "storage", mark: "has-storage", what: "storage", add: installStorage },
  { option: "router", mark: "has-router", what: "a router for Routes", add: startRouter, runs: routerRuns },
];

/** Whether the cluster is up: every part was started, and the supervisor watches over them. */
export function isUp(): boolean {
  return livingSupervisor()?.complete ?? false;
}

/**
 * Brings the cluster up and returns when its name service answers. If the cluster is up, adds what is lacking and replaces
 * images that have changed, for pods that are created from then on. After a crash it starts again with what it had stored.
 * If this ends early, even by the end of the whole process, nothing is left running.
 */
export async function up(programs: Programs, options: UpOptions, report: Report): Promise<void> {
  const lacking = () =>
    additions.filter(({ option, mark, runs = () => true }) =>
      fs.existsSync(path.join(machineFolder, mark)) ? !runs() : options[option],
    );
  await alone(
    report,
    () => isUp() && lacking().length === 0,
    async () => {
      if (!isUp()) await startAfresh(programs, report);
      for (const { mark, what, add } of lacking()) {
        report(`adding ${what}`);
        await add(programs);
        fs.writeFileSync(path.join(machineFolder, mark), "");
      }
    },
  );
  report("looking for images that have changed");
  await ensureImages(programs, { certManager: options.certManager, dgraph: options.dgraph });
}

/** Ends every process of the cluster, undoes all changes to the machine, and deletes what the cluster has stored. */
export async function down(report: Report): Promise<void> {
  await alone(
    report,
    () => !fs.existsSync(machineFolder),
    async () => {
      report("ending processes, removing rules and devices");
      if (hasChangedHost()) await releaseHost();
      report(`deleting ${machineFolder}`);
      await deleteMachine();
    },
  );
}

async function startAfresh(programs: Programs, report: Report): Promise<void> {
  await checkHost();
  if (hasChangedHost()) {
    report("cleaning up after a sandbox that died");
    await releaseHost();
  }
  await start(programs, report);
}
