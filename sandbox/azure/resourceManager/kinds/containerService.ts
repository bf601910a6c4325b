/** Azure Kubernetes Service. */
import { randomUUID } from "node:crypto";
import { ArmError } from "../armError";
import { nameOf, parentOf } from "../ids";
import { textAt } from "../json";
import type { Kind } from "../kind";
import {
  anything,
  choice,
  commonOutputs,
  flag,
  list,
  map,
  object,
  output,
  required,
  resourceGroupName,
  systemData,
  text,
  tracked,
} from "../properties";
import { checkCluster } from "./clusterChecks";
import { checkAlone, isScaling, poolsDone, takeTime } from "./clusterOperations";
import { clusterOutputs } from "./clusterOutputs";
import { checkPool, completePool, inlinePool, networkOf, nodePoolRules, poolOf, poolsOf } from "./nodePool";

const clusterPath =
  "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.ContainerService" +
  "/managedClusters/{resourceName}";
const apiVersion = "2025-09-01";
const replace = { replace: true } as const;
const resourceName = text({
  ...required,
  minLength: 1,
  maxLength: 63,
  pattern: /^[a-zA-Z0-9]$|^[a-zA-Z0-9][-_a-zA-Z0-9]{0,61}[a-zA-Z0-9]$/,
});

/** The plugin has its own list of replacements: for what no update can change, or only in one direction. */
const networkProfile = object({
  networkPlugin: choice(["azure", "kubenet", "none"], replace),
  networkPluginMode: choice(["overlay"], replace),
  networkPolicy: choice(["none", "calico", "azure", "cilium"], replace),
  networkDataplane: choice(["azure", "cilium"], replace),
  networkMode: choice(["transparent", "bridge"], replace),
  serviceCidr: text({ default: "10.0.0.0/16", ...replace }),
  serviceCidrs: list(text(), replace),
  dnsServiceIP: text({ default: "10.0.0.10", ...replace }),
  podCidr: text({ default: "10.244.0.0/16", ...replace }),
  outboundType: choice(["loadBalancer", "userDefinedRouting", "managedNATGateway", "userAssignedNATGateway", "none"], {
    default: "loadBalancer",
    ...replace,
  }),
  loadBalancerSku: choice(["standard", "basic"], { default: "standard" }),
  ipFamilies: list(choice(["IPv4", "IPv6"])),
  podCidrs: list(text()),
  advancedNetworking: anything,
  loadBalancerProfile: anything,
  natGatewayProfile: anything,
  staticEgressGatewayProfile: anything,
});

const managedCluster: Kind = {
  path: clusterPath,
  apiVersion,
  parameters: { resourceGroupName, resourceName },
  properties: {
    ...tracked,
    sku: object({ name: choice(["Base", "Automatic"]), tier: choice(["Free", "Standard", "Premium"]) }),
    identity: object({
      type: choice(["None", "SystemAssigned", "UserAssigned"]),
      userAssignedIdentities: { type: "stringSet" },
      principalId: output(),
      tenantId: output(),
    }),
    identityProfile: map(anything),
    dnsPrefix: text(replace),
    fqdnSubdomain: text(replace),
    diskEncryptionSetID: text(replace),
    linuxProfile: { ...anything, replace: true },
    windowsProfile: { ...anything, replace: true },
    nodeResourceGroup: text(replace),
    nodeResourceGroupProfile: anything,
    kubernetesVersion: text(),
    enableRBAC: flag({ default: true, createOnly: true }),
    disableLocalAccounts: flag({ default: false }),
    agentPoolProfiles: list(inlinePool),
    networkProfile,
    oidcIssuerProfile: object({ enabled: flag({ default: false }), issuerURL: output() }),
    securityProfile: anything,
    autoUpgradeProfile: object({
      upgradeChannel: choice(["rapid", "stable", "patch", "node-image", "none"]),
      nodeOSUpgradeChannel: choice(["None", "Unmanaged", "NodeImage", "SecurityPatch"], { default: "NodeImage" }),
    }),
    apiServerAccessProfile: object({
      authorizedIPRanges: list(text()),
      disableRunCommand: flag(),
      enablePrivateCluster: flag({ createOnly: true }),
      enablePrivateClusterPublicFQDN: flag(),
      enableVnetIntegration: flag(),
      privateDNSZone: text(),
      subnetId: text(),
    }),
    aadProfile: object({
      managed: flag(),
      enableAzureRBAC: flag(),
      adminGroupObjectIDs: list(text()),
      tenantID: text(),
    }),
    addonProfiles: map(anything),
    autoScalerProfile: anything,
    azureMonitorProfile: anything,
    httpProxyConfig: anything,
    ingressProfile: anything,
    metricsProfile: anything,
    nodeProvisioningProfile: anything,
    publicNetworkAccess: choice(["Enabled", "Disabled"], { default: "Enabled" }),
    serviceMeshProfile: anything,
    servicePrincipalProfile: anything,
    storageProfile: anything,
    supportPlan: choice(["KubernetesOfficial", "AKSLongTermSupport"], { default: "KubernetesOfficial" }),
    upgradeSettings: anything,
    workloadAutoScalerProfile: anything,
    azurePortalFQDN: output(),
    currentKubernetesVersion: output(),
    eTag: output(),
    fqdn: output(),
    privateFQDN: output(),
    maxAgentPools: output({ type: "integer" }),
    powerState: output(object({ code: output() })),
    provisioningState: output(),
    resourceUID: output(),
    ...systemData,
    ...commonOutputs,
  },
  stateAt: ["provisioningState"],
  check: checkCluster,
  checkUnderWay: checkAlone,
  outputs: clusterOutputs,
  async provision(cluster, work) {
    await takeTime(work);
    return { agentPoolProfiles: poolsDone(cluster) };
  },
  remove: (_, work) => takeTime(work),
  // Pools that are separate resources are in the list, too. Azure sorts it by name.
  view: ({ id, body }, resources) => ({
    agentPoolProfiles: [
      ...poolsOf(body),
      ...resources
        .ofType("azure-native:containerservice:AgentPool")
        .filter(pool => parentOf(pool.id).toLowerCase() === id.toLowerCase())
        .map(pool => ({
          ...pool.body,
          name: nameOf(pool.id),
          ...(isScaling(body) && { provisioningState: "Scaling" }),
        })),
    ].sort((a, b) => (textAt(a, "name") ?? "").localeCompare(textAt(b, "name") ?? "")),
  }),
  removesBelow: true,
};

const agentPool: Kind = {
  path: `${clusterPath}/agentPools/{agentPoolName}`,
  apiVersion,
  parameters: {
    resourceGroupName,
    resourceName,
    agentPoolName: text({ ...required, pattern: /^[a-z][a-z0-9]{0,11}$/ }),
  },
  properties: {
    ...nodePoolRules,
    vmSize: { ...nodePoolRules.vmSize, replace: true },
    gpuInstanceProfile: { ...nodePoolRules.gpuInstanceProfile, replace: true },
    eTag: output(),
    name: output(),
  },
  stateAt: ["provisioningState"],
  check: put => {
    const cluster = put.resources.get(parentOf(put.id))?.body ?? {};
    const pool = poolOf(put);
    const inline = poolsOf(cluster).some(({ name }) => name === pool.name);
    if (inline && !put.existing) {
      throw new ArmError(409, "Conflict", `The cluster already has the node pool '${put.parameters.agentPoolName}'.`);
    }
    checkPool(pool, "agentPool", networkOf(cluster), put);
  },
  outputs: put => {
    const cluster = put.resources.get(parentOf(put.id))?.body ?? {};
    const version = textAt(cluster, "currentKubernetesVersion") ?? "";
    const { name, provisioningState, ...rest } = completePool(poolOf(put), networkOf(cluster), version);
    const mode = put.body.mode ?? "User";
    return name && provisioningState ? { ...rest, mode, eTag: randomUUID() } : {};
  },
  checkUnderWay: checkAlone,
  provision: (_, work) => takeTime(work),
  remove: (_, work) => takeTime(work),
};

export const containerServiceKinds: Record<string, Kind> = {
  "azure-native:containerservice:ManagedCluster": managedCluster,
  "azure-native:containerservice:AgentPool": agentPool,
};
