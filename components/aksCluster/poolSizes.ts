/** How large node pools are, and the addresses that they take. */
import type { Input, Unwrap } from "@pulumi/pulumi";
import { oneOf } from "../azure/names";
import { refuse } from "../inputs/checked";
import { shown, unlessSecret } from "../inputs/shown";
import { AksPoolMode } from "./enums";

/** What of a pool's arguments decides how large it is. */
export interface SizeArgs {
  mode: Input<AksPoolMode>;
  count?: Input<number>;
  minCount?: Input<number>;
  maxCount?: Input<number>;
  maxPods?: Input<number>;
  maxSurge?: Input<string>;
}

/** A pool as far as its size goes, with where its arguments stand. */
export interface SizedPool {
  propertyPath: string;
  name: string;
  /** How many nodes it has where neither `count` nor `minCount` says. */
  defaultCount: number;
  args: SizeArgs;
}

/** How large a pool is. */
export interface PoolSize {
  name: string;
  mode: AksPoolMode;
  /** How many nodes there are at the beginning. */
  count: number;
  /** What the autoscaler leaves and makes, if there is one. */
  scaled?: { minCount: number; maxCount: number };
  maxPods: number;
  maxSurge: string;
}

/** The size of a pool. Refuses what AKS would refuse whatever the network is. */
export function sizeOfPool(pool: SizedPool, args: Unwrap<SizeArgs>, overlay: boolean): PoolSize {
  const path = (key: keyof SizeArgs) => `${pool.propertyPath}.${key}`;
  const mode = oneOf(AksPoolMode, args.mode, path("mode"));
  const least = mode === "System" ? 1 : 0;
  const { minCount, maxCount, maxPods = defaultMaxPods(overlay), maxSurge = "10%" } = args;
  if ((minCount === undefined) !== (maxCount === undefined)) {
    const [given, missing] =
      minCount === undefined ? (["maxCount", "minCount"] as const) : (["minCount", "maxCount"] as const);
    refuse(path(missing), `is missing beside ${given}: the autoscaler needs both`);
  }
  if (minCount !== undefined) {
    checkWhole(minCount, least, 1000, path("minCount"));
    checkWhole(maxCount!, Math.max(1, minCount), 1000, path("maxCount"));
  }
  const count = args.count ?? minCount ?? pool.defaultCount;
  checkWhole(count, minCount ?? least, maxCount ?? 1000, path("count"));
  checkWhole(maxPods, 10, 250, path("maxPods"));
  if (count > 0 && count * maxPods < 30) {
    const nodes = Math.ceil(30 / maxPods);
    refuse(
      path("maxPods"),
      `is ${unlessSecret(maxPods)}, on ${unlessSecret(count)} nodes, but AKS wants room for 30 pods in a pool: give 'count' ` +
        `${unlessSecret(nodes)}, or more pods`,
    );
  }
  if (typeof maxSurge !== "string" || !/^([1-9]\d{0,3}|([1-9]\d?|100)%)$/.test(maxSurge)) {
    refuse(path("maxSurge"), `is ${shown(maxSurge)}, but must be a text such as "1" or "33%"`);
  }
  const scaled = minCount === undefined ? undefined : { minCount, maxCount: maxCount! };
  return { name: pool.name, mode, count, scaled, maxPods, maxSurge };
}

/** How many pods a node runs at most where nothing is said: AKS' own defaults. */
function defaultMaxPods(overlay: boolean): number {
  return overlay ? 250 : 30;
}

function checkWhole(value: number, least: number, greatest: number, propertyPath: string): void {
  if (!Number.isInteger(value) || value < least || value > greatest) {
    refuse(propertyPath, `is ${shown(value)}, but must be a whole number from ${least} to ${greatest}`);
  }
}

/** How many nodes there are at most: all of the autoscaler's, and those more of an upgrade. */
export function mostNodes({ count, scaled, maxSurge }: PoolSize): number {
  const nodes = Math.max(count, scaled?.maxCount ?? 0);
  const amount = Number(maxSurge.replace(/%$/, ""));
  return nodes + (maxSurge.endsWith("%") ? Math.ceil((nodes * amount) / 100) : amount);
}
