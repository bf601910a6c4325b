/** The cluster itself, with its system pool, and what Azure knows about it. */
import * as pulumi from "@pulumi/pulumi";
import { AzureNativeResource, callAzure, namesIn } from "../azure/azureNative";
import { refuse } from "../inputs/errors";
import { gated } from "../inputs/input";
import { shown } from "../inputs/shown";
import { notYet } from "../outputs";
import type { Cluster } from "./check";
import type { Network } from "./checkNetwork";
import { defaultSystemPoolName, formerSystemPoolName } from "./checkPools";
import type { SystemPool } from "./checkPools";
import { supportPlanOf } from "./longTermSupport";
import type { InGroup } from "./resourceGroup";

/** The resources around a cluster. */
interface Surroundings {
  inGroup: InGroup;
  nodeGroupFits: pulumi.Output<void>;
  identityId: pulumi.Output<string>;
  subnetId: pulumi.Output<string>;
  joins: pulumi.Resource;
}

/** The cluster, with its system pool. */
export function newCluster(
  name: string,
  cluster: Cluster,
  { inGroup, nodeGroupFits, identityId, subnetId, joins }: Surroundings,
  parent: pulumi.Resource,
): pulumi.CustomResource {
  const { upgrades, network, access, aad } = cluster;
  const { system } = cluster.pools;
  const systemPool: pulumi.Inputs = {
    name: system.name,
    ...system.properties,
    orchestratorVersion: upgrades.kubernetesVersion,
    vnetSubnetID: subnetId,
    tags: inGroup.tags,
  };
  return new AzureNativeResource(
    "containerservice:ManagedCluster",
    `${name}-cluster`,
    {
      ...inGroup,
      resourceGroupName: gated(inGroup.resourceGroupName, nodeGroupFits),
      resourceName: cluster.clusterName,
      sku: { name: "Base", tier: cluster.tier },
      supportPlan: cluster.tier.apply(supportPlanOf),
      dnsPrefix: cluster.dnsPrefix,
      nodeResourceGroup: cluster.nodeResourceGroup,
      ...upgrades,
      identity: { type: "UserAssigned", userAssignedIdentities: [identityId] },
      networkProfile: networkProfile(network),
      agentPoolProfiles: [systemPool],
      enableRBAC: true,
      apiServerAccessProfile: access,
      aadProfile: aad,
      disableLocalAccounts: aad !== undefined,
      oidcIssuerProfile: { enabled: true },
      securityProfile: { workloadIdentity: { enabled: true } },
    },
    {
      parent,
      dependsOn: joins,
      // Immutable properties that the plugin does not know about. Azure lists all pools by name, so after a refresh another
      // pool may be the first. That is why the program's values decide, not those in the list.
      replacementTrigger: pulumi.output({
        name: nameThatReplaces(system),
        ...Object.fromEntries(system.immutable.map(key => [key, systemPool[key]])),
        enablePrivateCluster: access.enablePrivateCluster,
      }),
      // Azure cannot change enableRBAC, which earlier versions left to its default, true.
      ignoreChanges: [
        "enableRBAC",
        ...(system.isNamed ? [] : ["agentPoolProfiles[0].name"]),
        ...(system.scales ? ["agentPoolProfiles[0].count"] : []),
      ],
      // Two clusters cannot have the same names at the same time.
      deleteBeforeReplace: cluster.clusterName !== undefined || cluster.nodeResourceGroup !== undefined,
    },
  );
}

/** The names by default, of this and of earlier versions. */
const defaultNames = [defaultSystemPoolName, formerSystemPoolName];

/** The name in the replacement trigger. The defaults count as one: the program does not say which one a cluster has. */
function nameThatReplaces({ name }: SystemPool): string {
  return defaultNames.includes(name) ? formerSystemPoolName : name;
}

/**
 * Fails in a preview of an update that would turn another pool into the system pool: Azure lists all pools by name, so after a
 * refresh the ignored name may be another pool's; or the program may give the other default.
 */
export function keepsSystemPool(
  cluster: pulumi.CustomResource,
  found: pulumi.Output<FoundCluster>,
  { isNamed, name, path }: SystemPool,
): pulumi.Output<void> {
  // In a preview of an update, what is sent, of which only some is known; otherwise, all that Azure has returned.
  const { agentPoolProfiles } = cluster as WithPools;
  return pulumi
    .all([agentPoolProfiles.length, agentPoolProfiles[0].name, found])
    .apply(([length, sent, { agentPoolProfiles: inAzure }]) => {
      const names = inAzure?.map(pool => pool.name) ?? [];
      if (length !== 1 || names.length === 0) return;
      if (names.includes(sent) && (isNamed || defaultNames.includes(sent))) return;
      refuse(
        path.child("name"),
        `${isNamed ? `is ${shown(name)}` : "is missing"}, but the pools in Azure are ${names.map(shown).join(", ")}: ` +
          "set the name of the pool that was created with the cluster",
      );
    });
}

/** Of a cluster as a resource. */
interface WithPools extends pulumi.CustomResource {
  agentPoolProfiles: pulumi.Output<{ name: string }[]>;
}

function networkProfile({ policy, ranges }: Network): pulumi.Inputs {
  return {
    networkPlugin: "azure",
    networkPluginMode: ranges.apply(of => (of.podCidr === undefined ? undefined : "overlay")),
    networkPolicy: policy.apply(of => of.policy),
    networkDataplane: policy.apply(of => of.dataplane),
    podCidr: ranges.apply(of => of.podCidr),
    serviceCidr: ranges.apply(of => of.serviceCidr),
    dnsServiceIP: ranges.apply(of => of.dnsServiceIp),
    loadBalancerSku: "standard",
    outboundType: "loadBalancer",
  };
}

/** A cluster as AKS describes it. AKS keeps a cluster that it failed to create, with fewer properties. */
export interface FoundCluster {
  provisioningState?: string;
  agentPoolProfiles?: { name: string; mode: string }[];
  nodeResourceGroup: string;
  identityProfile?: { kubeletidentity?: { objectId: string } };
  oidcIssuerProfile?: { issuerURL?: string };
}

/** The cluster's current state in Azure. */
export function lookUp(cluster: pulumi.CustomResource, parent: pulumi.Resource): pulumi.Output<FoundCluster> {
  return callAzure<FoundCluster>("containerservice:getManagedCluster", namesOf(cluster), parent);
}

/** The object id of the identity with which the nodes pull images. */
export function nodesIdentity(found: pulumi.Output<FoundCluster>): pulumi.Output<string> {
  return found.apply(of => told(of.identityProfile?.kubeletidentity?.objectId, "identity of the nodes"));
}

/** The URL of the cluster's issuer of ServiceAccount tokens. */
export function issuerUrl(found: pulumi.Output<FoundCluster>): pulumi.Output<string> {
  return found.apply(of => told(of.oidcIssuerProfile?.issuerURL, "issuer of tokens"));
}

/** The kubeconfig of a user. Azure refuses an administrator's kubeconfig if local accounts are off. */
export function userKubeconfig(
  cluster: pulumi.CustomResource,
  found: pulumi.Output<FoundCluster>,
  aad: boolean,
  parent: pulumi.Resource,
): pulumi.Output<string> {
  // The preview of an update that repairs a cluster must not ask for credentials that may not exist yet.
  const id = pulumi
    .all([cluster.id, found])
    .apply(([given, { provisioningState }]) =>
      pulumi.runtime.isDryRun() && provisioningState === "Failed" ? (pulumi.unknown as unknown as string) : given,
    );
  const credentials = callAzure<{ kubeconfigs: { value: string }[] }>(
    "containerservice:listManagedClusterUserCredentials",
    { ...namesOf({ id }), ...(aad ? { format: "exec" } : {}) },
    parent,
  );
  const kubeconfig = credentials.apply(({ kubeconfigs }) => told(kubeconfigs.at(0)?.value, "kubeconfig"));
  return pulumi.secret(kubeconfig.apply(value => Buffer.from(value, "base64").toString()));
}

/** The value. An update may still repair a cluster without it. */
function told(value: string | undefined, what: string): string {
  const remedy = "look up the error in the cluster's state in the Azure portal, fix it, and run the update again";
  return (
    value ?? notYet(`Reading the ${what} from the cluster: Azure returned none. AKS failed to create it: ${remedy}.`)
  );
}

/** The names of a cluster and its resource group in Azure. */
export function namesOf({ id }: { id: pulumi.Output<string> }) {
  return namesIn(id, { resourceGroupName: "resourceGroups", resourceName: "managedClusters" });
}
