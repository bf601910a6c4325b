/** Names of objects as outputs, which other resources may take without depending on the object. */
import * as pulumi from "@pulumi/pulumi";

/** What an Output tells the SDK about itself. */
interface Settling {
  promise(withUnknowns: boolean): Promise<unknown>;
}

/**
 * The name, once the object is registered. It carries no dependency on the object: a Kubernetes provider that replaces a
 * changed Secret or ConfigMap deletes it first, and the engine then replaces whatever has a property from its outputs. A
 * preview knows the name. It resolves too when the object cannot be made because one of its values fails.
 */
export function registeredName(
  name: pulumi.Output<string>,
  object: pulumi.Resource,
  values: pulumi.Output<unknown>[],
): pulumi.Output<string> {
  const registered = new Promise<void>(resolve => {
    object.urn.apply(() => resolve());
    for (const value of values) (value as unknown as Settling).promise(true).catch(() => resolve());
  });
  return name.apply(known => registered.then(() => known));
}
