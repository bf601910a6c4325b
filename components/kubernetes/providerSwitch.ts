/** Warns of a Kubernetes provider that deletes an object where it could change it in place: docs/providers.md. */
import * as pulumi from "@pulumi/pulumi";
import { settling } from "./settling";
import type { PropertyPath } from "../inputs/path";

/** Lets the provider change objects of a kind in place. */
interface Switch {
  argument: string;
  /** Has the same effect where neither the program nor the stack's configuration sets the argument. */
  variable: string;
}

const switches = {
  ConfigMap: { argument: "enableConfigMapMutable", variable: "PULUMI_K8S_ENABLE_CONFIGMAP_MUTABLE" },
  Secret: { argument: "enableSecretMutable", variable: "PULUMI_K8S_ENABLE_SECRET_MUTABLE" },
} satisfies Record<string, Switch>;

/**
 * Warns in a preview that a change of the object takes it away for a moment, unless the provider of `resource`'s children
 * has the switch against it. Silent through another language: there a component cannot see how its provider is set.
 */
export function warnIfReplaced(
  kind: keyof typeof switches,
  propertyPath: PropertyPath,
  consequence: string,
  resource: pulumi.Resource,
): void {
  if (!pulumi.runtime.isDryRun()) return;
  const { argument } = switches[kind];
  const setting = settingOf(switches[kind], resource);
  if (setting === undefined) return;
  // In a preview an argument that is not given is an unknown property.
  void settling(setting)
    .promise(true)
    .then(value => {
      if (String(value) === "true") return;
      return pulumi.log.warn(
        `${propertyPath}: when its content changes, this Kubernetes provider deletes the ${kind} and makes it anew, and ` +
          `${consequence}: give the provider ${argument}: true`,
        resource,
      );
    });
}

/** How the switch is set, where that can be seen. */
function settingOf({ argument, variable }: Switch, resource: pulumi.Resource): pulumi.Output<unknown> | undefined {
  const provider = resource.getProvider("kubernetes:core/v1:Secret");
  // A resource has each of its arguments as a property, declared or not.
  if (provider !== undefined)
    return (provider as unknown as Record<string, pulumi.Output<unknown> | undefined>)[argument];
  // The engine makes one.
  return pulumi.output(new pulumi.Config("kubernetes").get(argument) ?? process.env[variable]);
}
