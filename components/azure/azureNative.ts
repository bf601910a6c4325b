/** Resources of the Pulumi provider `azure-native`, without its SDK. */
import * as pulumi from "@pulumi/pulumi";

/** The version whose types and defaults the components follow. An explicit provider keeps its own version. */
export const azureNativeVersion = "3.28.0";

/**
 * A resource of the provider `azure-native`, with the provider's own property names. The SDK's classes are not used: every
 * user of this package would have to install their 136 MB, 16 of them types.
 */
export class AzureNativeResource extends pulumi.CustomResource {
  /** The name in Azure. Some types have another output for it. */
  declare readonly name: pulumi.Output<string>;
  /** The region, even if the provider chose it. Only for resources whose inputs include `location`, even undefined. */
  declare readonly location: pulumi.Output<string>;

  /** `type` is a module and a type, such as `iotoperations:Broker`. */
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
 * Calls a function of the provider, such as `network:getSubnet`. A resource's outputs are unknown in every preview that
 * changes it, so everything that depends on them seems to change too. A function's result is known as soon as its arguments are.
 */
export function callAzure<T>(token: string, args: pulumi.Inputs, parent: pulumi.Resource): pulumi.Output<T> {
  return pulumi.runtime.invokeOutput<T>(`azure-native:${token}`, args, { parent, version: azureNativeVersion });
}

/** The name after a segment such as `resourceGroups` in an ARM id; undefined without the segment. */
export function segmentOf(id: string, segment: string): string | undefined {
  const parts = id.split("/");
  const index = parts.findIndex(part => part.toLowerCase() === segment.toLowerCase());
  return index < 0 ? undefined : parts[index + 1];
}

/** Names in an ARM id, as arguments for a call: `segments` has the segment for each argument. */
export function namesIn<Argument extends string>(id: pulumi.Output<string>, segments: Record<Argument, string>) {
  const names = Object.entries<string>(segments).map(([argument, segment]) => [
    argument,
    id.apply(known => segmentOf(known, segment)!),
  ]);
  return Object.fromEntries(names) as Record<Argument, pulumi.Output<string>>;
}
