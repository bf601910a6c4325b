/** How large node pools are. */
import type { Input, Unwrap } from "@pulumi/pulumi";
import { checkAll, refuse } from "../inputs/errors";
import type { PropertyPath } from "../inputs/path";
import { unlessSecret } from "../inputs/shown";
import { oneOf, text, wholeNumber } from "../inputs/values";
import { AksPoolMode } from "./enums";

/** What decides how large a pool is. */
export interface PoolSizeArgs {
  name: string;
  /** How many nodes it has if neither `count` nor `minCount` says. */
  defaultCount: number;
  /** Whether the pods have addresses of their own range. */
  overlay: Input<boolean>;
  mode: Input<AksPoolMode>;
  count?: Input<number>;
  minCount?: Input<number>;
  maxCount?: Input<number>;
  maxPods?: Input<number>;
  maxSurge?: Input<string>;
}

/** How large a pool is. */
export interface PoolSize {
  name: string;
  mode: AksPoolMode;
  /** How many nodes there are at the beginning. */
  count: number;
  /** What the autoscaler leaves and makes, if there is one. */
  scaled?: Scaled;
  maxPods: number;
  maxSurge: string;
}

interface Scaled {
  minCount: number;
  maxCount: number;
}

/** The arguments, all known. */
type PlainPoolSize = Unwrap<PoolSizeArgs>;

const largestPool = 1000;
const checkMaxPods = wholeNumber({ least: 10, greatest: 250 });
const checkMaxSurge = text(/^([1-9]\d{0,3}|([1-9]\d?|100)%)$/, 'a text such as "1" or "33%"');

/** Refuses what AKS would refuse whatever the network is. */
export function checkPoolSize(args: PlainPoolSize, path: PropertyPath): PoolSize {
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
      `is ${unlessSecret(maxPods)}, on ${unlessSecret(count)} nodes, but AKS wants room for 30 pods in a pool: give 'count' ` +
        `${unlessSecret(nodes)}, or more pods`,
    );
  }
  return { name, mode, count, scaled, maxPods, maxSurge };
}

/** What the autoscaler is told, if there is to be one. */
function checkScaled({ minCount, maxCount }: PlainPoolSize, least: number, path: PropertyPath): Scaled | undefined {
  if (minCount === undefined && maxCount === undefined) return undefined;
  const missing = (name: string, other: string) =>
    refuse(path.child(name), `is missing beside ${other}: the autoscaler needs both`);
  if (minCount === undefined) return missing("minCount", "maxCount");
  if (maxCount === undefined) return missing("maxCount", "minCount");
  wholeNumber({ least, greatest: largestPool })(minCount, path.child("minCount"));
  wholeNumber({ least: Math.max(1, minCount), greatest: largestPool })(maxCount, path.child("maxCount"));
  return { minCount, maxCount };
}

/** How many nodes there are at most: all of the autoscaler's, and those more of an upgrade. */
export function mostNodes({ count, scaled, maxSurge }: PoolSize): number {
  const nodes = Math.max(count, scaled?.maxCount ?? 0);
  const amount = Number(maxSurge.replace(/%$/, ""));
  return nodes + (maxSurge.endsWith("%") ? Math.ceil((nodes * amount) / 100) : amount);
}
