/** A Job is ready when it is complete; when it fails, it has failed for good. */
import type { V1Job } from "@kubernetes/client-node";
import type { KubeObject } from "../objects";
import { done, waitingFor } from "./progress";
import type { Progress } from "./progress";

export function jobProgress(object: KubeObject): Progress {
  const { spec, status } = object as unknown as V1Job;
  const met = (type: string) => status?.conditions?.find(c => c.type === type && c.status === "True");
  if (met("Complete")) return done;
  const failure = met("Failed");
  if (failure) return { ready: false, failed: true, missing: [`[${failure.reason}] ${failure.message}`] };
  const wanted = spec?.completions ?? 1;
  return waitingFor(
    `the Job has not completed: ${status?.succeeded ?? 0} of ${wanted} Pods succeeded, ` +
      `${status?.active ?? 0} active, ${status?.failed ?? 0} failed`,
  );
}
