/** The roles of a cluster's identities. */
import type * as pulumi from "@pulumi/pulumi";
import { AzureNativeResource, callAzure, namesIn, segmentOf } from "../azure/azureNative";

/** Azure's built-in roles. */
const roles = {
  /** Join machines and load balancers to a network. */
  networkContributor: "4d97b98b-1d4f-4787-a291-c67834d212e7",
  /** Pull images from a registry. */
  acrPull: "7f951dda-4ed3-4680-a7ca-43fe172d538d",
};

/** Assigns the role to an identity, on the resource with the ARM id `scope`. */
export function assignRole(
  logicalName: string,
  role: keyof typeof roles,
  principalId: pulumi.Output<string>,
  scope: pulumi.Output<string>,
  opts: pulumi.CustomResourceOptions,
): pulumi.CustomResource {
  const roleDefinitionId = scope.apply(
    id =>
      `/subscriptions/${segmentOf(id, "subscriptions")}/providers/Microsoft.Authorization/roleDefinitions/${roles[role]}`,
  );
  // Without the type, Azure looks for a new identity in the directory, where it may appear late.
  const inputs = { principalId, principalType: "ServicePrincipal", roleDefinitionId, scope };
  return new AzureNativeResource("authorization:RoleAssignment", logicalName, inputs, opts);
}

/** Lets the cluster's identity join the subnet. The cluster needs that role before it is created. */
export function mayJoin(
  name: string,
  identity: pulumi.CustomResource,
  subnetId: pulumi.Output<string>,
  parent: pulumi.Resource,
): pulumi.CustomResource {
  const args = namesIn(identity.id, { resourceGroupName: "resourceGroups", resourceName: "userAssignedIdentities" });
  const found = callAzure<{ principalId: string }>("managedidentity:getUserAssignedIdentity", args, parent);
  const principalId = found.apply(of => of.principalId);
  return assignRole(`${name}-joins`, "networkContributor", principalId, subnetId, { parent });
}
