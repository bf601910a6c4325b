/** Checks the node pools of a cluster and turns them into Azure's properties. */
import type * as pulumi from "@pulumi/pulumi";
import { checkAll, checkEach, refuse } from "../inputs/errors";
import { input, inputItems, optional, optionalInput, plain } from "../inputs/input";
import type { PropertyPath } from "../inputs/path";
import { shown } from "../inputs/shown";
import { checkList, checkObject, text, wholeNumber } from "../inputs/values";
import type { AksClusterArgs } from "./args";
import { AksPoolMode } from "./enums";
import { checkNodeLabels, checkTaint, checkTaintsFor } from "./labelsAndTaints";
import { checkPoolName, checkVmSize } from "./names";
import type { AksNodePoolArgs } from "./poolArgs";
import { checkPoolSize } from "./poolSizes";

/** The pools of a cluster: the one in its own list, and those that are resources of their own. */
export type NodePools = ReturnType<typeof checkPools>;

/** The pool in the cluster's own list. */
export type SystemPool = NodePools["system"];

/** A node pool. Its `properties` are Azure's, except those for the network and the version. */
export type NodePool = ReturnType<typeof checkPool>;

/** The name of a system pool without a name. It sorts before most names of other pools, and before Azure's `agentpool`. */
export const defaultSystemPoolName = "agentnodes";
/** The default of earlier versions. Their clusters keep it. */
export const formerSystemPoolName = "system";

/** The system pool, the others, and the sizes of all of them. */
export function checkPools({ systemPool, pools }: AksClusterArgs, overlay: pulumi.Input<boolean>, path: PropertyPath) {
  const systemPath = path.child("systemPool");
  const poolsPath = path.child("pools");
  const { system, others } = checkAll({
    system: () => {
      const given = checkObject(plain(systemPool ?? {}, systemPath), systemPath);
      const givenName = given.name ?? undefined;
      const args = { ...given, name: givenName ?? defaultSystemPoolName, mode: AksPoolMode.System };
      return {
        ...checkPool(args, { defaultCount: 3, overlay }, systemPath),
        isNamed: givenName !== undefined,
      };
    },
    others: () =>
      checkEach(checkList(plain(pools ?? [], poolsPath), poolsPath), poolsPath, (pool, at) =>
        checkPool(checkObject(plain(pool, at), at), { defaultCount: 1, overlay }, at),
      ),
  });
  const all = [system, ...others];
  checkEach(others, poolsPath, pool => checkName(pool, system, others));
  return { system, others, sizes: all.map(({ size }) => size) };
}

/** Refuses a pool's name that conflicts with those of others. */
function checkName(pool: NodePool, system: SystemPool, others: NodePool[]): void {
  const path = pool.path.child("name");
  const first = [system, ...others].find(({ name }) => name === pool.name)!;
  if (first !== pool) {
    const isDefault = first === system && !system.isNamed;
    const formerly = isDefault
      ? `, or set systemPool.name to ${shown(formerSystemPoolName)} if an earlier version made the cluster`
      : "";
    refuse(
      path,
      `is ${shown(pool.name)}, which is already the name of ${String(first.path)}: use a different name${formerly}`,
    );
  }
  if (!system.isNamed && pool.name === formerSystemPoolName) {
    refuse(
      path,
      `is ${shown(pool.name)}, which earlier versions called the system pool by default: use a different name, or set ` +
        "systemPool.name",
    );
  }
  checkOrder(pool.name, system, path);
}

/**
 * Azure lists all pools in the cluster, by name. Pulumi identifies an item of a list only by its position, so after a refresh it
 * would keep the count of the first pool for the system pool.
 */
export function checkOrder(name: string, system: Pick<SystemPool, "name" | "scales">, path: PropertyPath): string {
  if (system.scales && name < system.name) {
    refuse(
      path,
      `is ${shown(name)}, which Azure lists before ${shown(system.name)}, so Pulumi would take its number of nodes ` +
        "for the system pool's: choose a name later in the alphabet, or remove systemPool.minCount",
    );
  }
  return name;
}

/** What a pool's own arguments do not say. */
interface Defaults {
  defaultCount: number;
  overlay: pulumi.Input<boolean>;
}

/** The immutable properties of a pool. The plugin knows only one of them, `vmSize`. */
const immutable = ["vmSize", "maxPods", "availabilityZones", "osDiskSizeGB", "vnetSubnetID"];

const checkDisk = wholeNumber({ least: 30, greatest: 2048, unit: "GiB" });

function checkPool(args: AksNodePoolArgs, defaults: Defaults, path: PropertyPath) {
  const { mode = AksPoolMode.User, count, minCount, maxCount, maxPods, maxSurge } = args;
  const sizeArgs = { name: args.name, ...defaults, mode, count, minCount, maxCount, maxPods, maxSurge };
  const taintsPath = path.child("nodeTaints");
  const { name, size, taints, ...others } = checkAll({
    name: () => checkPoolName(plain(args.name, path.child("name")), path.child("name")),
    size: () => input(sizeArgs, path, checkPoolSize),
    vmSize: () => input(args.vmSize ?? "Standard_D4s_v5", path.child("vmSize"), checkVmSize),
    availabilityZones: () => optional(args.availabilityZones, path.child("availabilityZones"), checkZones),
    osDiskSizeGB: () => optionalInput(args.osDiskSizeGb, path.child("osDiskSizeGb"), checkDisk),
    nodeLabels: () => optionalInput(args.nodeLabels, path.child("nodeLabels"), checkNodeLabels([args.name])),
    taints: () => optional(args.nodeTaints, taintsPath, (given, at) => inputItems(given, at, checkTaint)),
  });
  const scales = minCount !== undefined || maxCount !== undefined;
  const properties = {
    ...others,
    nodeTaints: taints && input({ taints, size }, taintsPath, checkTaintsFor),
    mode: size.apply(of => of.mode),
    type: "VirtualMachineScaleSets",
    osType: "Linux",
    count: size.apply(of => of.count),
    enableAutoScaling: scales,
    minCount: scales ? size.apply(of => of.scaled?.minCount) : undefined,
    maxCount: scales ? size.apply(of => of.scaled?.maxCount) : undefined,
    maxPods: size.apply(of => of.maxPods),
    upgradeSettings: { maxSurge: size.apply(of => of.maxSurge) },
  };
  return { path, name, size, scales, properties, immutable };
}

const checkZone = text(/^[123]$/, 'one of the texts "1", "2" and "3"');

function checkZones(zones: pulumi.Input<pulumi.Input<string>[]>, path: PropertyPath): pulumi.Output<string[]> {
  return input(inputItems(zones, path, checkZone), path, checkDistinct);
}

function checkDistinct(zones: string[], path: PropertyPath): string[] {
  const second = zones.findIndex((zone, index) => zones.indexOf(zone) < index);
  if (second >= 0) {
    refuse(path.index(second), `is ${shown(zones[second])}, which is already in the list: list each zone once`);
  }
  return zones;
}
