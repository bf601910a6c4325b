/** Azure as components see it without an engine: ids in ARM's form, and the results of functions. */
import type { MockCallArgs, MockResourceArgs, MockResourceResult } from "@pulumi/pulumi/runtime";
import { faultsOfArguments, faultsOfResult } from "./azureSdk";

/** Existing resources, by the names of the functions that look them up. */
export interface ExistingAzure {
  subnet?: { addressPrefix?: string; addressPrefixes?: string[] };
  virtualNetwork?: {
    addressSpace: { addressPrefixes: string[] };
    subnets?: { name: string; addressPrefix: string }[];
  };
  /** A cluster that AKS failed to create: it has an id, and little else. */
  failedCluster?: boolean;
}

/** The place of a type in an id, and the input that names the resource. */
const types: Record<string, { path: string; named: string }> = {
  "authorization:RoleAssignment": { path: "Microsoft.Authorization/roleAssignments", named: "roleAssignmentName" },
  "containerregistry:Registry": { path: "Microsoft.ContainerRegistry/registries", named: "registryName" },
  "containerservice:AgentPool": { path: "Microsoft.ContainerService/agentPools", named: "agentPoolName" },
  "containerservice:ManagedCluster": { path: "Microsoft.ContainerService/managedClusters", named: "resourceName" },
  "managedidentity:UserAssignedIdentity": {
    path: "Microsoft.ManagedIdentity/userAssignedIdentities",
    named: "resourceName",
  },
  "network:Subnet": { path: "Microsoft.Network/virtualNetworks/net/subnets", named: "subnetName" },
  "network:VirtualNetwork": { path: "Microsoft.Network/virtualNetworks", named: "virtualNetworkName" },
  "resources:ResourceGroup": { path: "Microsoft.Resources/resourceGroups", named: "resourceGroupName" },
  ...Object.fromEntries(
    ["Broker", "BrokerAuthentication", "BrokerAuthorization", "BrokerListener"].map(kind => [
      `iotoperations:${kind}`,
      { path: `Microsoft.IoTOperations/${kind}`, named: "name" },
    ]),
  ),
};

export function isAzureType(type: string): boolean {
  return type.replace("azure-native:", "") in types;
}

/** A resource as Azure Resource Manager returns it, with Pulumi's name; a preview has only the ids of existing resources. */
export function armResource(
  { type, name }: MockResourceArgs,
  inputs: Record<string, unknown>,
  { preview, azure = {} }: { preview?: boolean; azure?: ExistingAzure },
): MockResourceResult {
  const token = type.replace("azure-native:", "");
  refuseFaults(faultsOfArguments(token, inputs));
  const { path, named } = types[token];
  const given = (inputs[named] as string | undefined) ?? `${name}1a2b3c4d`;
  const group = (inputs.resourceGroupName as string | undefined) ?? given;
  const id = `/subscriptions/test/resourceGroups/${group}/providers/${path}/${given}`;
  const there = azure.failedCluster === true && type === "azure-native:containerservice:ManagedCluster";
  return { id: preview && !there ? undefined : id, state: { name: given, ...inputs } };
}

/** The result of an azure-native function; undefined for one that nobody should call. */
export function tellOfAzure(
  { token, inputs }: MockCallArgs,
  azure: ExistingAzure,
): Record<string, unknown> | undefined {
  const called = token.replace("azure-native:", "");
  const result = resultOf(called, inputs as Record<string, unknown>, azure);
  if (result !== undefined) {
    refuseFaults([...faultsOfArguments(called, inputs as object), ...faultsOfResult(called, result)]);
  }
  return result;
}

/** Fails for whatever the SDK's types do not accept, since Azure would refuse it. */
function refuseFaults(faults: string[]): void {
  if (faults.length > 0) throw new Error(`@pulumi/azure-native does not accept this:\n${faults.join("\n")}`);
}

function resultOf(
  token: string,
  inputs: Record<string, unknown>,
  { subnet, virtualNetwork, failedCluster }: ExistingAzure,
): Record<string, unknown> | undefined {
  const named = (property: string) => String(inputs[property]);
  switch (token) {
    case "managedidentity:getUserAssignedIdentity":
      return { principalId: `principal of ${named("resourceName")}` };
    case "containerservice:getManagedCluster":
      if (failedCluster) return { provisioningState: "Failed", nodeResourceGroup: "nodes" };
      return {
        nodeResourceGroup: `MC_${named("resourceGroupName")}_${named("resourceName")}_westeurope`,
        identityProfile: { kubeletidentity: { objectId: `kubelet of ${named("resourceName")}` } },
        oidcIssuerProfile: { issuerURL: `https://westeurope.oic.prod-aks.azure.com/${named("resourceName")}/` },
      };
    case "containerservice:listManagedClusterUserCredentials": {
      if (failedCluster) throw new Error("a failed cluster has no credentials");
      const { format } = inputs as { format?: string };
      const text = `kubeconfig of ${named("resourceName")}${format === undefined ? "" : ` in the form ${format}`}`;
      return { kubeconfigs: [{ name: "clusterUser", value: Buffer.from(text).toString("base64") }] };
    }
    case "containerregistry:getRegistry":
      return { loginServer: `${named("registryName")}.azurecr.io` };
    case "network:getSubnet":
      return subnet && { name: named("subnetName"), ...subnet };
    case "network:getVirtualNetwork":
      if (subnet) return { addressSpace: {}, ...virtualNetwork };
      return virtualNetwork && { ...virtualNetwork };
    default:
      return undefined;
  }
}
