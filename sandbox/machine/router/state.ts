/** What the router's process tells the command line, through a file. */
import * as fs from "node:fs";
import { files } from "../layout";
import type { ProcessIdentity } from "../../processIdentity";
import type { PartState } from "../supervisorState";

export interface RouterState {
  router: ProcessIdentity;
  haproxy: PartState;
  /** The first Routes have been processed. */
  complete: boolean;
  /** Why it gave up. */
  failure?: string;
}

/** Writes all or nothing, since the file may be read at any time. */
export function writeRouterState(state: RouterState): void {
  const unfinished = `${files.routerState}.new`;
  fs.writeFileSync(unfinished, JSON.stringify(state, undefined, 2));
  fs.renameSync(unfinished, files.routerState);
}

/** The last state written, even if its router is dead. */
export function readRouterState(): RouterState | undefined {
  try {
    return JSON.parse(fs.readFileSync(files.routerState, "utf8")) as RouterState;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
