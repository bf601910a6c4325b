/** What the supervisor tells the command line, through a file. */
import * as fs from "node:fs";
import { files } from "./layout";
import { lives } from "../processIdentity";
import type { ProcessIdentity } from "../processIdentity";

/** The state of one part. */
export interface PartState {
  name: string;
  /** "ready" once it has been healthy; a part that ended is "restarting" until it is started again. */
  state: "waiting" | "starting" | "ready" | "restarting";
  process?: ProcessIdentity;
  /** How often it has ended by itself. */
  restarts: number;
  /** How and when it last ended by itself. */
  lastExit?: string;
}

/** All that the supervisor knows. */
export interface SupervisorState {
  supervisor: ProcessIdentity;
  /** What is being done, while the cluster is not complete. */
  step: string;
  /** Every part has been healthy, pods run and names resolve. */
  complete: boolean;
  /** Why the supervisor gave up. */
  failure?: string;
  parts: PartState[];
}

/** Writes all or nothing, since the file may be read at any time. */
export function writeSupervisorState(state: SupervisorState): void {
  const unfinished = `${files.supervisorState}.new`;
  fs.writeFileSync(unfinished, JSON.stringify(state, undefined, 2));
  fs.renameSync(unfinished, files.supervisorState);
}

/** The last state written, even if its supervisor is dead. */
export function readSupervisorState(): SupervisorState | undefined {
  try {
    return JSON.parse(fs.readFileSync(files.supervisorState, "utf8")) as SupervisorState;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** The state of the supervisor, if that is alive. */
export function livingSupervisor(): SupervisorState | undefined {
  const state = readSupervisorState();
  return lives(state?.supervisor) ? state : undefined;
}
