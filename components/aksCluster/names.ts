/** What Azure accepts for the names and ids around a cluster. */
import { checkResourceGroupName } from "../azure/names";
import { checkOneOf, refuse } from "../inputs/checked";
import { mayShow, shown, unlessSecret } from "../inputs/shown";

/** A name of the component, from which Azure's names are made: the longest is that of a cluster. */
export function checkComponentName(name: string): string {
  const rule = "1 to 46 letters, digits and '-', the first a letter, the last none of '-'";
  return checkPattern(name, /^[a-z]([-a-z0-9]{0,44}[a-z0-9])?$/i, "name", rule);
}

/** The name of a cluster. */
export function checkClusterName(name: string, propertyPath: string): string {
  const rule = "1 to 63 letters, digits, '-' and '_', a letter or digit at both ends";
  return checkPattern(name, /^[a-z0-9]([-_a-z0-9]{0,61}[a-z0-9])?$/i, propertyPath, rule);
}

/** AKS allows less than the 90 characters of other resource groups. */
const longestNodeGroup = 80;

/** The name of the resource group of the nodes. */
export function checkNodeGroupName(name: string, propertyPath: string): string {
  checkResourceGroupName(name, propertyPath);
  if (name.length > longestNodeGroup) {
    refuse(
      propertyPath,
      `is ${unlessSecret(name)}, which has ${name.length} characters, but AKS takes ${longestNodeGroup} at most`,
    );
  }
  return name;
}

/** What stands in the name that AKS gives to the resource group of the nodes where nobody else does. */
export interface NodeGroupParts {
  group: string;
  cluster: string;
  region?: string;
}

/** A name that Pulumi will make of that of a resource: what comes after it is random. */
export function autoName(logicalName: string): string {
  return `${logicalName}XXXXXXXX`;
}

/** What stands for a region that is not known: none has a shorter name, as eastus is one. */
const someRegion = "REGION";

/** Refuses names of which AKS would make one that it does not take. */
export function checkNodeGroupParts({ group, cluster, region }: NodeGroupParts, propertyPath: string): void {
  const shortRegion = region === undefined ? someRegion : String(region).toLowerCase().replace(/ /g, "");
  const name = `MC_${group}_${cluster}_${shortRegion}`;
  if (name.length > longestNodeGroup) {
    refuse(
      propertyPath,
      `is missing, and the name that AKS makes of those of group, cluster and region, ${unlessSecret(name)}, has ${name.length} ` +
        `characters, but may have ${longestNodeGroup}: give one`,
    );
  }
}

/** What the host name of an API server begins with. */
export function checkDnsPrefix(prefix: string, propertyPath: string): string {
  const rule = "1 to 54 letters, digits and '-', a letter or digit at both ends";
  return checkPattern(prefix, /^[a-z0-9]([-a-z0-9]{0,52}[a-z0-9])?$/i, propertyPath, rule);
}

/** The name of a pool of Linux nodes. */
export function checkPoolName(name: string, propertyPath: string): string {
  const rule = "1 to 12 lower-case letters and digits, the first a letter";
  const near = String(name)
    .toLowerCase()
    .replace(/[^a-z0-9]+|^[^a-z]+/g, "")
    .slice(0, 12);
  return checkPattern(name, /^[a-z][a-z0-9]{0,11}$/, propertyPath, rule, near);
}

/** The name of a container registry. */
export function checkRegistryName(name: string, propertyPath: string): string {
  const near = lettersAndDigits(String(name)).slice(0, 50);
  const rule = "5 to 50 letters and digits";
  return checkPattern(name, /^[a-zA-Z0-9]{5,50}$/, propertyPath, rule, near.length < 5 ? "" : near);
}

/** What is left of a name that may have letters and digits only. */
export function lettersAndDigits(name: string): string {
  return name.replace(/[^a-zA-Z0-9]/g, "");
}

/** The name of a region, as `westeurope` or `West Europe`. */
export function checkLocation(location: string, propertyPath: string): string {
  return checkPattern(location, /^[a-z][a-z0-9 ]*$/i, propertyPath, "the name of a region such as westeurope");
}

/** The size of a virtual machine. */
export function checkVmSize(size: string, propertyPath: string): string {
  return checkPattern(size, /^(Standard|Basic)_[-\w]+$/i, propertyPath, "a size of machines such as Standard_D4s_v5");
}

/** The id of a group or a tenant. */
export function checkGuid(id: string, propertyPath: string): string {
  const example = "11111111-2222-3333-4444-555555555555";
  return checkPattern(id, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, propertyPath, `an id such as ${example}`);
}

/** The resources whose ids may be given, by the segment before their name. */
const providers = {
  subnets: "Microsoft.Network/virtualNetworks/NAME/subnets/NAME",
  virtualNetworks: "Microsoft.Network/virtualNetworks/NAME",
  registries: "Microsoft.ContainerRegistry/registries/NAME",
};

/** An ARM id. */
export function checkArmId(id: string, kind: keyof typeof providers, propertyPath: string): string {
  const form = `/subscriptions/ID/resourceGroups/NAME/providers/${providers[kind]}`;
  const pattern = form.replace(/[.]/g, "\\.").replace(/ID|NAME/g, "[^/]+");
  return checkPattern(id, new RegExp(`^${pattern}$`, "i"), propertyPath, `an ARM id such as ${form}`);
}

/** A taint as `KEY=VALUE:EFFECT`. */
export function checkTaint(taint: string, propertyPath: string): string {
  const [, effect] = checkPattern(
    taint,
    /^[^=:\s]+(=[^=:\s]*)?:[^=:\s]+$/,
    propertyPath,
    "a taint such as CriticalAddonsOnly=true:NoSchedule",
  ).split(":");
  checkOneOf(effect, { NoSchedule: 0, PreferNoSchedule: 0, NoExecute: 0 }, propertyPath);
  return taint;
}

function checkPattern(value: string, pattern: RegExp, propertyPath: string, rule: string, near = ""): string {
  if (typeof value !== "string" || !pattern.test(value)) {
    const meant = near !== "" && near !== value && mayShow(value) ? `. Did you mean ${shown(near)}?` : "";
    refuse(propertyPath, `is ${shown(value)}, but must be ${rule}${meant}`);
  }
  return value;
}
