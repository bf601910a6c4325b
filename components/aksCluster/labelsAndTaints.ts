/** Checks the labels and taints of nodes: how Kubernetes writes them, and which ones AKS keeps for itself. */
import { checkEach, refuse } from "../inputs/errors";
import type { PropertyPath } from "../inputs/path";
import { shown } from "../inputs/shown";
import { oneOf } from "../inputs/values";
import type { Check } from "../inputs/values";
import { checkLabels } from "../kubernetes/labels";
import type { Labels } from "../kubernetes/labels";
import { isSubdomain } from "../kubernetes/names";
import { AksPoolMode } from "./enums";
import type { PoolSize } from "./poolSizes";

/** Where AKS sets labels of its own. */
const azureDomain = "kubernetes.azure.com";

/**
 * The labels of the nodes of a pool with one of these names.
 *
 * @see https://learn.microsoft.com/azure/aks/use-labels#unavailable-labels
 */
export function checkNodeLabels(poolNames: string[]): Check<Labels> {
  return (labels, path) => {
    checkLabels(labels, path);
    checkEach(Object.entries(labels), path, ([key, value]) => {
      if (isReserved(key)) {
        refuse(
          path,
          `has the label ${shown(key)}, but AKS keeps ${azureDomain}, kubernetes.io and k8s.io for itself, except ` +
            "node.kubernetes.io and kubelet.kubernetes.io: use a name without a domain, or a domain of your own",
        );
      }
      if (key === "agentpool" && !poolNames.includes(value)) {
        refuse(path.key(key), `is ${shown(value)}, but AKS sets this label to the name of the pool: remove it`);
      }
    });
    return labels;
  };
}

/** Whether AKS refuses a label because the key is Kubernetes' or its own. */
function isReserved(key: string): boolean {
  const domain = domainOf(key);
  const isWithin = (outer: string) => domain === outer || domain.endsWith(`.${outer}`);
  if (key === "node.kubernetes.io/instance-type") return true;
  if (isWithin("node.kubernetes.io") || isWithin("kubelet.kubernetes.io")) return false;
  return [azureDomain, "kubernetes.io", "k8s.io"].some(isWithin);
}

function domainOf(key: string): string {
  return key.includes("/") ? key.split("/")[0] : "";
}

const checkEffect = oneOf({
  NoSchedule: "NoSchedule",
  PreferNoSchedule: "PreferNoSchedule",
  NoExecute: "NoExecute",
});

/** The name in a key, and a value. */
const labelText = /^[a-z0-9]([-\w.]{0,61}[a-z0-9])?$/i;

/** A taint as `KEY=VALUE:EFFECT`. Returns the effect in Kubernetes' spelling. */
export function checkTaint(taint: string, path: PropertyPath): string {
  const [, key, domain, name, value = "", effect] =
    /^((?:([^/=:]+)\/)?([^/=:]+))(?:=([^=:]*))?:([^=:\s]+)$/.exec(typeof taint === "string" ? taint : "") ?? [];
  const isValid =
    key !== undefined &&
    labelText.test(name) &&
    (domain === undefined || isSubdomain(domain)) &&
    (value === "" || labelText.test(value));
  if (!isValid) refuse(path, `is ${shown(taint)}, but must be a taint such as CriticalAddonsOnly=true:NoSchedule`);
  // The one taint of its own that AKS lets users write.
  const isOfSpotPools = key === `${azureDomain}/scalesetpriority` && value === "spot";
  if (domain === azureDomain && !isOfSpotPools) {
    refuse(path, `is ${shown(taint)}, but AKS keeps ${azureDomain} for itself: use a domain of your own, or none`);
  }
  return `${taint.slice(0, -effect.length)}${checkEffect(effect, path)}`;
}

/** Refuses taints that would keep AKS' own pods away from a system pool. */
export function checkTaintsFor({ taints, size }: { taints: string[]; size: PoolSize }, path: PropertyPath): string[] {
  if (size.mode !== AksPoolMode.System) return taints;
  return checkEach(taints, path, (taint, at) => {
    if (!taint.endsWith(":PreferNoSchedule") && !/^CriticalAddonsOnly[=:]/.test(taint)) {
      refuse(
        at,
        `is ${shown(taint)}, but a system pool runs AKS' own pods, which tolerate only CriticalAddonsOnly=true:NoSchedule: ` +
          "set that, use the effect PreferNoSchedule, or put this taint on a pool with mode User",
      );
    }
    return taint;
  });
}
