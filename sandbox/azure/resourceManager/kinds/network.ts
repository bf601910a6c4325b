/** Virtual networks and their subnets. */
import { randomUUID } from "node:crypto";
import { ArmError } from "../armError";
import { contains, overlap, parseCidr } from "../cidr";
import type { Range } from "../cidr";
import { nameOf, parentOf } from "../ids";
import { at, equal, textAt } from "../json";
import type { JsonObject } from "../json";
import { lasting } from "../kind";
import type { Kind, Put } from "../kind";
import {
  anything,
  choice,
  commonOutputs,
  flag,
  integer,
  list,
  object,
  output,
  required,
  resourceGroupName,
  text,
  tracked,
} from "../properties";
import type { ArmResource, Resources } from "../store";

const networkPath =
  "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.Network" +
  "/virtualNetworks/{virtualNetworkName}";
const apiVersion = "2024-05-01";
const subnetToken = "azure-native:network:Subnet";

const virtualNetwork: Kind = {
  path: networkPath,
  apiVersion,
  parameters: { resourceGroupName, virtualNetworkName: text(required) },
  properties: {
    ...tracked,
    addressSpace: object({ addressPrefixes: list(text()) }),
    dhcpOptions: object({ dnsServers: list(text()) }),
    enableDdosProtection: flag({ default: false }),
    enableVmProtection: flag({ default: false }),
    encryption: anything,
    flowTimeoutInMinutes: integer(4, 30),
    privateEndpointVNetPolicies: choice(["Disabled", "Basic"], { default: "Disabled" }),
    // Subnets are separate resources here: if given in both places, those of one place delete those of the other.
    etag: output(),
    resourceGuid: output(),
    provisioningState: output(),
    ...commonOutputs,
  },
  stateAt: ["provisioningState"],
  check: ({ id, body, resources }) => {
    const own = prefixesOf(body).map(prefix => rangeOf(prefix, id));
    if (own.length === 0) {
      throw new ArmError(400, "InvalidRequestFormat", "Property 'addressSpace.addressPrefixes' is required.");
    }
    const outside = subnetsOf(id, resources).find(({ body }) => !isWithin(body, own));
    if (outside) throw outOfRange(outside.id, id);
  },
  outputs: put => ({ etag: etag(), resourceGuid: lasting(put, randomUUID, "resourceGuid") }),
  removesBelow: true,
};

const subnet: Kind = {
  path: `${networkPath}/subnets/{subnetName}`,
  apiVersion,
  parameters: { resourceGroupName, virtualNetworkName: text(required), subnetName: text(required) },
  properties: {
    addressPrefix: text(),
    addressPrefixes: list(text()),
    defaultOutboundAccess: flag(),
    delegations: anything,
    natGateway: object({ id: text() }),
    networkSecurityGroup: object({ id: text() }),
    routeTable: object({ id: text() }),
    serviceEndpoints: list(object({ service: text(), locations: list(text()) })),
    serviceEndpointPolicies: anything,
    privateEndpointNetworkPolicies: text({ default: "Disabled" }),
    privateLinkServiceNetworkPolicies: text({ default: "Enabled" }),
    etag: output(),
    purpose: output(),
    provisioningState: output(),
    ...commonOutputs,
  },
  stateAt: ["provisioningState"],
  check: checkSubnet,
  outputs: () => ({ etag: etag() }),
  removesBelow: true,
  checkRemoval: ({ id }, others) => {
    const user = userOf(id, others);
    if (!user) return;
    throw new ArmError(
      400,
      "InUseSubnetCannotBeDeleted",
      `Subnet ${nameOf(id)} is in use by ${user.id} and cannot be deleted. In order to delete the subnet, delete all ` +
        "the resources within the subnet.",
    );
  },
};

function checkSubnet({ id, body, existing, resources }: Put): void {
  const network = parentOf(id);
  const own = subnetPrefixes(body).map(prefix => rangeOf(prefix, id));
  if (own.length === 0) throw new ArmError(400, "InvalidRequestFormat", "Property 'addressPrefix' is required.");
  const space = prefixesOf(resources.get(network)?.body ?? {}).map(prefix => rangeOf(prefix, network));
  if (!isWithin(body, space)) throw outOfRange(id, network);
  const neighbour = subnetsOf(network, resources).find(
    other =>
      other.id.toLowerCase() !== id.toLowerCase() &&
      subnetPrefixes(other.body).some(prefix => own.some(range => overlap(range, rangeOf(prefix, other.id)))),
  );
  if (neighbour) {
    const reason = `Subnet '${nameOf(id)}' is not valid because its IP address range overlaps with that of an existing subnet in virtual network '${nameOf(network)}', '${nameOf(neighbour.id)}'.`;
    throw new ArmError(400, "NetcfgSubnetRangesOverlap", reason);
  }
  const changed = existing && !equal(subnetPrefixes(existing), subnetPrefixes(body));
  const user = changed ? userOf(id, resources) : undefined;
  if (user) {
    const reason = `IP prefix of subnet ${nameOf(id)} cannot be changed: it is in use by ${user.id}.`;
    throw new ArmError(400, "InUsePrefixCannotBeDeleted", reason);
  }
}

/** The address ranges of a subnet, which may be given as one or as several. */
export function subnetPrefixes(body: JsonObject): string[] {
  const one = textAt(body, "addressPrefix");
  return one === undefined ? ((body.addressPrefixes ?? []) as string[]) : [one];
}

function prefixesOf(network: JsonObject): string[] {
  return (at(network, "addressSpace", "addressPrefixes") ?? []) as string[];
}

function rangeOf(prefix: string, id: string): Range {
  const range = parseCidr(prefix);
  if (range) return range;
  const reason = `Address prefix ${prefix} of resource ${id} is not formatted correctly. It should follow CIDR notation, for example 10.0.0.0/24.`;
  throw new ArmError(400, "InvalidAddressPrefixFormat", reason);
}

function isWithin(subnetBody: JsonObject, space: Range[]): boolean {
  return subnetPrefixes(subnetBody).every(prefix => {
    const range = parseCidr(prefix);
    return range !== undefined && space.some(outer => contains(outer, range));
  });
}

function outOfRange(id: string, network: string): ArmError {
  return new ArmError(
    400,
    "NetcfgInvalidSubnet",
    `Subnet '${nameOf(id)}' is not valid because its IP address range is outside the IP address range of virtual ` +
      `network '${nameOf(network)}'.`,
  );
}

/** The subnets of a network. */
export function subnetsOf(network: string, resources: Resources): ArmResource[] {
  return resources.below(network).filter(({ token }) => token === subnetToken);
}

/** A cluster or node pool that has nodes or pods in a subnet. */
function userOf(subnetId: string, resources: Resources): ArmResource | undefined {
  const uses = (body: JsonObject) =>
    [body.vnetSubnetID, body.podSubnetID].some(
      id => typeof id === "string" && id.toLowerCase() === subnetId.toLowerCase(),
    );
  return resources.all().find(({ body }) => uses(body) || ((body.agentPoolProfiles ?? []) as JsonObject[]).some(uses));
}

function etag(): string {
  return `W/"${randomUUID()}"`;
}

export const networkKinds: Record<string, Kind> = {
  "azure-native:network:VirtualNetwork": virtualNetwork,
  [subnetToken]: subnet,
};
