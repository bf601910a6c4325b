/** The names and ids that Azure accepts for a cluster and its surroundings. */
import { text } from "../inputs/values";
import type { Check } from "../inputs/values";

/** The component's name, from which names in Azure are derived: the cluster's is the longest. */
export const checkComponentName = text(
  /^[a-z]([-a-z0-9]{0,44}[a-z0-9])?$/i,
  "1 to 46 letters, digits and '-', starting with a letter and not ending with '-'",
);

/** The name of a cluster. */
export const checkClusterName = text(
  /^[a-z0-9]([-_a-z0-9]{0,61}[a-z0-9])?$/i,
  "1 to 63 letters, digits, '-' and '_', with a letter or digit at both ends",
);

/** The first part of an API server's host name. */
export const checkDnsPrefix = text(
  /^[a-z0-9]([-a-z0-9]{0,52}[a-z0-9])?$/i,
  "1 to 54 letters, digits and '-', with a letter or digit at both ends",
);

/** The name of a pool of Linux nodes. */
export const checkPoolName = text(
  /^[a-z][a-z0-9]{0,11}$/,
  "1 to 12 lower-case letters and digits, the first a letter",
  name =>
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+|^[^a-z]+/g, "")
      .slice(0, 12),
);

/** The name of a container registry. */
export const checkRegistryName = text(/^[a-zA-Z0-9]{5,50}$/, "5 to 50 letters and digits", name =>
  lettersAndDigits(name).slice(0, 50),
);

/** A name without any characters but letters and digits. */
export function lettersAndDigits(name: string): string {
  return name.replace(/[^a-zA-Z0-9]/g, "");
}

/** The name of a region, such as `westeurope` or `West Europe`. */
export const checkLocation = text(/^[a-z][a-z0-9 ]*$/i, "the name of a region such as westeurope");

/** The size of a virtual machine, such as `Standard_D4s_v5`. */
export const checkVmSize = text(/^(Standard|Basic)_[-\w]+$/i, "the size of a virtual machine such as Standard_D4s_v5");

/** The id of a group or a tenant. */
export const checkGuid = text(
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  "an id such as 11111111-2222-3333-4444-555555555555",
);

/** A Kubernetes version. */
export const checkKubernetesVersion = text(
  /^1\.\d{1,2}(\.\d{1,3})?$/,
  "a Kubernetes version as text, such as 1.33 for its latest patch, or 1.33.5",
  version => /1\.\d{1,2}(\.\d{1,3})?/.exec(version)?.[0] ?? "",
);

/** The forms of ids, by the segment before the resource's name. */
const providers = {
  subnets: "Microsoft.Network/virtualNetworks/NAME/subnets/NAME",
  virtualNetworks: "Microsoft.Network/virtualNetworks/NAME",
  registries: "Microsoft.ContainerRegistry/registries/NAME",
};

/** An ARM id of a resource of this kind. */
export function armId(kind: keyof typeof providers): Check<string> {
  const form = `/subscriptions/ID/resourceGroups/NAME/providers/${providers[kind]}`;
  const pattern = form.replace(/[.]/g, "\\.").replace(/ID|NAME/g, "[^/]+");
  return text(new RegExp(`^${pattern}$`, "i"), `an ARM id such as ${form}`);
}
