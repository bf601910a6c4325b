/** What the status of listeners and brokers says. */
import type { ResourceStatus } from "../customResources";
import type { ListenerPlan } from "./plan";

/** `said` is port → "serving", or why not, as the frontends report it; `ready` tells whether they are alive. */
export function statusOf(plan: ListenerPlan, said: Record<string, string>, ready: boolean): ResourceStatus {
  if (plan.refusal !== undefined) return failed(plan.refusal);
  const trouble = plan.listener.spec.ports.flatMap(({ port }) => {
    const serving = said[port] === "serving";
    if (serving && ready) return [];
    return [`port ${port}: ${plan.waiting.get(port)?.message ?? (serving ? undefined : said[port]) ?? "starting"}`];
  });
  return {
    provisioningStatus: { status: "Succeeded", statusDescription: "" },
    runtimeStatus:
      trouble.length === 0
        ? { status: "Running", statusDescription: "" }
        : { status: "Starting", statusDescription: trouble.join(" ") },
  };
}

/** What the status of a broker says. */
export function brokerStatus(refusal: string | undefined, ready: boolean): ResourceStatus {
  if (refusal !== undefined) return failed(refusal);
  return {
    provisioningStatus: { status: "Succeeded", statusDescription: "" },
    runtimeStatus: { status: ready ? "Running" : "Starting", statusDescription: "" },
  };
}

function failed(statusDescription: string): ResourceStatus {
  return {
    provisioningStatus: { status: "Failed", statusDescription },
    runtimeStatus: { status: "Failed", statusDescription },
  };
}
