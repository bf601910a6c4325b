/** The cluster itself, its further node pools, and what Azure tells of it. */
import * as pulumi from "@pulumi/pulumi";
import { AzureNativeResource, callAzure, segmentOf } from "../azure/azureNative";
import { quickToPrint } from "../inputs/errors";
import { gated } from "../inputs/input";
import type { Cluster } from "./check";
import type { Network } from "./checkNetwork";
import type { NodePool } from "./checkPools";
import { AksTier } from "./enums";
import type { InGroup } from "./resourceGroup";

/** What a cluster is placed in. */
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
  const [system] = cluster.pools;
  const systemPool: pulumi.Inputs = {
    name: system.name,
    ...system.properties,
    orchestratorVersion: upgrades.kubernetesVersion,
    vnetSubnetID: subnetId,
  };
  return new AzureNativeResource(
    "containerservice:ManagedCluster",
    `${name}-cluster`,
    {
      ...inGroup,
      resourceGroupName: gated(inGroup.resourceGroupName, nodeGroupFits),
      resourceName: cluster.clusterName,
      sku: { name: "Base", tier: cluster.tier },
      supportPlan: cluster.tier.apply(tier => (tier === AksTier.Premium ? "AKSLongTermSupport" : "KubernetesOfficial")),
      dnsPrefix: cluster.dnsPrefix,
      nodeResourceGroup: cluster.nodeResourceGroup,
      ...upgrades,
      identity: { type: "UserAssigned", userAssignedIdentities: [identityId] },
      networkProfile: networkProfile(network),
      agentPoolProfiles: [systemPool],
      apiServerAccessProfile: access,
      aadProfile: aad,
      disableLocalAccounts: aad !== undefined,
      oidcIssuerProfile: { enabled: true },
      securityProfile: { workloadIdentity: { enabled: true } },
    },
    {
      parent,
      dependsOn: joins,
      // What Azure refuses to change, and the plugin does not know about. Azure lists all pools by name, so that after a
      // refresh another pool may be the first: what the program says decides, not what is in the list.
      replacementTrigger: pulumi.output({
        ...Object.fromEntries(["name", ...system.opts.replaceOnChanges].map(key => [key, systemPool[key]])),
        enablePrivateCluster: access.enablePrivateCluster,
      }),
      ignoreChanges: system.opts.ignoreChanges.map(property => `agentPoolProfiles[0].${property}`),
      // Two clusters cannot have the same names at the same time.
      deleteBeforeReplace: cluster.clusterName !== undefined || cluster.nodeResourceGroup !== undefined,
    },
  );
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

/** What a further pool is placed in. */
interface PoolSurroundings {
  inGroup: InGroup;
  cluster: pulumi.CustomResource;
  /** Nodes without a version stay with theirs when the control plane is upgraded. */
  kubernetesVersion?: pulumi.Output<string | undefined>;
  subnetId: pulumi.Output<string>;
}

/** A pool that is a resource of its own. */
export function newPool(
  name: string,
  pool: NodePool,
  { inGroup, cluster, kubernetesVersion, subnetId }: PoolSurroundings,
  parent: pulumi.Resource,
): void {
  const inputs = {
    resourceGroupName: inGroup.resourceGroupName,
    resourceName: cluster.id.apply(id => segmentOf(id, "managedClusters")!),
    agentPoolName: pool.name,
    ...pool.properties,
    orchestratorVersion: kubernetesVersion,
    vnetSubnetID: subnetId,
    tags: inGroup.tags,
  };
  new AzureNativeResource("containerservice:AgentPool", `${name}-pool-${pool.name}`, inputs, {
    parent,
    deletedWith: cluster,
    deleteBeforeReplace: true,
    ...pool.opts,
  });
}

/** What AKS tells of a cluster. It keeps one that it failed to make, of which it has less to tell. */
interface FoundCluster {
  provisioningState?: string;
  nodeResourceGroup: string;
  identityProfile?: { kubeletidentity?: { objectId: string } };
  oidcIssuerProfile?: { issuerURL?: string };
}

/** The cluster as Azure has it now. */
export function lookUp(cluster: pulumi.CustomResource, parent: pulumi.Resource): pulumi.Output<FoundCluster> {
  return callAzure<FoundCluster>("containerservice:getManagedCluster", namesOf(cluster), parent);
}

/** The object id of the identity with which the nodes pull images. */
export function nodesIdentity(found: pulumi.Output<FoundCluster>): pulumi.Output<string> {
  return found.apply(of => told(of.identityProfile?.kubeletidentity?.objectId, "identity of the nodes"));
}

/** The URL of the issuer of ServiceAccount tokens. */
export function issuerUrl(found: pulumi.Output<FoundCluster>): pulumi.Output<string> {
  return found.apply(of => told(of.oidcIssuerProfile?.issuerURL, "issuer of tokens"));
}

/** The kubeconfig of a user: that of an administrator is refused where local accounts are off. */
export function userKubeconfig(
  cluster: pulumi.CustomResource,
  found: pulumi.Output<FoundCluster>,
  aad: boolean,
  parent: pulumi.Resource,
): pulumi.Output<string> {
  // A preview that mends a cluster must not ask for what that may not have yet.
  const id = pulumi
    .all([cluster.id, found])
    .apply(([given, { provisioningState }]) =>
      pulumi.runtime.isDryRun() && provisioningState === "Failed" ? unknownText : given,
    );
  const credentials = callAzure<{ kubeconfigs: { value: string }[] }>(
    "containerservice:listManagedClusterUserCredentials",
    { ...namesOf({ id }), ...(aad ? { format: "exec" } : {}) },
    parent,
  );
  const kubeconfig = credentials.apply(({ kubeconfigs }) => told(kubeconfigs.at(0)?.value, "kubeconfig"));
  return pulumi.secret(kubeconfig.apply(value => Buffer.from(value, "base64").toString()));
}

const unknownText = pulumi.unknown as unknown as string;

/** Unknown in the preview of an update that is to mend the cluster, an error when the cluster should have it. */
function told(value: string | undefined, what: string): string {
  if (value !== undefined) return value;
  if (pulumi.runtime.isDryRun()) return unknownText;
  const mend = "see the cluster's state in Azure's portal, mend what it says, and run the update again";
  throw quickToPrint(
    new pulumi.RunError(`Reading the ${what} from the cluster: Azure tells none. AKS failed to make it: ${mend}.`),
  );
}

function namesOf({ id }: { id: pulumi.Output<string> }) {
  return {
    resourceGroupName: id.apply(of => segmentOf(of, "resourceGroups")!),
    resourceName: id.apply(of => segmentOf(of, "managedClusters")!),
  };
}
