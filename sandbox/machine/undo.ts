/** Undoes the cluster of the supervisor that is named by the argument, whose command line has ended before its time. */
import { alone } from "./alone";
import { leaveControlGroup } from "./controlGroup";
import type { ProcessIdentity } from "../processIdentity";
import { readSupervisorState } from "./supervisorState";
import { releaseHost } from "./teardown";

const supervisor = JSON.parse(process.argv[2]) as ProcessIdentity;
/** Another `up` was quicker, has cleaned up and runs a supervisor of its own. */
const isDone = () => readSupervisorState()?.supervisor.startTime !== supervisor.startTime;

leaveControlGroup();
void alone(
  () => undefined,
  isDone,
  async () => {
    if (!isDone()) await releaseHost();
  },
);
