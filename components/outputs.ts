/** The outputs of components. */
import * as pulumi from "@pulumi/pulumi";

/** A component's outputs: its own fields. For `registerOutputs`, at the end of the constructor. */
export function outputsOf(component: pulumi.ComponentResource): Record<string, pulumi.Output<unknown>> {
  const fields = Object.entries(component).filter(
    // The URN and the fields with two underscores are the SDK's.
    ([name, value]) => pulumi.Output.isInstance(value) && name !== "urn" && !name.startsWith("__"),
  );
  return Object.fromEntries(fields);
}
