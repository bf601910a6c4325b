/** Resources of the Pulumi provider `azure-native`, without its SDK. */
import * as pulumi from "@pulumi/pulumi";

/** The version whose types and defaults this follows. With an explicit provider, that provider's counts. */
export const azureNativeVersion = "3.28.0";

/**
 * A resource of the provider `azure-native`, in its own words. Its SDK's classes are not used: their 136 MB, 16 of them
 * types, would be for every user of this package.
 */
export class AzureNativeResource extends pulumi.CustomResource {
  /** The name in Azure. Resources whose type says otherwise have another output for it. */
  declare readonly name: pulumi.Output<string>;
  /** The region, also where the provider found it. Only of resources that are made with a `location`, be it undefined. */
  declare readonly location: pulumi.Output<string>;

  /** `type` is the module and the type's name, such as `iotoperations:Broker`. */
  constructor(type: string, logicalName: string, inputs: pulumi.Inputs, opts: pulumi.CustomResourceOptions) {
    super(
      `azure-native:${type}`,
      logicalName,
      { name: undefined, ...inputs },
      { version: azureNativeVersion, ...opts },
    );
  }
}

/**
 * Calls a function of the provider, such as `network:getSubnet`. The outputs of a resource are unknown in every preview
 * that changes it, and what is made from them seems to change too; what a function tells is known as soon as its
 * arguments are.
 */
export function callAzure<T>(token: string, args: pulumi.Inputs, parent: pulumi.Resource): pulumi.Output<T> {
  return pulumi.runtime.invokeOutput<T>(`azure-native:${token}`, args, { parent, version: azureNativeVersion });
}

/** The name that stands behind a segment such as `resourceGroups` in an ARM id; undefined if there is none. */
export function segmentOf(id: string, segment: string): string | undefined {
  const parts = id.split("/");
  const index = parts.findIndex(part => part.toLowerCase() === segment.toLowerCase());
  return index < 0 ? undefined : parts[index + 1];
}
