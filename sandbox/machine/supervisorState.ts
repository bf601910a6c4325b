/** What the supervisor tells the command line, through a file. */
import * as fs from "node:fs";
import { files } from "./layout";
import { lives } from "../processIdentity";
import type { ProcessIdentity } from "../processIdentity";

/** How one part fares. */
export interface PartState {
  name: string;
  /** "ready" once it was healthy; a part that ended is "restarting" until it is started again. */
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
  /** Every part was healthy, and pods and names work. */
  complete: boolean;
  /** Why the supervisor gave up. */
  failure?: string;
  parts: PartState[];
}

/** Whole or not at all, since it is read at any time. */
export function writeSupervisorState(state: SupervisorState): void {
  const unfinished = `${files.supervisorState}.new`;
  fs.writeFileSync(unfinished, JSON.stringify(state, undefined, 2));
  fs.renameSync(unfinished, files.supervisorState);
}

/** The last state written, also that of a supervisor that is dead. */
export function readSupervisorState(): SupervisorState | undefined {
  try {
    return JSON.parse(fs.readFileSync(files.supervisorState, "utf8")) as SupervisorState;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** The state of a supervisor that lives. */
export function livingSupervisor(): SupervisorState | undefined {
  const state = readSupervisorState();
  return lives(state?.supervisor) ? state : undefined;
}
