import type * as pulumi from "@pulumi/pulumi";

/** The Mosquitto that an object in the cluster belongs to. */
export interface Owner {
  name: string;
  namespace: pulumi.Output<string>;
  labels: Record<string, string>;
}
