import { ConfigMap } from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import { argumentsOf } from "../inputs/arguments";
import { registeredName } from "../kubernetes/objectReference";
import { outputsOf } from "../outputs";
import { bundleKey } from "../x509/caBundle";
import type { TrustBundleArgs } from "./args";
import { checkBundle } from "./check";

/**
 * The CA certificates that clients trust, as `ca.crt` in a ConfigMap in each namespace in which clients run.
 *
 * @throws pulumi.InputPropertyError if an item is not a CA certificate in PEM or all have expired, if no namespace is
 * listed or one is listed twice, or if Kubernetes does not accept a name. An Output is checked as soon as it is known.
 * @see https://www.rfc-editor.org/rfc/rfc7468
 */
export class TrustBundle extends pulumi.ComponentResource {
  /**
   * The name of the ConfigMap in each namespace. Known in a preview; in an update it resolves once the ConfigMaps exist. It
   * carries no dependency on them: a pod that mounts one by this name is not replaced with it.
   */
  public readonly configMapName: pulumi.Output<string>;
  /** The key of the certificates in the ConfigMap: `ca.crt`. */
  public readonly key: pulumi.Output<string>;
  /** The certificates in PEM, each once, without expired ones. */
  public readonly bundlePem: pulumi.Output<string>;

  constructor(name: string, args: TrustBundleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("aks-mqtt:index:TrustBundle", name, {}, opts);

    const { namespaces, configMapName, bundlePem } = checkBundle(name, argumentsOf(args), this);
    const configMaps = namespaces.map(
      namespace =>
        new ConfigMap(
          `${name}-${namespace}`,
          { metadata: { namespace, name: configMapName }, data: { [bundleKey]: bundlePem } },
          { parent: this },
        ),
    );

    this.configMapName = registeredName(configMapName, configMaps, [bundlePem]);
    this.key = pulumi.output(bundleKey);
    this.bundlePem = bundlePem;
    this.registerOutputs(outputsOf(this));
  }
}
