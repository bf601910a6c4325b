/** Node pools, inline in a cluster or as resources of their own. */
import { ArmError } from "../armError";
import { checkCreateOnly } from "../body";
import { parseCidr } from "../cidr";
import { nameOf, parentOf } from "../ids";
import { textAt } from "../json";
import type { JsonObject } from "../json";
import type { Put } from "../kind";
import { anything, choice, flag, integer, list, map, object, output, required, text } from "../properties";
import type { Rule } from "../properties";
import type { Resources } from "../store";
import { invalidReference } from "./arc";
import { checkLabelsAndTaints } from "./labelsAndTaints";
import { subnetPrefixes } from "./network";
import { osDiskOf } from "./osDisk";

/** How many addresses of a subnet Azure reserves for itself: the first ones, and the last. */
const RESERVED_ADDRESSES = 5;

const createOnly = { createOnly: true } as const;

/** What Azure documents as fixed at creation is create-only; it updates everything else in place. */
export const nodePoolRules: Record<string, Rule> = {
  // Nodes are machines of a scale set with one size, image family and disk.
  vmSize: text(createOnly),
  osType: choice(["Linux", "Windows"], { default: "Linux", ...createOnly }),
  osSKU: text({ default: "Ubuntu" }),
  osDiskSizeGB: integer(0, 2048, createOnly),
  osDiskType: choice(["Managed", "Ephemeral"], createOnly),
  kubeletDiskType: choice(["OS", "Temporary"], createOnly),
  type: choice(["VirtualMachineScaleSets", "AvailabilitySet", "VirtualMachines"], {
    default: "VirtualMachineScaleSets",
    ...createOnly,
  }),
  // Addresses for a node's pods are reserved when the node joins.
  maxPods: integer(10, 250, createOnly),
  vnetSubnetID: text(createOnly),
  podSubnetID: text(createOnly),
  availabilityZones: list(text(), createOnly),
  enableEncryptionAtHost: flag({ default: false, ...createOnly }),
  enableUltraSSD: flag({ default: false, ...createOnly }),
  enableNodePublicIP: flag({ default: false }),
  enableFIPS: flag({ default: false }),
  scaleSetPriority: choice(["Regular", "Spot"], createOnly),
  scaleSetEvictionPolicy: choice(["Delete", "Deallocate"], createOnly),
  spotMaxPrice: anything,
  proximityPlacementGroupID: text(createOnly),
  capacityReservationGroupID: text(createOnly),
  hostGroupID: text(createOnly),
  gpuInstanceProfile: text(createOnly),
  nodePublicIPPrefixID: text(createOnly),
  creationData: anything,
  kubeletConfig: anything,
  linuxOSConfig: anything,
  // Updated in place.
  mode: choice(["System", "User", "Gateway"]),
  count: integer(0, 1000),
  enableAutoScaling: flag(),
  minCount: integer(0, 1000),
  maxCount: integer(0, 1000),
  nodeLabels: map(text()),
  nodeTaints: list(text()),
  orchestratorVersion: text(),
  scaleDownMode: choice(["Delete", "Deallocate"], { default: "Delete" }),
  upgradeSettings: object({
    maxSurge: text(),
    maxUnavailable: text(),
    drainTimeoutInMinutes: integer(1, 1440),
    nodeSoakDurationInMinutes: integer(0, 30),
    undrainableNodeBehavior: choice(["Cordon", "Schedule"]),
  }),
  networkProfile: anything,
  securityProfile: anything,
  powerState: object({ code: choice(["Running", "Stopped"]) }),
  workloadRuntime: text(),
  tags: map(text()),
  currentOrchestratorVersion: output(),
  nodeImageVersion: output(),
  provisioningState: output(),
};

/** A pool in a cluster's own list. */
export const inlinePool = object({ ...nodePoolRules, name: text(required) });

/** The network of the cluster that a pool is for. */
interface PoolNetwork {
  plugin: string | undefined;
  overlay: boolean;
}

/** How many pods a node runs if the pool does not say. */
function defaultMaxPods({ plugin, overlay }: PoolNetwork): number {
  if (overlay) return 250;
  return plugin === "azure" ? 30 : 110;
}

/** The pool with what Azure sets if nothing is given. */
export function completePool(pool: JsonObject, network: PoolNetwork, kubernetesVersion: string): JsonObject {
  const version = textAt(pool, "orchestratorVersion") ?? kubernetesVersion;
  const os = textAt(pool, "osSKU") ?? "Ubuntu";
  return {
    ...pool,
    count: pool.count ?? pool.minCount ?? 1,
    maxPods: pool.maxPods ?? defaultMaxPods(network),
    vmSize: pool.vmSize ?? "Standard_D2s_v3",
    ...osDiskOf(pool),
    orchestratorVersion: version,
    currentOrchestratorVersion: version,
    nodeImageVersion: `AKS${os}-2204gen2containerd-202511.01.0`,
    powerState: pool.powerState ?? { code: "Running" },
    provisioningState: "Succeeded",
  };
}

/** Throws if ARM would refuse a pool; `where` is its place in the request. */
export function checkPool(pool: JsonObject, where: string, network: PoolNetwork, put: Put): void {
  const { id, resources } = put;
  const name = textAt(pool, "name") ?? "";
  const linux = pool.osType !== "Windows";
  if (!(linux ? /^[a-z][a-z0-9]{0,11}$/ : /^[a-z][a-z0-9]{0,5}$/).test(name)) {
    const length = linux ? 12 : 6;
    throw invalid(`${where}.name`, name, `lower-case letters and digits, beginning with a letter, at most ${length}`);
  }
  const { enableAutoScaling, minCount, maxCount, count } = pool as Record<string, number | boolean | undefined>;
  const bounds = minCount !== undefined || maxCount !== undefined;
  if (enableAutoScaling === true ? !(Number(minCount) <= Number(maxCount)) : bounds) {
    throw invalid(`${where}.minCount`, String(minCount), "minCount and maxCount in order, with enableAutoScaling only");
  }
  const pods = Number(pool.maxPods ?? defaultMaxPods(network));
  if (Number(count ?? 1) > 0 && Number(count ?? 1) * pods < 30) {
    throw invalid(`${where}.maxPods`, String(pods), "such that all nodes of the pool can run 30 pods");
  }
  if (pool.mode === "System" && (!linux || count === 0)) {
    throw invalid(`${where}.mode`, "System", "a Linux pool with at least one node");
  }
  checkLabelsAndTaints(pool);
  for (const key of ["vnetSubnetID", "podSubnetID"]) {
    const subnetId = textAt(pool, key);
    if (subnetId !== undefined && !resources.get(subnetId)) throw invalidReference(subnetId, id);
  }
  checkSubnetSize(pool, network, put);
}

/** With plain Azure CNI, each node takes an address and one for each of its pods, also during an upgrade. */
function addressesFor(pool: JsonObject, network: PoolNetwork): number {
  const nodes = Math.max(Number(pool.count ?? 1), pool.enableAutoScaling === true ? Number(pool.maxCount) : 0);
  const podsTakeAddresses = network.plugin === "azure" && !network.overlay && pool.podSubnetID === undefined;
  const perNode = podsTakeAddresses ? Number(pool.maxPods ?? defaultMaxPods(network)) + 1 : 1;
  return (nodes + surge(textAt(pool, "upgradeSettings", "maxSurge") ?? "10%", nodes)) * perNode;
}

/** The other pools in a subnet already take some of its addresses. */
function checkSubnetSize(pool: JsonObject, network: PoolNetwork, { id, resources }: Put): void {
  const subnetId = textAt(pool, "vnetSubnetID");
  const subnet = resources.get(subnetId ?? "")?.body;
  if (!subnet) return;
  const others = allPools(resources).filter(
    other => textAt(other.pool, "vnetSubnetID")?.toLowerCase() === subnetId?.toLowerCase() && !isPool(other, id, pool),
  );
  const taken = others.reduce((sum, other) => sum + addressesFor(other.pool, other.network), 0);
  const needed = taken + addressesFor(pool, network);
  const [prefix] = subnetPrefixes(subnet);
  const range = parseCidr(prefix ?? "");
  const available = range ? range.last - range.first + 1 - RESERVED_ADDRESSES : 0;
  if (needed <= available) return;
  throw new ArmError(
    400,
    "InsufficientSubnetSize",
    `Pre-allocated IPs ${needed} exceeds IPs available ${available} in Subnet Cidr ${prefix}, Subnet Name ` +
      `${textAt(subnet, "name") ?? ""}. http://aka.ms/aks/insufficientsubnetsize`,
  );
}

/** A pool and its cluster. */
interface PlacedPool {
  clusterId: string;
  network: PoolNetwork;
  pool: JsonObject;
}

/** All existing pools, including those in the lists of clusters. */
function allPools(resources: Resources): PlacedPool[] {
  const inLists = resources
    .ofType("azure-native:containerservice:ManagedCluster")
    .flatMap(({ id, body }) => poolsOf(body).map(pool => ({ clusterId: id, network: networkOf(body), pool })));
  const ofTheirOwn = resources.ofType("azure-native:containerservice:AgentPool").map(({ id, body }) => {
    const clusterId = parentOf(id);
    const network = networkOf(resources.get(clusterId)?.body ?? {});
    return { clusterId, network, pool: { ...body, name: nameOf(id) } };
  });
  return [...inLists, ...ofTheirOwn];
}

/** Whether a pool is the requested one, by the id of its cluster or its own. */
function isPool({ clusterId, pool }: PlacedPool, id: string, asked: JsonObject): boolean {
  const ids = [clusterId, `${clusterId}/agentPools/${textAt(pool, "name")}`].map(one => one.toLowerCase());
  return ids.includes(id.toLowerCase()) && pool.name === asked.name;
}

function surge(maxSurge: string, nodes: number): number {
  const amount = Number(maxSurge.replace(/%$/, ""));
  return maxSurge.endsWith("%") ? Math.ceil((nodes * amount) / 100) : amount;
}

/** Throws if a pool has another value for what is fixed. */
export function checkPoolChange(pool: JsonObject, former: JsonObject, where: string): void {
  // What the program leaves out stays as Azure has set it.
  checkCreateOnly(nodePoolRules, { ...former, ...pool }, former, where);
}

function invalid(property: string, given: string, wanted: string): ArmError {
  const reason = `The value of parameter ${property} is invalid: ${JSON.stringify(given)}. It should be ${wanted}.`;
  return new ArmError(400, "InvalidParameter", reason);
}

/** The pool that is a resource of its own. */
export function poolOf({ id, body }: Put): JsonObject {
  return { ...body, name: nameOf(id) };
}

/** The pools in the list of a cluster. */
export function poolsOf(cluster: JsonObject): JsonObject[] {
  return (cluster.agentPoolProfiles ?? []) as JsonObject[];
}

/** The network that a cluster gives its pools. */
export function networkOf(cluster: JsonObject): PoolNetwork {
  return {
    plugin: textAt(cluster, "networkProfile", "networkPlugin"),
    overlay: textAt(cluster, "networkProfile", "networkPluginMode") === "overlay",
  };
}
