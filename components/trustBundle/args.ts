/** The arguments of `TrustBundle`. */
import type * as pulumi from "@pulumi/pulumi";

/** What a `TrustBundle` is made from. */
export interface TrustBundleArgs {
  /**
   * The namespaces that get the bundle, each once. Plain, since each makes a ConfigMap of its own.
   */
  namespaces: string[];
  /**
   * The CA certificates that clients are to trust, in PEM: several while one root takes the place of another. Those that
   * have expired are left out, with a warning.
   */
  certificatesPem: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * The name of the ConfigMap in each namespace: at most 253 lower-case letters, digits, `-` and `.`.
   *
   * Default: the component's name.
   */
  configMapName?: pulumi.Input<string>;
}
