/** The resource group that AKS creates for the nodes of a cluster. */
import * as pulumi from "@pulumi/pulumi";
import { checkResourceGroupName } from "../azure/names";
import { refuse } from "../inputs/errors";
import { input } from "../inputs/input";
import { PropertyPath } from "../inputs/path";
import { unlessSecret } from "../inputs/shown";

/** AKS allows fewer than the 90 characters of other resource groups. */
const longest = 80;

/** The name of the resource group of the nodes. */
export function checkNodeGroupName(name: string, path: PropertyPath): string {
  checkResourceGroupName(name, path);
  if (name.length > longest) {
    refuse(path, `is ${unlessSecret(name)}, which has ${name.length} characters, but AKS allows at most ${longest}`);
  }
  return name;
}

/** The arguments that decide the name. */
interface NodeGroup {
  nodeResourceGroup?: pulumi.Output<string>;
  resourceGroupName?: pulumi.Output<string>;
  clusterName?: pulumi.Output<string>;
}

/** Refuses names from which AKS would derive too long a name for the nodes' resource group. */
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

/** A name that Pulumi will give to a resource: the logical name and random characters. */
function autoName(logicalName: string): string {
  return `${logicalName}XXXXXXXX`;
}

/** Stands for an unknown region. No region has a shorter name: eastus has six letters too. */
const someRegion = "REGION";

/** Checks the name that AKS derives for the nodes' resource group from these. */
function checkParts(parts: { group: string; cluster: string; region?: string }, path: PropertyPath): void {
  const { group, cluster, region } = parts;
  const shortRegion = region === undefined ? someRegion : region.toLowerCase().replace(/ /g, "");
  const name = `MC_${group}_${cluster}_${shortRegion}`;
  if (name.length > longest) {
    refuse(
      path,
      `is missing, and the name that AKS would derive from group, cluster and region, ${unlessSecret(name)}, has ${name.length} ` +
        `characters, but AKS allows at most ${longest}: set a shorter one`,
    );
  }
}
