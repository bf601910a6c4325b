import { ConfigMap } from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import { checked, refuse, requireList, requirePlain } from "../inputs/checked";
import { checkNamespace, checkObjectName } from "../kubernetes/names";
import { registeredName } from "../kubernetes/objectReference";
import { bundleKey, checkedCaBundle } from "../x509/caBundle";

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

    const namespaces = checkNamespaces(args.namespaces);
    const configMapName = checked(args.configMapName ?? name, given => checkObjectName(given, "configMapName"));
    const bundlePem = checkedCaBundle(args.certificatesPem, "certificatesPem", this);
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
    this.registerOutputs({ configMapName: this.configMapName, key: this.key, bundlePem: this.bundlePem });
  }
}

function checkNamespaces(namespaces: string[]): string[] {
  requireList(namespaces, "namespaces").forEach((namespace, index) => {
    const propertyPath = `namespaces[${index}]`;
    checkNamespace(requirePlain(namespace, propertyPath), propertyPath);
    if (namespaces.indexOf(namespace) < index) {
      refuse(propertyPath, `is '${namespace}' once more: name each namespace once`);
    }
  });
  if (namespaces.length === 0) {
    refuse("namespaces", "is empty: name at least one namespace where clients run");
  }
  return namespaces;
}
