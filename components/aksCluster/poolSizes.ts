/** The sizes of node pools. */
import type { Input, Unwrap } from "@pulumi/pulumi";
import { checkAll, refuse } from "../inputs/errors";
import type { PropertyPath } from "../inputs/path";
import { unlessSecret } from "../inputs/shown";
import { oneOf, text, wholeNumber } from "../inputs/values";
import { AksPoolMode } from "./enums";

/** The arguments that decide the size of a pool. */
export interface PoolSizeArgs {
  name: string;
  /** The number of nodes without `count` and `minCount`. */
  defaultCount: number;
  /** Whether pods have addresses from their own range. */
  overlay: Input<boolean>;
  mode: Input<AksPoolMode>;
  count?: Input<number>;
  minCount?: Input<number>;
  maxCount?: Input<number>;
  maxPods?: Input<number>;
  maxSurge?: Input<string>;
}

/** The size of a pool: its initial number of nodes in `count`, and the limits of the autoscaler, if any, in `scaled`. */
export type PoolSize = ReturnType<typeof checkPoolSize>;

/** The same arguments, known. */
type PlainPoolSize = Unwrap<PoolSizeArgs>;

const largestPool = 1000;
const checkMaxPods = wholeNumber({ least: 10, greatest: 250 });
const checkMaxSurge = text(/^([1-9]\d{0,3}|([1-9]\d?|100)%)$/, 'text such as "1" or "33%"');

/** Refuses a size that AKS would refuse on any network. */
export function checkPoolSize(args: PlainPoolSize, path: PropertyPath) {
  // AKS' own defaults.
  const { name, maxPods = args.overlay ? 250 : 30, maxSurge = "10%" } = args;
  const { mode } = checkAll({
    mode: () => oneOf(AksPoolMode)(args.mode, path.child("mode")),
    maxPods: () => checkMaxPods(maxPods, path.child("maxPods")),
    maxSurge: () => checkMaxSurge(maxSurge, path.child("maxSurge")),
  });
  const least = mode === AksPoolMode.System ? 1 : 0;
  const scaled = checkScaled(args, least, path);
  const { minCount = least, maxCount = largestPool } = scaled ?? {};
  const checkCount = wholeNumber({ least: minCount, greatest: maxCount });
  const count = checkCount(args.count ?? scaled?.minCount ?? args.defaultCount, path.child("count"));
  if (count > 0 && count * maxPods < 30) {
    const nodes = Math.ceil(30 / maxPods);
    refuse(
      path.child("maxPods"),
      `is ${unlessSecret(maxPods)}, on ${unlessSecret(count)} nodes, but AKS requires room for 30 pods in a pool: set count ` +
        `to ${unlessSecret(nodes)}, or allow more pods`,
    );
  }
  return { name, mode, count, scaled, maxPods, maxSurge };
}

/** The limits of the autoscaler; undefined without one. */
function checkScaled({ minCount, maxCount }: PlainPoolSize, least: number, path: PropertyPath) {
  if (minCount === undefined && maxCount === undefined) return undefined;
  const missing = (name: string, other: string) =>
    refuse(path.child(name), `is missing, but ${other} is set: the autoscaler needs both`);
  if (minCount === undefined) return missing("minCount", "maxCount");
  if (maxCount === undefined) return missing("maxCount", "minCount");
  wholeNumber({ least, greatest: largestPool })(minCount, path.child("minCount"));
  wholeNumber({ least: Math.max(1, minCount), greatest: largestPool })(maxCount, path.child("maxCount"));
  return { minCount, maxCount };
}

/** The maximum number of nodes: the autoscaler's maximum, and the extra nodes of an upgrade. */
export function mostNodes({ count, scaled, maxSurge }: PoolSize): number {
  const nodes = Math.max(count, scaled?.maxCount ?? 0);
  const amount = Number(maxSurge.replace(/%$/, ""));
  return nodes + (maxSurge.endsWith("%") ? Math.ceil((nodes * amount) / 100) : amount);
}
