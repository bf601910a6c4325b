/** The arguments of `CertManager`. */
import type * as pulumi from "@pulumi/pulumi";

/** The arguments of a `CertManager`. */
export interface CertManagerArgs {
  /**
   * Whether to use the cert-manager that already runs in `namespace`, such as the one of Azure IoT Operations. The component
   * then installs nothing and only waits until cert-manager is ready. Plain, because it decides which resources exist.
   *
   * Default: false.
   */
  existing?: boolean;
  /**
   * The namespace of cert-manager. The component creates it, unless `createNamespace` is false.
   *
   * Default: cert-manager.
   */
  namespace?: pulumi.Input<string>;
  /**
   * Whether the namespace is created and deleted together with cert-manager. Plain, because it decides whether a resource
   * exists. True cannot be combined with `existing`.
   *
   * Default: true, or false with `existing`.
   */
  createNamespace?: boolean;
  /**
   * The version of the chart, such as `v1.21.2`. Cannot be combined with `existing`.
   *
   * Default: v1.21.2.
   */
  version?: pulumi.Input<string>;
  /**
   * The source of the chart. Plain, because it decides which arguments Helm gets. Cannot be combined with `existing`.
   *
   * Default: the registry of the cert-manager project, `oci://quay.io/jetstack/charts/cert-manager`.
   */
  chart?: CertManagerChartArgs;
  /**
   * The custom resource definitions. Cannot be combined with `existing`.
   *
   * Default: installed, and kept when the release is deleted, if the chart supports that.
   */
  crds?: pulumi.Input<CertManagerCrdsArgs>;
  /**
   * The number of pods each for the controller, the webhook and the cainjector, from 1 up. Cannot be combined with `existing`.
   *
   * Default: 1, from the chart.
   */
  replicas?: pulumi.Input<number>;
  /**
   * The resource requests and limits of each of these pods. Cannot be combined with `existing`.
   *
   * Default: none, from the chart.
   */
  resources?: pulumi.Input<CertManagerResourcesArgs>;
  /**
   * More values for the chart, such as `{global: {logLevel: 4}}`. They override the other arguments. Cannot be combined with
   * `existing`.
   *
   * Default: none.
   */
  values?: pulumi.Input<{ [key: string]: any }>; // eslint-disable-line @typescript-eslint/no-explicit-any
  /**
   * How long an update waits for the chart, and then again for the webhook, in seconds, from 1 up.
   *
   * Default: 600.
   */
  timeoutSeconds?: pulumi.Input<number>;
  /**
   * The image of the Job that waits for the webhook. Its entry point must be kubectl 1.31 or later.
   *
   * Default: registry.k8s.io/kubectl:v1.36.3.
   */
  kubectlImage?: pulumi.Input<string>;
}

/** The source of the chart: exactly one of the three. */
export interface CertManagerChartArgs {
  /**
   * The reference of the chart in an OCI registry. It starts with `oci://`, such as `oci://quay.io/jetstack/charts/cert-manager`.
   */
  oci?: pulumi.Input<string>;
  /**
   * The URL of a chart repository with a chart called `cert-manager`, such as `https://charts.jetstack.io`.
   */
  repository?: pulumi.Input<string>;
  /**
   * The folder or archive of the chart on the machine that runs Pulumi, such as `./charts/cert-manager`. `version` must be the
   * version of that chart.
   */
  path?: pulumi.Input<string>;
}

/** What happens to cert-manager's custom resource definitions. */
export interface CertManagerCrdsArgs {
  /**
   * Whether the chart installs the definitions.
   *
   * Default: true.
   */
  enabled?: pulumi.Input<boolean>;
  /**
   * Whether the definitions, and with them all certificates, stay when the release is deleted. Charts support that from
   * v1.15.0 on.
   *
   * Default: true from v1.15.0 on, false before.
   */
  keep?: pulumi.Input<boolean>;
}

/** Resources of a container, as Kubernetes quantities by name, such as `{memory: "64Mi"}`. Memory is at least 1Mi. */
export interface CertManagerResourcesArgs {
  /**
   * The resources that the container requests, such as `{cpu: "10m"}`.
   *
   * Default: none.
   */
  requests?: pulumi.Input<{ [key: string]: pulumi.Input<string> }>;
  /**
   * The most that the container may use, such as `{memory: "64Mi"}`.
   *
   * Default: no limit.
   */
  limits?: pulumi.Input<{ [key: string]: pulumi.Input<string> }>;
}
