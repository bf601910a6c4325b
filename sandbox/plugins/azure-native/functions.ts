/** The functions that programs call: they tell who the caller is, and what is in Azure. */
import { ArmError } from "../../azure/resourceManager/armError";
import { nameOf } from "../../azure/resourceManager/ids";
import type { JsonObject } from "../../azure/resourceManager/json";
import { kinds } from "../../azure/resourceManager/kinds";
import { subnetsOf } from "../../azure/resourceManager/kinds/network";
import type { ResourceManager } from "../../azure/resourceManager/resourceManager";
import type { ArmResource } from "../../azure/resourceManager/store";
import type { PropertyMap } from "../../protocol/values";
import { currentKubeconfig } from "./config";

const clientId = "00000000-0000-4000-8000-000000000003";
const objectId = "00000000-0000-4000-8000-000000000004";

const managedCluster = "azure-native:containerservice:ManagedCluster";
const virtualNetwork = "azure-native:network:VirtualNetwork";

/** Functions that are more than look-ups. */
const functions: Record<string, (arm: ResourceManager, args: JsonObject) => Promise<PropertyMap>> = {
  "azure-native:authorization:getClientConfig": ({ subscriptionId, tenantId }) =>
    Promise.resolve({ clientId, objectId, subscriptionId, tenantId }),
  "azure-native:containerservice:listManagedClusterUserCredentials": async (arm, args) => {
    await lookUp(arm, managedCluster, args);
    return credentials("clusterUser");
  },
  "azure-native:containerservice:listManagedClusterAdminCredentials": async (arm, args) => {
    const { id, body } = await lookUp(arm, managedCluster, args);
    if (body.disableLocalAccounts !== true) return credentials("clusterAdmin");
    const reason = "Getting static credential is not allowed because this cluster is set to disable local accounts.";
    throw failed(id, new ArmError(400, "BadRequest", reason));
  },
  "azure-native:network:getVirtualNetwork": async (arm, args) => {
    const { id, body } = await lookUp(arm, virtualNetwork, args);
    const subnets = subnetsOf(id, arm.all()).map(subnet => ({
      ...subnet.body,
      id: subnet.id,
      name: nameOf(subnet.id),
    }));
    return {
      ...(body as PropertyMap),
      subnets: subnets as PropertyMap[],
      id,
      azureApiVersion: kinds[virtualNetwork].apiVersion,
    };
  },
};

/** Calls a function; `getX` looks up a resource of type X. */
export async function invoke(arm: ResourceManager, token: string, args: JsonObject): Promise<PropertyMap> {
  if (token in functions) return functions[token](arm, args);
  const type = token.replace(/:get(\w+)$/, ":$1");
  if (!(type in kinds) || type === token) {
    const known = [...Object.keys(functions), ...Object.keys(kinds).map(name => name.replace(/:(\w+)$/, ":get$1"))];
    throw new Error(`the stand-in for the azure-native plugin has no function ${token}; it has ${known.join(", ")}`);
  }
  const { id, body } = await lookUp(arm, type, args);
  return { ...(body as PropertyMap), id, azureApiVersion: kinds[type].apiVersion };
}

/** The resource that the arguments name. Arguments that are not in its path are ignored. */
async function lookUp(arm: ResourceManager, type: string, args: JsonObject): Promise<ArmResource> {
  const parameters = Object.fromEntries(Object.entries(args).map(([name, value]) => [name, value as string]));
  const missing = Object.keys(kinds[type].parameters).find(name => !(name in parameters));
  if (missing !== undefined) throw new Error(`missing required property '${missing}'`);
  const id = arm.idOf(type, parameters);
  try {
    return await arm.get(id, { signal: new AbortController().signal });
  } catch (error) {
    throw error instanceof ArmError ? failed(id, error) : error;
  }
}

function failed(id: string, error: ArmError): Error {
  return new Error(`request failed ${id}: ${error.message}`, { cause: error });
}

/** Every cluster of this Azure is the KUBECONFIG cluster. */
function credentials(name: string): PropertyMap {
  return { kubeconfigs: [{ name, value: Buffer.from(currentKubeconfig()).toString("base64") }] };
}
