/** Azure's side of an Azure IoT Operations that already runs in the cluster: what `az iot ops create` leaves there. */
import { KubeConfig } from "@kubernetes/client-node";
import { Cluster } from "../../kubernetes/client";
import { brokerApiVersion } from "./arcAgent";
import type { BrokerKind } from "./arcAgent";
import { isObject } from "./json";
import type { JsonObject } from "./json";
import { ResourceManager } from "./resourceManager";
import { SUBSCRIPTION_ID, TENANT_ID } from "./subscription";

/** What programs are told about an instance. */
export interface Installation {
  resourceGroupName: string;
  instanceName: string;
  customLocationId: string;
}

const resourceGroupName = "factory";
const instanceName = "aio";
const location = "westeurope";

/** The name of everything that an installation creates. */
const defaultName = "default";

/** What an installation creates, and the input that names it. */
const made: [BrokerKind, string][] = [
  ["Broker", "brokerName"],
  ["BrokerListener", "listenerName"],
  ["BrokerAuthentication", "authenticationName"],
];

/**
 * Records an instance in the Azure whose state is in `folder`, with the default broker, its listener and its
 * authentication, as they are in the cluster of the kubeconfig file. Azure does not know what was created there by hand.
 * Changes nothing in the cluster.
 */
export async function recordInstallation(folder: string, kubeconfig: string, namespace: string): Promise<Installation> {
  const cluster = clusterOf(kubeconfig);
  const azure = { folder, subscriptionId: SUBSCRIPTION_ID, tenantId: TENANT_ID, cluster: () => cluster };
  const arm = new ResourceManager(azure);
  const inGroup = { resourceGroupName };
  await arm.record("azure-native:resources:ResourceGroup", inGroup, { location });
  const identity = { type: "SystemAssigned" };
  const host = await arm.record(
    "azure-native:kubernetes:ConnectedCluster",
    { ...inGroup, clusterName: "edge" },
    { location, identity, agentPublicKeyCertificate: "" },
  );
  const extensionParameters = { clusterRp: "Microsoft.Kubernetes", clusterResourceName: "connectedClusters" };
  const extension = await arm.record(
    "azure-native:kubernetesconfiguration:Extension",
    { ...inGroup, ...extensionParameters, clusterName: "edge", extensionName: "azure-iot-operations" },
    { extensionType: "microsoft.iotoperations", scope: { cluster: { releaseNamespace: namespace } }, identity },
  );
  const customLocation = await arm.record(
    "azure-native:extendedlocation:CustomLocation",
    { ...inGroup, resourceName: "edge" },
    { location, namespace, hostType: "Kubernetes", hostResourceId: host.id, clusterExtensionIds: [extension.id] },
  );
  const registry = await arm.record(
    "azure-native:deviceregistry:SchemaRegistry",
    { ...inGroup, schemaRegistryName: "schemas" },
    {
      location,
      namespace: "schemas",
      storageAccountContainerUrl: "https://schemas.example.com/schemas",
      identity,
    },
  );
  const extendedLocation = { name: customLocation.id, type: "CustomLocation" };
  const inInstance = { ...inGroup, instanceName };
  await arm.record("azure-native:iotoperations:Instance", inInstance, {
    location,
    extendedLocation,
    properties: { schemaRegistryRef: { resourceId: registry.id } },
  });
  await recordDefaults(arm, cluster, namespace, inInstance, extendedLocation);
  return { resourceGroupName, instanceName, customLocationId: customLocation.id };
}

function clusterOf(kubeconfig: string): Cluster {
  const loaded = new KubeConfig();
  loaded.loadFromFile(kubeconfig);
  return new Cluster(loaded, loaded.getCurrentCluster()?.server ?? "");
}

async function recordDefaults(
  arm: ResourceManager,
  cluster: Cluster,
  namespace: string,
  inInstance: Record<string, string>,
  extendedLocation: JsonObject,
): Promise<void> {
  for (const [kind, parameter] of made) {
    const found = await cluster.get({ apiVersion: brokerApiVersion, kind, namespace, name: defaultName });
    if (!found) continue;
    const parameters = { ...inInstance, brokerName: defaultName, [parameter]: defaultName };
    const body = { extendedLocation, properties: specOf(found as JsonObject) };
    await arm.record(`azure-native:iotoperations:${kind}`, parameters, body);
  }
}

function specOf({ spec }: JsonObject): JsonObject {
  const entries = isObject(spec) ? Object.entries(spec) : [];
  return Object.fromEntries(entries.filter(([name]) => name !== "brokerRef"));
}
