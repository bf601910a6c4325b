/** The node pools of a cluster, checked and in Azure's words. */
import type * as pulumi from "@pulumi/pulumi";
import { checked, checkedItems, refuse, requireList, requireObject, requirePlain } from "../inputs/checked";
import { checkLabels } from "../kubernetes/labels";
import { shown } from "../inputs/shown";
import { AksPoolMode } from "./enums";
import { checkPoolName, checkTaint, checkVmSize } from "./names";
import type { AksNodePoolArgs, AksPoolArgs, AksSystemPoolArgs } from "./poolArgs";
import { sizeOfPool } from "./poolSizes";
import type { SizedPool } from "./poolSizes";

/** A pool, checked. */
export interface NodePool extends SizedPool {
  /** In Azure's words, but for the network. */
  properties: pulumi.Inputs;
  /** What Azure cannot change in a pool that is there, and whatever else is not to be changed. */
  opts: PoolOptions;
}

interface PoolOptions {
  replaceOnChanges: string[];
  ignoreChanges: string[];
}

/** The system pool, then the others. */
export function checkedPools(
  systemPool: AksSystemPoolArgs | undefined,
  pools: AksNodePoolArgs[] | undefined,
  overlay: pulumi.Input<boolean>,
  kubernetesVersion: pulumi.Input<string> | undefined,
): [NodePool, ...NodePool[]] {
  const { name = "system", ...system } = requireObject(systemPool ?? {}, "systemPool");
  const common = { overlay, kubernetesVersion };
  const first = checkedPool(system, { ...common, name, path: "systemPool", mode: AksPoolMode.System, defaultCount: 3 });
  const others = requireList(pools ?? [], "pools").map((pool, index) => {
    const path = `pools[${index}]`;
    const { name, mode = AksPoolMode.User, ...args } = requireObject(pool, path);
    return checkedPool(args, { ...common, name, path, mode, defaultCount: 1 });
  });
  const all: [NodePool, ...NodePool[]] = [first, ...others];
  checkDistinct(all);
  checkOrder(all);
  return all;
}

function checkDistinct(pools: NodePool[]): void {
  pools.forEach(({ name, propertyPath }, index) => {
    const first = pools.findIndex(other => other.name === name);
    if (first < index) {
      const where = `${pools[first].propertyPath}.name`;
      refuse(`${propertyPath}.name`, `is ${shown(name)}, which ${where} is already: give each its own`);
    }
  });
}

/**
 * Azure lists all pools in the cluster, by name. Pulumi knows an item of a list by its place only, so after a refresh the
 * count of the first pool is what it would keep for the system pool.
 */
function checkOrder([system, ...others]: [NodePool, ...NodePool[]]): void {
  if (system.opts.ignoreChanges.length === 0) return;
  const before = others.find(({ name }) => name < system.name);
  if (before === undefined) return;
  refuse(
    `${before.propertyPath}.name`,
    `is ${shown(before.name)}, which Azure lists before ${shown(system.name)}, so that Pulumi would take its ` +
      "number of nodes for that of the system pool: choose a later name, or leave out systemPool.minCount",
  );
}

/** Where a pool stands, and what it is without its arguments. */
interface Circumstances {
  name: string;
  path: string;
  mode: pulumi.Input<AksPoolMode>;
  defaultCount: number;
  overlay: pulumi.Input<boolean>;
  kubernetesVersion: pulumi.Input<string> | undefined;
}

function checkedPool(args: AksPoolArgs, where: Circumstances): NodePool {
  const { path, mode, overlay, defaultCount, kubernetesVersion } = where;
  const name = checkPoolName(requirePlain(where.name, `${path}.name`), `${path}.name`);
  const { count, minCount, maxCount, maxPods, maxSurge } = args;
  const sized = {
    propertyPath: path,
    name,
    defaultCount,
    args: { mode, count, minCount, maxCount, maxPods, maxSurge },
  };
  const size = checked({ args: sized.args, overlay }, given => sizeOfPool(sized, given.args, given.overlay));
  const scales = minCount !== undefined || maxCount !== undefined;
  const properties = {
    mode: size.apply(of => of.mode),
    type: "VirtualMachineScaleSets",
    osType: "Linux",
    vmSize: checked(args.vmSize ?? "Standard_D4s_v5", given => checkVmSize(given, `${path}.vmSize`)),
    count: size.apply(of => of.count),
    enableAutoScaling: scales,
    minCount: scales ? size.apply(of => of.scaled?.minCount) : undefined,
    maxCount: scales ? size.apply(of => of.scaled?.maxCount) : undefined,
    maxPods: size.apply(of => of.maxPods),
    // Nodes that are not told a version stay with theirs when the control plane is upgraded.
    orchestratorVersion: kubernetesVersion,
    availabilityZones: optional(args.availabilityZones, given => checkedZones(given, `${path}.availabilityZones`)),
    osDiskSizeGB: optional(args.osDiskSizeGb, given => checked(given, size => checkDisk(size, `${path}.osDiskSizeGb`))),
    nodeLabels: optional(args.nodeLabels, given => checked(given, of => checkLabels(of, `${path}.nodeLabels`))),
    nodeTaints: optional(args.nodeTaints, given => checkedItems(given, `${path}.nodeTaints`, checkTaint)),
    upgradeSettings: { maxSurge: size.apply(of => of.maxSurge) },
  };
  return { ...sized, properties, opts: { replaceOnChanges: fixed, ignoreChanges: scales ? ["count"] : [] } };
}

/** What is fixed when a pool is made. Of the plugin's own accord only a new size of machines is a new pool. */
const fixed = ["vmSize", "maxPods", "availabilityZones", "osDiskSizeGB", "vnetSubnetID"];

function optional<T, R>(given: T | undefined, check: (given: T) => R): R | undefined {
  return given === undefined ? undefined : check(given);
}

function checkedZones(zones: pulumi.Input<pulumi.Input<string>[]>, propertyPath: string): pulumi.Output<string[]> {
  return checked(zones, given => {
    requireList(given as string[], propertyPath).forEach((zone, index) => {
      const path = `${propertyPath}[${index}]`;
      if (!["1", "2", "3"].includes(zone)) {
        refuse(path, `is ${shown(zone)}, but must be one of the texts "1", "2" and "3"`);
      }
      if (given.indexOf(zone) < index) {
        refuse(path, `is ${shown(zone)}, which is in the list already: give each zone once`);
      }
    });
    return given;
  });
}

function checkDisk(size: number, propertyPath: string): number {
  if (!Number.isInteger(size) || size < 30 || size > 2048) {
    refuse(propertyPath, `is ${shown(size)}, but must be a whole number of GiB from 30 to 2048`);
  }
  return size;
}
