/** The resource group that AKS makes for the nodes of a cluster. */
import * as pulumi from "@pulumi/pulumi";
import { checkResourceGroupName } from "../azure/names";
import { refuse } from "../inputs/errors";
import { input } from "../inputs/input";
import { PropertyPath } from "../inputs/path";
import { unlessSecret } from "../inputs/shown";

/** AKS allows less than the 90 characters of other resource groups. */
const longest = 80;

/** The name of the resource group of the nodes. */
export function checkNodeGroupName(name: string, path: PropertyPath): string {
  checkResourceGroupName(name, path);
  if (name.length > longest) {
    refuse(path, `is ${unlessSecret(name)}, which has ${name.length} characters, but AKS takes ${longest} at most`);
  }
  return name;
}

/** What decides on the name. */
interface NodeGroup {
  nodeResourceGroup?: pulumi.Output<string>;
  resourceGroupName?: pulumi.Output<string>;
  clusterName?: pulumi.Output<string>;
}

/** Refuses names of which AKS would make one for the resource group of the nodes that it does not take. */
export function checkNodeGroup(
  name: string,
  { nodeResourceGroup, resourceGroupName, clusterName }: NodeGroup,
  region: pulumi.Output<string> | undefined,
): pulumi.Output<void> {
  if (nodeResourceGroup !== undefined) return pulumi.output(undefined);
  const parts = {
    group: resourceGroupName ?? autoName(`${name}-group`),
    cluster: clusterName ?? autoName(`${name}-cluster`),
    region,
  };
  return input(parts, PropertyPath.root.child("nodeResourceGroup"), checkParts);
}

/** A name that Pulumi will make from that of a resource: what comes after it is random. */
function autoName(logicalName: string): string {
  return `${logicalName}XXXXXXXX`;
}

/** What stands for a region that is not known: none has a shorter name, as eastus is one. */
const someRegion = "REGION";

/** The names from which AKS makes that of the resource group of the nodes. */
interface Parts {
  group: string;
  cluster: string;
  region?: string;
}

function checkParts({ group, cluster, region }: Parts, path: PropertyPath): void {
  const shortRegion = region === undefined ? someRegion : region.toLowerCase().replace(/ /g, "");
  const name = `MC_${group}_${cluster}_${shortRegion}`;
  if (name.length > longest) {
    refuse(
      path,
      `is missing, and the name that AKS makes of those of group, cluster and region, ${unlessSecret(name)}, has ${name.length} ` +
        `characters, but may have ${longest}: give one`,
    );
  }
}
