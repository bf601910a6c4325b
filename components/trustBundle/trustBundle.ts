import { ConfigMap } from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import { registeredName } from "../kubernetes/objectReference";
import { outputsOf } from "../outputs";
import { bundleKey } from "../x509/caBundle";
import type { TrustBundleArgs } from "./args";
import { checkedBundle } from "./check";

/**
 * The CA certificates that clients trust, as `ca.crt` in a ConfigMap of each namespace where clients run.
 *
 * @throws pulumi.InputPropertyError, of an Output as soon as it is known, for what is no CA certificate in PEM, no
 * namespace or one twice, and for names that Kubernetes does not take.
 * @see https://www.rfc-editor.org/rfc/rfc7468
 */
export class TrustBundle extends pulumi.ComponentResource {
  /**
   * The name of the ConfigMap in each namespace. Known in a preview; in an update it resolves when the ConfigMaps are
   * there. It carries no dependency on them: a pod that mounts one is not replaced with it.
   */
  public readonly configMapName: pulumi.Output<string>;
  /** The key of the ConfigMap that holds the certificates. */
  public readonly key: pulumi.Output<string>;
  /** The certificates in PEM, each once, without those that have expired. */
  public readonly bundlePem: pulumi.Output<string>;

  constructor(name: string, args: TrustBundleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("aks-mqtt:index:TrustBundle", name, {}, opts);

    const { namespaces, configMapName, bundlePem } = checkedBundle(name, args, this);
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
