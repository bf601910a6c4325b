/** The names of node pools, which Azure lists in alphabetical order. */
import * as pulumi from "@pulumi/pulumi";
import { checkEach, refuse } from "../inputs/errors";
import { PropertyPath } from "../inputs/path";
import { shown } from "../inputs/shown";

/** The name of a system pool without one. It stays first in Azure's list: few words come before it in the alphabet. */
export const defaultSystemPoolName = "agentpool";

/** The default of earlier versions. Existing clusters keep it, since another name would replace them. */
const formerSystemPoolName = "system";

/** A pool, as far as its name matters. */
interface NamedPool {
  name: string;
  path: PropertyPath;
}

/** The system pool. */
interface NamedSystemPool extends NamedPool {
  /** Whether the program gives the name. Without one, an existing cluster keeps the name that it has. */
  isNamed: boolean;
  /** Whether the autoscaler decides the number of nodes. */
  scales: boolean;
}

/** Refuses names of other pools that conflict with each other or with the system pool's. */
export function checkPoolNames(system: NamedSystemPool, others: NamedPool[], poolsPath: PropertyPath): void {
  checkEach(others, poolsPath, pool => {
    const path = pool.path.child("name");
    const first = [system, ...others].find(({ name }) => name === pool.name)!;
    if (first !== pool) {
      refuse(path, `is ${shown(pool.name)}, which is already the name of ${String(first.path)}: use a different name`);
    }
    // Azure lists all pools in the cluster, by name. Pulumi identifies an item of a list only by its position, so after a
    // refresh it would keep the count of the first pool for the system pool.
    if (system.scales && pool.name < system.name) {
      refuse(
        path,
        `is ${shown(pool.name)}, which Azure lists before ${shown(system.name)}, so Pulumi would take its number of nodes ` +
          "for the system pool's: choose a name later in the alphabet, or remove systemPool.minCount",
      );
    }
  });
}

/** How the name of the system pool is kept, or replaces the cluster. */
export function keepName({ name, isNamed }: NamedSystemPool, others: NamedPool[]) {
  const place = "agentPoolProfiles[0].name";
  const isFirst = others.every(pool => name < pool.name);
  return {
    // With the mode, Azure refuses an update that mistakes a user pool for the system pool, even without a preview.
    ignoreChanges: isNamed ? [] : [place, "agentPoolProfiles[0].mode"],
    // The trigger cannot know which of the two defaults a cluster has, so that both are one to it.
    inTrigger: name === defaultSystemPoolName ? formerSystemPoolName : name,
    // The list tells them apart, where it surely begins with the system pool.
    replaceOnChanges: isNamed && isFirst ? [place] : [],
  };
}

/**
 * Checks the names once more if the program does not name the system pool, when it is known which name the cluster has. The
 * pools are made only once this is done.
 */
export function checkKeptName(
  listed: pulumi.Output<{ name: string }[]>,
  system: NamedSystemPool,
  others: NamedPool[],
): pulumi.Output<void> {
  // A system pool with either default comes before all others then.
  const isClear = system.isNamed || others.every(({ name }) => formerSystemPoolName < name);
  if (isClear) return pulumi.output(undefined);
  // Item by item: in a preview, other properties of the items are unknown.
  const items = [system, ...others].map((_, index) => listed[index].name as pulumi.Output<string | undefined>);
  return pulumi.all(items).apply(names => {
    const kept = names.find(name => name !== undefined && others.every(pool => pool.name !== name));
    if (kept === undefined) refuseUnclear(names);
    checkPoolNames({ ...system, name: kept }, others, PropertyPath.root.child("pools"));
  });
}

/** After a refresh, a pool with an earlier name is the first in the list, where Pulumi looks for the system pool. */
function refuseUnclear(names: (string | undefined)[]): never {
  const first = shown(names.find(name => name !== undefined));
  refuse(
    PropertyPath.root.child("systemPool").child("name"),
    `is missing, and Pulumi would take the pool ${first} for the system pool, which the cluster has had since an earlier ` +
      `version of this package named it ${shown(formerSystemPoolName)}: set this name`,
  );
}
