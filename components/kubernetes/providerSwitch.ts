/** Warns of a Kubernetes provider that deletes an object which it could change in place. See docs/providers.md. */
import * as pulumi from "@pulumi/pulumi";
import { settling } from "../inputs/settling";
import type { PropertyPath } from "../inputs/path";

/**
 * The argument that lets the provider change objects of a kind in place, and the environment variable that does so where
 * neither the program nor the stack's configuration sets the argument.
 */
const switches = {
  ConfigMap: { argument: "enableConfigMapMutable", variable: "PULUMI_K8S_ENABLE_CONFIGMAP_MUTABLE" },
  Secret: { argument: "enableSecretMutable", variable: "PULUMI_K8S_ENABLE_SECRET_MUTABLE" },
};

/**
 * Warns in a preview that a changed object is missing for a moment, unless the provider of `resource`'s children changes it
 * in place. Silent in other languages, where a component cannot see the settings of its provider.
 */
export function warnIfReplaced(
  kind: keyof typeof switches,
  propertyPath: PropertyPath,
  consequence: string,
  resource: pulumi.Resource,
): void {
  if (!pulumi.runtime.isDryRun()) return;
  const { argument, variable } = switches[kind];
  const setting = settingOf(argument, variable, resource);
  if (setting === undefined) return;
  // In a preview, an argument that is not set is an unknown property.
  void settling(setting)
    .promise(true)
    .then(value => {
      if (String(value) === "true") return;
      return pulumi.log.warn(
        `${propertyPath}: when its content changes, this Kubernetes provider deletes the ${kind} and creates it again, and ` +
          `${consequence}: set ${argument}: true on the provider`,
        resource,
      );
    });
}

/** The provider's setting, where it can be seen. */
function settingOf(argument: string, variable: string, resource: pulumi.Resource): pulumi.Output<unknown> | undefined {
  const provider = resource.getProvider("kubernetes:core/v1:Secret");
  // A resource has each of its arguments as a property, declared or not.
  if (provider !== undefined)
    return (provider as unknown as Record<string, pulumi.Output<unknown> | undefined>)[argument];
  // The engine will create one.
  return pulumi.output(new pulumi.Config("kubernetes").get(argument) ?? process.env[variable]);
}
