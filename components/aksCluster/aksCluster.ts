import { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";
import { AzureNativeResource } from "../azure/azureNative";
import { argumentsOf } from "../inputs/arguments";
import { gated } from "../inputs/input";
import { outputsOf } from "../outputs";
import type { AksClusterArgs } from "./args";
import { checkCluster } from "./check";
import { warnOfCalico } from "./longTermSupport";
import {
  issuerUrl,
  keepsSystemPool,
  lookUp,
  namesOf,
  newCluster,
  nodesIdentity,
  userKubeconfig,
} from "./managedCluster";
import { newPools } from "./nodePools";
import { placeNodes } from "./nodeSubnet";
import { loginServerOf, registryId } from "./registry";
import { placeInGroup } from "./resourceGroup";
import { assignRole, mayJoin } from "./roleAssignment";

/**
 * A Kubernetes cluster in Azure (AKS) with Azure CNI and Calico, and everything that it needs: a resource group, a network, an
 * identity with its roles, node pools and a container registry. Some of these may exist already.
 *
 * @throws pulumi.InputPropertyError if address ranges overlap, are reserved or are too small, or if Azure would refuse a name, a
 * count or a setting. An Output is checked as soon as it is known.
 * @see https://learn.microsoft.com/azure/aks/use-network-policies
 */
export class AksCluster extends pulumi.ComponentResource {
  /** The kubeconfig of a user, not of an administrator. Secret. With `aad` it calls kubelogin. */
  public readonly kubeconfig: pulumi.Output<string>;
  /** The ARM id of the cluster, for a Kubernetes provider's `clusterIdentifier`: it stays when the kubeconfig changes. */
  public readonly clusterId: pulumi.Output<string>;
  /** The name of the cluster in Azure. */
  public readonly clusterName: pulumi.Output<string>;
  /** The resource group of the component's resources. */
  public readonly resourceGroupName: pulumi.Output<string>;
  /** The resource group that AKS created for nodes, disks and load balancers. */
  public readonly nodeResourceGroup: pulumi.Output<string>;
  /** The ARM id of the nodes' subnet. */
  public readonly subnetId: pulumi.Output<string>;
  /** The registry's host name, the first part of its images' names. Not set without `registry`. */
  public readonly registryLoginServer: pulumi.Output<string | undefined>;
  /** The URL of the cluster's issuer of ServiceAccount tokens, for workload identity. */
  public readonly oidcIssuerUrl: pulumi.Output<string>;

  constructor(name: string, args: AksClusterArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    super("aks-mqtt:index:AksCluster", name, {}, opts);

    const checked = checkCluster(name, argumentsOf(args));
    warnOfCalico(checked, this);
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
    const found = lookUp(cluster, this);
    const { kubernetesVersion } = checked.upgrades;
    const { system, others } = checked.pools;
    newPools(name, others, { inGroup, cluster, found, system, kubernetesVersion, subnetId }, this);
    const registry = checked.registry && registryId(name, checked.registry, identity.id, inGroup, this);
    if (registry !== undefined) {
      assignRole(`${name}-pulls`, "acrPull", nodesIdentity(found), registry, { parent: this });
    }

    this.kubeconfig = userKubeconfig(cluster, found, checked.aad !== undefined, this);
    this.clusterId = cluster.id;
    this.clusterName = namesOf(cluster).resourceName;
    this.resourceGroupName = inGroup.resourceGroupName;
    this.nodeResourceGroup = gated(
      found.apply(of => of.nodeResourceGroup),
      keepsSystemPool(cluster, found, system),
    );
    this.subnetId = subnetId;
    this.registryLoginServer =
      registry === undefined ? pulumi.output<string | undefined>(undefined) : loginServerOf(registry, this);
    this.oidcIssuerUrl = issuerUrl(found);
    clusters.set(this, { name, cluster });
    this.registerOutputs(outputsOf(this));
  }

  /** The cluster as a resource. What has `deletedWith: aks.cluster` is deleted together with the cluster. */
  get cluster(): pulumi.CustomResource {
    return clusters.get(this)!.cluster;
  }

  /**
   * A Kubernetes provider for the cluster, created on first use. A changed kubeconfig does not replace its resources, and the
   * next update adopts what an interrupted update left behind.
   */
  get provider(): Provider {
    const own = clusters.get(this)!;
    own.provider ??= newProvider(own.name, own.cluster, this);
    return own.provider;
  }
}

/** State outside the outputs: every field of the class would become part of the schema. */
interface Own {
  name: string;
  cluster: pulumi.CustomResource;
  provider?: Provider;
}

const clusters = new WeakMap<AksCluster, Own>();

function newProvider(name: string, cluster: pulumi.CustomResource, aks: AksCluster): Provider {
  return new Provider(
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
