/** The resource requests and limits of cert-manager's containers, which go into the chart's values as they are given. */
import type * as pulumi from "@pulumi/pulumi";
import { checkAll } from "../inputs/errors";
import type { PropertyPath } from "../inputs/path";
import { checkObject } from "../inputs/values";
import { canonicalQuantity, quantity } from "../kubernetes/quantities";
import type { CertManagerResourcesArgs } from "./args";

/** The requests and limits, known. */
type Resources = pulumi.Unwrap<CertManagerResourcesArgs>;

const checkAmount = quantity("0", 'such as "100m"');

// Kubernetes accepts "64m", but it means less than a byte.
const checkMemory = quantity("1Mi", 'of at least 1Mi, such as "64Mi"');

/** Refuses what Kubernetes refuses in the pods, after the chart has been installed. */
export function checkResources(resources: Resources, path: PropertyPath): Resources {
  const { requests, limits } = checkObject(resources, path);
  checkAll({
    requests: () => checkAmounts(requests ?? {}, path.child("requests")),
    limits: () => checkAmounts(limits ?? {}, path.child("limits")),
  });
  return resources;
}

function checkAmounts(amounts: Record<string, string>, path: PropertyPath): void {
  const entries = Object.entries(checkObject(amounts, path, 'be quantities by name, such as {memory: "64Mi"}'));
  const checks = entries.map(([name, amount]) => [name, () => checkNamed(name, amount, path.key(name))] as const);
  checkAll(Object.fromEntries(checks));
}

function checkNamed(name: string, amount: string | null | undefined, path: PropertyPath): void {
  // Helm leaves out what is null.
  if (amount === null || amount === undefined) return;
  const isNone = canonicalQuantity(String(amount)) === "0";
  (name === "memory" && !isNone ? checkMemory : checkAmount)(amount, path);
}
