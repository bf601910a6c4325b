import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { AzureNativeResource, segmentOf } from "../azure/azureNative";
import { outputsOf } from "../outputs";
import type { AksClusterArgs } from "./args";
import { checkCluster } from "./check";
import { issuerUrl, lookUp, newCluster, newPool, nodesIdentity, userKubeconfig } from "./managedCluster";
import { placeNodes } from "./nodeSubnet";
import { loginServerOf, registryId } from "./registry";
import { placeInGroup } from "./resourceGroup";
import { assignRole, mayJoin } from "./roleAssignment";

/**
 * A Kubernetes cluster of Azure (AKS) with Azure CNI and Calico, and what it needs: a resource group, a network, an identity
 * with its rights, node pools and a container registry, each made here or there already.
 *
 * @throws pulumi.InputPropertyError, of an Output as soon as it is known, for ranges that overlap, are forbidden or too
 * small, and for names, counts and settings that Azure does not take.
 * @see https://learn.microsoft.com/azure/aks/use-network-policies
 */
export class AksCluster extends pulumi.ComponentResource {
  /** How to reach the cluster as a user, not as an administrator. Secret. With `aad` it calls kubelogin. */
  public readonly kubeconfig: pulumi.Output<string>;
  /** The ARM id of the cluster: the `clusterIdentifier` of a Kubernetes provider, which stays when the kubeconfig changes. */
  public readonly clusterId: pulumi.Output<string>;
  /** The name of the cluster in Azure. */
  public readonly clusterName: pulumi.Output<string>;
  /** The resource group in which everything was made. */
  public readonly resourceGroupName: pulumi.Output<string>;
  /** The resource group that AKS made for nodes, disks and load balancers. */
  public readonly nodeResourceGroup: pulumi.Output<string>;
  /** The ARM id of the subnet of the nodes. */
  public readonly subnetId: pulumi.Output<string>;
  /** The host name of the registry, with which the names of images in it begin. None without `registry`. */
  public readonly registryLoginServer: pulumi.Output<string | undefined>;
  /** The URL of the issuer of ServiceAccount tokens, for workload identity. */
  public readonly oidcIssuerUrl: pulumi.Output<string>;

  constructor(name: string, args: AksClusterArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    super("aks-mqtt:index:AksCluster", name, {}, opts);

    const checked = checkCluster(name, args);
    const { inGroup, nodeGroupFits } = placeInGroup(name, checked, this);
    const subnetId = placeNodes(name, checked, inGroup, this);
    const identity = new AzureNativeResource(
      "managedidentity:UserAssignedIdentity",
      `${name}-identity`,
      { ...inGroup },
      { parent: this },
    );
    const joins = mayJoin(name, identity, subnetId, this);
    const surroundings = { inGroup, nodeGroupFits, identityId: identity.id, subnetId, joins };
    const cluster = newCluster(name, checked, surroundings, this);
    const { kubernetesVersion } = checked.upgrades;
    const [, ...others] = checked.pools;
    others.forEach(pool => newPool(name, pool, { inGroup, cluster, kubernetesVersion, subnetId }, this));
    const found = lookUp(cluster, this);
    const registry = checked.registry && registryId(name, checked.registry, identity.id, inGroup, this);
    if (registry !== undefined) {
      assignRole(`${name}-pulls`, "acrPull", nodesIdentity(found), registry, { parent: this });
    }

    this.kubeconfig = userKubeconfig(cluster, found, checked.aad !== undefined, this);
    this.clusterId = cluster.id;
    this.clusterName = cluster.id.apply(id => segmentOf(id, "managedClusters")!);
    this.resourceGroupName = inGroup.resourceGroupName;
    this.nodeResourceGroup = found.apply(of => of.nodeResourceGroup);
    this.subnetId = subnetId;
    this.registryLoginServer =
      registry === undefined ? pulumi.output<string | undefined>(undefined) : loginServerOf(registry, this);
    this.oidcIssuerUrl = issuerUrl(found);
    clusters.set(this, { name, cluster });
    this.registerOutputs(outputsOf(this));
  }

  /** The cluster itself: what is in it is gone with it, if it has `deletedWith: aks.cluster`. */
  get cluster(): pulumi.CustomResource {
    return clusters.get(this)!.cluster;
  }

  /**
   * A Kubernetes provider for the cluster, made when it is first asked for. A changed kubeconfig replaces nothing of what is
   * made with it, and what an interrupted update left behind is taken over by the next.
   */
  get provider(): kubernetes.Provider {
    const own = clusters.get(this)!;
    own.provider ??= newProvider(own.name, own.cluster, this);
    return own.provider;
  }
}

/** What is no output: fields that are none would come into the schema. */
interface Own {
  name: string;
  cluster: pulumi.CustomResource;
  provider?: kubernetes.Provider;
}

const clusters = new WeakMap<AksCluster, Own>();

function newProvider(name: string, cluster: pulumi.CustomResource, aks: AksCluster): kubernetes.Provider {
  return new kubernetes.Provider(
    `${name}-provider`,
    {
      kubeconfig: aks.kubeconfig,
      clusterIdentifier: cluster.id,
      upsertExistingObjects: true,
      enablePatchForce: true,
      enableSecretMutable: true,
      enableConfigMapMutable: true,
    },
    { parent: aks, deletedWith: cluster },
  );
}
