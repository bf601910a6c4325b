/** The arguments of `CertManager`. */
import type * as pulumi from "@pulumi/pulumi";

/** What a `CertManager` is made from. */
export interface CertManagerArgs {
  /**
   * Use the cert-manager that runs in `namespace` already, such as the one that Azure IoT Operations brings: nothing is
   * installed, it is only waited for. Plain, since it decides which resources there are.
   *
   * Default: false.
   */
  existing?: boolean;
  /**
   * The namespace of cert-manager. It is made here, unless `createNamespace` is false.
   *
   * Default: cert-manager.
   */
  namespace?: pulumi.Input<string>;
  /**
   * Whether the namespace is made, and deleted, with cert-manager. Plain, since it is a resource.
   *
   * Default: true, or false with `existing`.
   */
  createNamespace?: boolean;
  /**
   * The version of the chart.
   *
   * Default: v1.21.2.
   */
  version?: pulumi.Input<string>;
  /**
   * Where the chart comes from. Plain, since it decides what Helm is told.
   *
   * Default: the registry of the cert-manager project, `oci://quay.io/jetstack/charts/cert-manager`.
   */
  chart?: CertManagerChartArgs;
  /**
   * The custom resource definitions.
   *
   * Default: installed, and kept when the release is deleted as far as the chart can do that.
   */
  crds?: pulumi.Input<CertManagerCrdsArgs>;
  /**
   * How many pods the controller, the webhook and the cainjector have each.
   *
   * Default: 1, the chart's.
   */
  replicas?: pulumi.Input<number>;
  /**
   * What each of these pods asks for and may use at most.
   *
   * Default: nothing, the chart's.
   */
  resources?: pulumi.Input<CertManagerResourcesArgs>;
  /**
   * More values of the chart. They win over what the other arguments say.
   *
   * Default: none.
   */
  values?: pulumi.Input<{ [key: string]: any }>; // eslint-disable-line @typescript-eslint/no-explicit-any
  /**
   * How long an update waits for the chart, and then for its webhook, in seconds, from 1 up.
   *
   * Default: 600.
   */
  timeoutSeconds?: pulumi.Input<number>;
  /**
   * The image of the Job that waits for the webhook: any with kubectl 1.31 or later as its entry point.
   *
   * Default: registry.k8s.io/kubectl:v1.36.3.
   */
  kubectlImage?: pulumi.Input<string>;
}

/** The source of the chart: exactly one of the three. */
export interface CertManagerChartArgs {
  /**
   * The reference of the chart in an OCI registry, which starts with `oci://`.
   */
  oci?: pulumi.Input<string>;
  /**
   * The URL of a chart repository that has a chart called `cert-manager`.
   */
  repository?: pulumi.Input<string>;
  /**
   * The folder or archive of the chart on the machine that runs Pulumi. `version` must say which version it is.
   */
  path?: pulumi.Input<string>;
}

/** What becomes of cert-manager's custom resource definitions. */
export interface CertManagerCrdsArgs {
  /**
   * Whether the chart installs them.
   *
   * Default: true.
   */
  enabled?: pulumi.Input<boolean>;
  /**
   * Whether they, and with them all certificates, stay when the release is deleted. The chart can do that from v1.15.0 on.
   *
   * Default: true from v1.15.0 on, false before.
   */
  keep?: pulumi.Input<boolean>;
}

/** Resources of a container, as Kubernetes quantities by name, such as `{memory: "64Mi"}`. */
export interface CertManagerResourcesArgs {
  /**
   * What the container asks for.
   *
   * Default: nothing.
   */
  requests?: pulumi.Input<{ [key: string]: pulumi.Input<string> }>;
  /**
   * The most that it may use.
   *
   * Default: no limit.
   */
  limits?: pulumi.Input<{ [key: string]: pulumi.Input<string> }>;
}
