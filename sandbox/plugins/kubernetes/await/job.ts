/** A Job is ready when it is complete. A failed Job has failed for good. */
import type { V1Job } from "@kubernetes/client-node";
import type { KubeObject } from "../../../kubernetes/objects";
import { done, waitingFor } from "./progress";
import type { Progress } from "./progress";

export function jobProgress(object: KubeObject): Progress {
  const { metadata, spec, status } = object as unknown as V1Job;
  const met = (type: string) => status?.conditions?.find(c => c.type === type && c.status === "True");
  const { namespace, name } = metadata ?? {};
  const job = JSON.stringify(namespace && namespace !== "default" ? `${namespace}/${name}` : name);
  const { active = 0, succeeded = 0, failed = 0 } = status ?? {};
  const shown = status?.startTime
    ? `Waiting for Job ${job} to succeed (Active: ${active} | Succeeded: ${succeeded} | Failed: ${failed})`
    : `Waiting for Job ${job} to start`;
  if (met("Complete")) return { ...done, status: shown };
  const failure = met("Failed");
  if (failure) return { ready: false, failed: true, missing: [`[${failure.reason}] ${failure.message}`] };
  const wanted = spec?.completions ?? 1;
  const missing = `the Job has not completed: ${succeeded} of ${wanted} Pods succeeded, ${active} active, ${failed} failed`;
  return { ...waitingFor(missing), status: shown };
}
