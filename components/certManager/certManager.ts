import { Namespace } from "@pulumi/kubernetes/core/v1";
import { Release } from "@pulumi/kubernetes/helm/v3/release";
import * as pulumi from "@pulumi/pulumi";
import { argumentsOf } from "../inputs/arguments";
import { outputsOf } from "../outputs";
import type { CertManagerArgs } from "./args";
import { chartValues } from "./chart";
import { checkCertManager } from "./check";
import type { Chart, Installation } from "./check";
import { awaitCertManager } from "./readiness";

/**
 * cert-manager, installed from its Helm chart or already running, and ready to issue: its webhook answers before any
 * resource that depends on this component is created.
 *
 * @throws pulumi.InputPropertyError if a chart or a version is malformed, if an argument cannot be combined with `existing`,
 * or if Kubernetes would refuse a name. An Output is checked as soon as it is known.
 * @see https://cert-manager.io/docs/installation/helm/
 */
export class CertManager extends pulumi.ComponentResource {
  /** The namespace of cert-manager, which holds the Secrets of a `ClusterIssuer`. Known before cert-manager is ready. */
  public readonly namespace: pulumi.Output<string>;
  /** The version of the chart. Not set with `existing`. */
  public readonly version: pulumi.Output<string | undefined>;
  /** The parts that were ready after the last wait, by their label `app`: cainjector, cert-manager, webhook. */
  public readonly ready: pulumi.Output<string[]>;

  constructor(name: string, args: CertManagerArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    super("aks-mqtt:index:CertManager", name, {}, opts);

    const installation = checkCertManager(name, argumentsOf(args));
    const { timeoutSeconds, kubectlImage: image, chart } = installation;
    const namespace = installation.createsNamespace
      ? newNamespace(name, installation.namespace, this)
      : installation.namespace;
    const release = chart && newRelease(name, namespace, installation, chart, this);
    const trigger = release && pulumi.interpolate`${release.status.revision}`;
    const dependsOn = release ? [release] : [];
    const parts = awaitCertManager(`${name}-ready`, { namespace, image, timeoutSeconds, trigger, dependsOn }, this);

    // Must not depend on the Job's id: anything that does is replaced together with the Job, even a CA.
    this.namespace = namespace;
    this.version = pulumi.output(chart?.version);
    this.ready = parts;
    this.registerOutputs(outputsOf(this));
  }
}

function newNamespace(name: string, namespace: pulumi.Output<string>, parent: pulumi.Resource): pulumi.Output<string> {
  return new Namespace(`${name}-namespace`, { metadata: { name: namespace } }, { parent }).metadata.name;
}

function newRelease(
  name: string,
  namespace: pulumi.Output<string>,
  installation: Installation,
  { version, source, settings }: Chart,
  parent: pulumi.Resource,
): Release {
  const { oci, repository, path } = source;
  const values = pulumi
    .all([settings, installation.namespace])
    .apply(([given, ofRelease]) => chartValues({ ...given, namespace: ofRelease }));
  return new Release(
    `${name}-release`,
    {
      // Not the component's name: a cluster has one cert-manager.
      name: "cert-manager",
      namespace,
      chart: oci ?? path ?? "cert-manager",
      // A local chart fixes its own version.
      version: path === undefined ? version : undefined,
      repositoryOpts: repository === undefined ? undefined : { repo: repository },
      values,
      timeout: installation.timeoutSeconds,
    },
    // A release in another namespace cannot coexist with the old one: both would own the same cluster roles and definitions.
    { parent, deleteBeforeReplace: true },
  );
}
