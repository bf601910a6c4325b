/** What a component tells its users and the engine. */
import * as pulumi from "@pulumi/pulumi";

/** A component's outputs, which are its own fields: for `registerOutputs`, last in its constructor. */
export function outputsOf(component: pulumi.ComponentResource): Record<string, pulumi.Output<unknown>> {
  const fields = Object.entries(component).filter(
    // The SDK's own fields: the URN, and those with two underscores.
    ([name, value]) => pulumi.Output.isInstance(value) && name !== "urn" && !name.startsWith("__"),
  );
  return Object.fromEntries(fields);
}
