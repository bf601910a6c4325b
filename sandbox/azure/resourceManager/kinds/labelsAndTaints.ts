/** What AKS refuses as labels and taints of nodes. */
import { ArmError } from "../armError";
import type { JsonObject } from "../json";

/** Throws if AKS would refuse the labels or the taints of a pool. */
export function checkLabelsAndTaints({ mode, nodeLabels, nodeTaints, name }: JsonObject): void {
  for (const [key, value] of Object.entries((nodeLabels ?? {}) as JsonObject)) checkLabel(key, value === name);
  for (const taint of (nodeTaints ?? []) as string[]) checkTaint(taint, mode === "System");
}

function checkLabel(key: string, isNameOfPool: boolean): void {
  const domain = key.includes("/") ? key.split("/")[0] : "";
  if (domain === "kubernetes.azure.com") {
    const prefix = "The 'kubernetes.azure.com' prefix is preserved by aks system labels";
    throw new ArmError(400, "BadRequest", `Invalid node label key ${key}. ${prefix}`);
  }
  const isWithin = (outer: string) => domain === outer || domain.endsWith(`.${outer}`);
  const allowed = ["kubelet.kubernetes.io", "node.kubernetes.io"];
  if ((isWithin("kubernetes.io") || isWithin("k8s.io")) && !allowed.some(isWithin)) {
    throw new ArmError(
      400,
      "BadRequest",
      "For Kubernetes version greater than or equal to 1.16, node label keys in the 'kubernetes.io' or 'k8s.io' namespace " +
        `must begin with an allowed prefix (${allowed.join(", ")}). For more information, please check ` +
        "https://aka.ms/aks-node-labels-116.",
    );
  }
  if (key === "node.kubernetes.io/instance-type" || (key === "agentpool" && !isNameOfPool)) {
    throw new ArmError(400, "BadRequest", `The node label ${key} is reserved.`);
  }
}

function checkTaint(taint: string, isOfSystemPool: boolean): void {
  const form = /^([^=:]+)(=[^=:]*)?:(NoSchedule|PreferNoSchedule|NoExecute)$/.exec(taint);
  if (!form) throw new ArmError(400, "InvalidParameter", `The node taint '${taint}' is not valid.`);
  const [, key, value = "", effect] = form;
  if (key.startsWith("kubernetes.azure.com/") && `${key}${value}` !== "kubernetes.azure.com/scalesetpriority=spot") {
    throw new ArmError(400, "BadRequest", `The node taint key ${key} is reserved.`);
  }
  if (!isOfSystemPool || key === "CriticalAddonsOnly" || effect === "PreferNoSchedule") return;
  throw new ArmError(
    400,
    "SystemPoolHasRestrictedTaint",
    "Operation failed due to insufficient nodes for system pod scheduling. Placing custom taints on system pool is not " +
      "supported(except 'CriticalAddonsOnly' taint or taint effect is 'PreferNoSchedule'). Please refer to " +
      "https://aka.ms/aks/system-taints for detail",
  );
}
