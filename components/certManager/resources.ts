/** The resource requests and limits of cert-manager's containers, which go into the chart's values as they are given. */
import type * as pulumi from "@pulumi/pulumi";
import { checkAll, checkEach } from "../inputs/errors";
import { optional } from "../inputs/input";
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
  const amounts = checkAll({
    requests: () => optional(requests ?? undefined, path.child("requests"), checkAmounts),
    limits: () => optional(limits ?? undefined, path.child("limits"), checkAmounts),
  });
  return { ...resources, ...amounts };
}

/** The amounts, without those that are null, which Helm would leave out. */
function checkAmounts(amounts: Record<string, string | null>, path: PropertyPath): Record<string, string> {
  const given = Object.entries(checkObject(amounts, path, 'be quantities by name, such as {memory: "64Mi"}'));
  const known = given.filter((entry): entry is [string, string] => (entry[1] ?? undefined) !== undefined);
  checkEach(known, path, ([name, amount]) => checkNamed(name, amount, path.key(name)));
  return Object.fromEntries(known);
}

function checkNamed(name: string, amount: string, path: PropertyPath): void {
  const isNone = canonicalQuantity(String(amount)) === "0";
  (name === "memory" && !isNone ? checkMemory : checkAmount)(amount, path);
}
