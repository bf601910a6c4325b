/** What AKS refuses in a well-formed request. */
import { ArmError } from "../armError";
import { overlap, parseAddress, parseCidr } from "../cidr";
import { parentOf } from "../ids";
import { at, textAt } from "../json";
import type { JsonObject } from "../json";
import type { Put } from "../kind";
import { hasRole } from "./access";
import { invalidReference } from "./arc";
import { nodeGroupOf } from "./clusterOutputs";
import { subnetPrefixes, subnetsOf } from "./network";
import { checkPool, checkPoolChange, networkOf, poolsOf } from "./nodePool";

/** Owner, Contributor and Network Contributor: each may let a cluster join a subnet. */
const subnetRoles = [
  "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
  "b24988ac-6180-42a0-ab88-20f7382dd24c",
  "4d97b98b-1d4f-4787-a291-c67834d212e7",
];

/** Ranges that AKS reserves for itself. */
const forbiddenRanges = ["169.254.0.0/16", "172.30.0.0/16", "172.31.0.0/16", "192.0.2.0/24"];

/** Throws if AKS would refuse the cluster. */
export function checkCluster(put: Put): void {
  const { id, body, existing, resources } = put;
  const pools = poolsOf(body);
  const [network, nodes] = [networkOf(body), at(body, "networkProfile")];
  if (body.dnsPrefix === undefined && body.fqdnSubdomain === undefined) {
    throw new ArmError(400, "InvalidParameter", "Required parameter dnsPrefix is missing (null).");
  }
  if (!pools.some(({ mode }) => mode === "System")) {
    throw new ArmError(400, "InvalidParameter", "Must define at least one system pool.");
  }
  if (body.disableLocalAccounts === true && body.aadProfile === undefined) {
    const reason = "Disabling local accounts needs a cluster with Microsoft Entra ID: aadProfile is missing.";
    throw new ArmError(400, "BadRequest", reason);
  }
  checkAccess(body);
  checkNodeGroup(put);
  pools.forEach((pool, i) => checkPool(pool, `agentPoolProfiles[${i}]`, network, put));
  for (const identity of Object.keys((at(body, "identity", "userAssignedIdentities") ?? {}) as JsonObject)) {
    if (!resources.get(identity)) throw invalidReference(identity, id);
  }
  checkNetwork(textAt(nodes, "networkPolicy"), textAt(nodes, "networkDataplane"));
  for (const pool of pools) checkSubnet(pool, put);
  checkServiceRange(body, put);
  if (!existing) return;
  if (existing.aadProfile !== undefined && body.aadProfile === undefined) {
    throw new ArmError(400, "BadRequest", "Microsoft Entra ID integration cannot be disabled once it is enabled.");
  }
  checkVersion(textAt(body, "kubernetesVersion"), textAt(existing, "currentKubernetesVersion") ?? "");
  const former = poolsOf(existing);
  pools.forEach((pool, i) => {
    const before = former.find(({ name }) => name === pool.name);
    if (before) return checkPoolChange(pool, before, `agentPoolProfiles[${i}]`);
    throw new ArmError(
      400,
      "BadRequest",
      "A new agent pool was introduced. Adding agent pools to an existing cluster is not allowed through managed cluster " +
        "operations. For agent pool specific change, please use per agent pool operations: https://aka.ms/agent-pool-rest-api",
    );
  });
}

/** What AKS takes as authorized ranges; the list is empty if everyone is let in. */
function checkAccess(body: JsonObject): void {
  const profile = at(body, "apiServerAccessProfile");
  const ranges = (at(profile, "authorizedIPRanges") ?? []) as string[];
  if (ranges.length === 0) return;
  const refuse = (reason: string) => {
    throw new ArmError(400, "InvalidParameter", reason);
  };
  if (at(profile, "enablePrivateCluster") === true)
    refuse("Private cluster cannot be enabled with AuthorizedIPRanges.");
  if (ranges.length > 200) refuse(`The number of authorized IP ranges is ${ranges.length}. The maximum is 200.`);
  const malformed = ranges.find(range => parseCidr(range.includes("/") ? range : `${range}/32`) === undefined);
  if (malformed !== undefined) refuse(`The authorized IP range ${malformed} is not a valid IPv4 CIDR.`);
  if (ranges.length > 1 && ranges.includes("0.0.0.0/32")) {
    refuse(
      "Setting apiServerAuthorizedIPRange to 0.0.0.0/32 is not allowed with other IP ranges. " +
        "Refer to https://aka.ms/aks/auth-ip-ranges for more details",
    );
  }
}

/** AKS creates that resource group, so it must not exist. */
function checkNodeGroup(put: Put): void {
  const { id, body, existing, resources } = put;
  const { length } = nodeGroupOf(put);
  if (length > 80) {
    const reason = `The length of the node resource group name is too long. The maximum length is 80 and the length of the value provided is ${length}. Please see https://aka.ms/aks-naming-rules for more details.`;
    throw new ArmError(400, "InvalidParameter", reason);
  }
  const group = textAt(body, "nodeResourceGroup")?.toLowerCase();
  if (group === undefined || existing) return;
  const [, subscription] = /^(\/subscriptions\/[^/]+)/i.exec(id) ?? [];
  const clusters = resources.ofType("azure-native:containerservice:ManagedCluster");
  const taken =
    resources.get(`${subscription}/resourceGroups/${group}`) !== undefined ||
    clusters.some(other => textAt(other.body, "nodeResourceGroup")?.toLowerCase() === group);
  if (!taken) return;
  const reason = `The node resource group ${group} is there already.`;
  throw new ArmError(409, "NodeResourceGroupAlreadyExists", reason);
}

function checkNetwork(policy: string | undefined, dataplane: string | undefined): void {
  const cilium = dataplane === "cilium";
  if ((policy === "cilium") === cilium || (cilium && (policy === undefined || policy === "none"))) return;
  const reason = `Network policy ${policy ?? "none"} is not supported with network dataplane ${dataplane ?? "azure"}.`;
  throw new ArmError(400, "InvalidNetworkPolicyWithDataplane", reason);
}

/** A cluster joins a subnet with its own identity, which needs permission before the cluster is created. */
function checkSubnet(pool: JsonObject, { body, resources }: Put): void {
  const subnetId = textAt(pool, "vnetSubnetID");
  if (subnetId === undefined || textAt(body, "identity", "type") !== "UserAssigned") return;
  const [identityId] = Object.keys((at(body, "identity", "userAssignedIdentities") ?? {}) as JsonObject);
  const principalId = textAt(resources.get(identityId ?? "")?.body, "principalId") ?? "";
  if (hasRole(resources, principalId, subnetRoles, subnetId)) return;
  throw new ArmError(
    403,
    "ResourceMissingPermissionError",
    `The cluster's identity ${identityId ?? "(none)"} does not have permission ` +
      `'Microsoft.Network/virtualNetworks/subnets/join/action' on subnet ${subnetId}.`,
  );
}

function checkServiceRange(body: JsonObject, { resources }: Put): void {
  const profile = at(body, "networkProfile");
  if (profile === undefined) return;
  const cidr = textAt(profile, "serviceCidr") ?? "";
  const dns = textAt(profile, "dnsServiceIP") ?? "";
  const [range, address] = [parseCidr(cidr), parseAddress(dns)];
  if (!range) throw new ArmError(400, "InvalidServiceCidr", `The service CIDR ${cidr} is not valid.`);
  if (address === undefined || address <= range.first + 1 || address > range.last) {
    const reason = `The DNS service IP ${dns} must be inside the service CIDR ${cidr} and must not be its first address.`;
    throw new ArmError(400, "InvalidDnsServiceIP", reason);
  }
  const forbidden = forbiddenRanges.find(other => overlap(range, parseCidr(other) ?? range));
  if (forbidden) {
    const reason = `The service CIDR ${cidr} must not overlap ${forbidden}.`;
    throw new ArmError(400, "InvalidServiceCidr", reason);
  }
  const networks = new Set(
    poolsOf(body).map(({ vnetSubnetID }) => (vnetSubnetID ? parentOf(vnetSubnetID as string) : "")),
  );
  for (const network of networks) {
    const prefixes = subnetsOf(network, resources).flatMap(({ body }) => subnetPrefixes(body));
    const taken = prefixes.find(prefix => overlap(range, parseCidr(prefix) ?? { first: -1, last: -1 }));
    if (taken === undefined) continue;
    const reason = `The specified service CIDR ${cidr} is conflicted with an existing subnet CIDR ${taken}.`;
    throw new ArmError(400, "ServiceCidrOverlapExistingSubnetsCidr", reason);
  }
}

/** Upgrades go one minor version at a time, and never back. */
function checkVersion(wanted: string | undefined, current: string): void {
  if (wanted === undefined) return;
  const [[, minor], [, currentMinor]] = [wanted, current].map(version => version.split(".").map(Number));
  if (minor === currentMinor || minor === currentMinor + 1) return;
  const reason = `Upgrading Kubernetes version ${current} to ${wanted} is not allowed.`;
  throw new ArmError(400, "OperationNotAllowed", reason);
}
