/** Undoes the cluster of the supervisor that the argument names, whose command line has ended too early. */
import { alone } from "./alone";
import { leaveControlGroup } from "./controlGroup";
import type { ProcessIdentity } from "../processIdentity";
import { readSupervisorState } from "./supervisorState";
import { releaseHost } from "./teardown";

const supervisor = JSON.parse(process.argv[2]) as ProcessIdentity;
/** Whether another `up` was quicker, has cleaned up and runs its own supervisor. */
const isDone = () => readSupervisorState()?.supervisor.startTime !== supervisor.startTime;

leaveControlGroup();
void alone(
  () => undefined,
  isDone,
  async () => {
    if (!isDone()) await releaseHost();
  },
);
