/** Arguments of `TrustBundle`. */
import type * as pulumi from "@pulumi/pulumi";

/** The arguments of a `TrustBundle`. */
export interface TrustBundleArgs {
  /**
   * The namespaces that get the bundle, each listed once; they must exist. Plain, because each gets its own ConfigMap.
   */
  namespaces: string[];
  /**
   * The CA certificates that clients trust, in PEM: several while one root replaces another. An item may contain several
   * certificates. Expired ones are left out with a warning; it is an error if all have expired.
   */
  certificatesPem: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * The name of the ConfigMap in each namespace: at most 253 lower-case letters, digits, `-` and `.`.
   *
   * Default: the component's name.
   */
  configMapName?: pulumi.Input<string>;
}
