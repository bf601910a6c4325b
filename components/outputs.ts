/** The outputs of components. */
import * as pulumi from "@pulumi/pulumi";
import { quickToPrint } from "./inputs/errors";

/** A component's outputs: its own fields. For `registerOutputs`, at the end of the constructor. */
export function outputsOf(component: pulumi.ComponentResource): Record<string, pulumi.Output<unknown>> {
  const fields = Object.entries(component).filter(
    // The URN and the fields with two underscores are the SDK's.
    ([name, value]) => pulumi.Output.isInstance(value) && name !== "urn" && !name.startsWith("__"),
  );
  return Object.fromEntries(fields);
}

/** For a value that is missing in the cluster or in Azure: unknown in a preview, since the update may set it; else an error. */
export function notYet<T>(error: string): T {
  if (pulumi.runtime.isDryRun()) return pulumi.unknown as unknown as T;
  throw quickToPrint(new pulumi.RunError(error));
}
