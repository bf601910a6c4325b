/** Raw azure-native resources for test stacks: the tests are about the plugin, not its SDK. */
import * as pulumi from "@pulumi/pulumi";
import { version } from "../plugins/azure-native/version";

/** The provider for `AzureResource`s. */
export class AzureProvider extends pulumi.ProviderResource {
  constructor(name: string) {
    super("azure-native", name, { location: "westeurope" }, { version });
  }
}

/** The outputs that programs read; each type has some of them. */
const outputs = { name: undefined, principalId: undefined, properties: undefined };

/** A resource of a type such as `iotoperations:Broker`. */
export class AzureResource extends pulumi.CustomResource {
  declare readonly name: pulumi.Output<string>;
  declare readonly principalId: pulumi.Output<string>;
  declare readonly properties: pulumi.Output<Record<string, unknown>>;

  constructor(type: string, name: string, inputs: pulumi.Inputs, opts: pulumi.CustomResourceOptions) {
    super(`azure-native:${type}`, name, { ...outputs, ...inputs }, opts);
  }
}

/** Declares what an Azure IoT Operations instance needs, under unique names; returns the inputs that its resources share. */
export function iotOperationsInstance(namespace: string, provider: pulumi.ProviderResource) {
  const opts = { provider };
  const group = new AzureResource("resources:ResourceGroup", "factory", {}, opts);
  const resourceGroupName = group.name;
  const cluster = new AzureResource(
    "kubernetes:ConnectedCluster",
    "edge",
    { resourceGroupName, clusterName: "edge", agentPublicKeyCertificate: "", identity: { type: "SystemAssigned" } },
    opts,
  );
  const extension = new AzureResource(
    "kubernetesconfiguration:Extension",
    "aio",
    {
      resourceGroupName,
      clusterRp: "Microsoft.Kubernetes",
      clusterResourceName: "connectedClusters",
      clusterName: cluster.name,
      extensionName: "azure-iot-operations",
      extensionType: "microsoft.iotoperations",
      identity: { type: "SystemAssigned" },
      scope: { cluster: { releaseNamespace: namespace } },
    },
    opts,
  );
  const location = new AzureResource(
    "extendedlocation:CustomLocation",
    "location",
    {
      resourceGroupName,
      resourceName: "factory-location",
      hostResourceId: cluster.id,
      hostType: "Kubernetes",
      namespace,
      clusterExtensionIds: [extension.id],
    },
    opts,
  );
  const registry = new AzureResource(
    "deviceregistry:SchemaRegistry",
    "schemas",
    {
      resourceGroupName,
      schemaRegistryName: "schemas",
      namespace: "schemas",
      storageAccountContainerUrl: "https://account.blob.core.windows.net/schemas",
      identity: { type: "SystemAssigned" },
    },
    opts,
  );
  const extendedLocation = { name: location.id, type: "CustomLocation" };
  const instance = new AzureResource(
    "iotoperations:Instance",
    "instance",
    {
      resourceGroupName,
      instanceName: "aio",
      extendedLocation,
      properties: { schemaRegistryRef: { resourceId: registry.id } },
    },
    opts,
  );
  return { resourceGroupName, instanceName: instance.name, extendedLocation };
}
