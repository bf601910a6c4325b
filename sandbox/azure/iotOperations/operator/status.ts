/** What the status of listeners and brokers says. */
import type { FrontendStatus, ResourceStatus } from "../customResources";
import type { ListenerPlan } from "./plan";

/** `current` tells whether the frontends live, and have the configuration in which the listener's ports are. */
export function statusOf(plan: ListenerPlan, frontend: FrontendStatus, current: boolean): ResourceStatus {
  if (plan.refusal !== undefined) return failed(plan.refusal);
  const trouble = plan.listener.spec.ports.flatMap(({ port }) => {
    const said = frontend.ports?.[port];
    if (current && said === "serving") return [];
    return [`port ${port}: ${plan.waiting.get(port)?.message ?? (current ? said : undefined) ?? "starting"}`];
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
