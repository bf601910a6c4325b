/** What the router's process tells the command line, through a file. */
import * as fs from "node:fs";
import { files } from "../layout";
import type { ProcessIdentity } from "../../processIdentity";
import type { PartState } from "../supervisorState";

export interface RouterState {
  router: ProcessIdentity;
  haproxy: PartState;
  /** The first Routes were looked at. */
  complete: boolean;
  /** Why it gave up. */
  failure?: string;
}

/** Whole or not at all, since it is read at any time. */
export function writeRouterState(state: RouterState): void {
  const unfinished = `${files.routerState}.new`;
  fs.writeFileSync(unfinished, JSON.stringify(state, undefined, 2));
  fs.renameSync(unfinished, files.routerState);
}

/** The last state written, also that of a router that is dead. */
export function readRouterState(): RouterState | undefined {
  try {
    return JSON.parse(fs.readFileSync(files.routerState, "utf8")) as RouterState;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
