import { Namespace } from "@pulumi/kubernetes/core/v1";
import { Release } from "@pulumi/kubernetes/helm/v3";
import * as pulumi from "@pulumi/pulumi";
import { outputsOf } from "../outputs";
import type { CertManagerArgs } from "./args";
import { chartValues } from "./chart";
import { checkCertManager } from "./check";
import type { Chart, Installation } from "./check";
import { awaitCertManager } from "./readiness";

/**
 * cert-manager, from its Helm chart or as it is, ready to issue: whatever depends on this component meets a webhook that
 * answers.
 *
 * @throws pulumi.InputPropertyError, of an Output as soon as it is known, for charts and versions that are none, what is
 * given beside `existing`, and for names that Kubernetes does not take.
 * @see https://cert-manager.io/docs/installation/helm/
 */
export class CertManager extends pulumi.ComponentResource {
  /** The namespace of cert-manager, where the Secrets of a `ClusterIssuer` are. Known before cert-manager is ready. */
  public readonly namespace: pulumi.Output<string>;
  /** The version of the chart. None for one that was there before. */
  public readonly version: pulumi.Output<string | undefined>;
  /** The parts that were ready when they were last waited for, by their label `app`: cainjector, cert-manager, webhook. */
  public readonly ready: pulumi.Output<string[]>;

  constructor(name: string, args: CertManagerArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    super("aks-mqtt:index:CertManager", name, {}, opts);

    const installation = checkCertManager(name, args);
    const { timeoutSeconds, kubectlImage: image, chart } = installation;
    const namespace = installation.createsNamespace
      ? newNamespace(name, installation.namespace, this)
      : installation.namespace;
    const release = chart && newRelease(name, namespace, installation, chart, this);
    const trigger = release && pulumi.interpolate`${release.status.revision}`;
    const dependsOn = release ? [release] : [];
    const parts = awaitCertManager(`${name}-ready`, { namespace, image, timeoutSeconds, trigger, dependsOn }, this);

    // Not gated on the Job: what depends on its id would be replaced with it, a CA among that.
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
      // Not the component's: in a cluster there is one cert-manager.
      name: "cert-manager",
      namespace,
      chart: oci ?? path ?? "cert-manager",
      // A chart in a folder is of the version that it is of.
      version: path === undefined ? version : undefined,
      repositoryOpts: repository === undefined ? undefined : { repo: repository },
      values,
      timeout: installation.timeoutSeconds,
    },
    // In another namespace it cannot be beside the old one: roles and definitions of the cluster belong to one release.
    { parent, deleteBeforeReplace: true },
  );
}
