import { Namespace } from "@pulumi/kubernetes/core/v1";
import { Release } from "@pulumi/kubernetes/helm/v3";
import * as pulumi from "@pulumi/pulumi";
import { checkBoolean, checked, refuse, requirePlain } from "../inputs/checked";
import { checkedTimeout, kubectlImage } from "../kubernetes/kubectlJob";
import { checkNamespace, checkServiceName } from "../kubernetes/names";
import { shown } from "../inputs/shown";
import type { CertManagerArgs, CertManagerChartArgs } from "./args";
import { chartValues, checkVersion } from "./chart";
import type { Values } from "./chart";
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

    const wanted = checkedCertManager(name, args);
    const namespace = wanted.createsNamespace ? newNamespace(name, wanted.namespace, this) : wanted.namespace;
    const release = wanted.release && newRelease(name, namespace, wanted.release, wanted.timeoutSeconds, this);
    const parts = awaitCertManager(
      `${name}-ready`,
      {
        namespace,
        image: args.kubectlImage ?? kubectlImage,
        timeoutSeconds: wanted.timeoutSeconds,
        trigger: release && pulumi.interpolate`${release.status.revision}`,
        dependsOn: release ? [release] : [],
      },
      this,
    );

    // Not gated on the Job: what depends on its id would be replaced with it, a CA among that.
    this.namespace = namespace;
    this.version = pulumi.output(wanted.release?.version);
    this.ready = parts;
    this.registerOutputs({ namespace: this.namespace, version: this.version, ready: this.ready });
  }
}

/** The arguments, checked. */
interface Wanted {
  namespace: pulumi.Output<string>;
  createsNamespace: boolean;
  timeoutSeconds: pulumi.Output<number>;
  /** None for a cert-manager that is there. */
  release?: WantedRelease;
}

/** What Helm is to install. */
interface WantedRelease {
  version: pulumi.Output<string>;
  source: CertManagerChartArgs;
  values: pulumi.Output<Values>;
}

function checkedCertManager(name: string, args: CertManagerArgs): Wanted {
  checkServiceName(name, "name", "-ready".length);
  const existing = checkBoolean(requirePlain(args.existing, "existing") ?? false, "existing");
  const createsNamespace = checkBoolean(
    requirePlain(args.createNamespace, "createNamespace") ?? !existing,
    "createNamespace",
  );
  if (existing) {
    checkNothingToInstall(args);
  }
  const namespace = args.namespace ?? "cert-manager";
  return {
    namespace: checked(namespace, given => checkNamespace(given, "namespace")),
    createsNamespace,
    timeoutSeconds: checkedTimeout(args.timeoutSeconds, "timeoutSeconds"),
    release: existing ? undefined : checkedRelease(args, namespace),
  };
}

function checkNothingToInstall(args: CertManagerArgs): void {
  const { createNamespace, version, chart, crds, replicas, resources, values } = args;
  const given = { createNamespace: createNamespace || undefined, version, chart, crds, replicas, resources, values };
  for (const [propertyPath, value] of Object.entries(given)) {
    if (value !== undefined) {
      refuse(propertyPath, "is given beside existing, with which nothing is installed: leave out the one or the other");
    }
  }
}

function checkedRelease(args: CertManagerArgs, namespace: pulumi.Input<string>): WantedRelease {
  const { version = defaultVersion, crds, replicas, resources, values } = args;
  const settings = { version, crds, replicas, resources, values };
  const valuesIn = (given: pulumi.Unwrap<typeof settings>, inNamespace: string) =>
    chartValues({ ...given, namespace: inNamespace, version: checkVersion(given.version, "version") });
  // By themselves too, so that wrong ones are refused while the namespace is unknown.
  checked(settings, given => valuesIn(given, ""));
  return {
    version: checked(version, given => checkVersion(given, "version")),
    source: checkedSource(requirePlain(args.chart, "chart") ?? { oci: defaultChart }),
    values: checked({ namespace, ...settings }, ({ namespace: inNamespace, ...given }) => valuesIn(given, inNamespace)),
  };
}

const defaultVersion = "v1.21.2";
const defaultChart = "oci://quay.io/jetstack/charts/cert-manager";

function checkedSource(chart: CertManagerChartArgs): CertManagerChartArgs {
  const given = Object.entries(chart).filter(([, value]) => value !== undefined);
  if (given.length !== 1) {
    const found = given.length === 0 ? "none" : given.map(([key]) => key).join(" and ");
    refuse("chart", `has ${found} of oci, repository and path: give exactly one`);
  }
  const { oci, repository, path } = chart;
  return {
    oci: checkedGiven(oci, value => checkStart(value, "chart.oci", ["oci://"])),
    repository: checkedGiven(repository, value => checkStart(value, "chart.repository", ["https://", "http://"])),
    path: checkedGiven(path, value => checkPath(value, "chart.path")),
  };
}

function checkedGiven(
  given: pulumi.Input<string> | undefined,
  check: (value: string) => string,
): pulumi.Input<string> | undefined {
  return given === undefined ? undefined : checked(given, check);
}

function checkStart(url: string, propertyPath: string, starts: string[]): string {
  if (typeof url !== "string" || !starts.some(start => url.startsWith(start) && url.length > start.length)) {
    refuse(propertyPath, `is ${shown(url)}, but must start with ${starts.join(" or ")}`);
  }
  return url;
}

function checkPath(path: string, propertyPath: string): string {
  if (typeof path !== "string" || path === "") {
    refuse(propertyPath, `is ${shown(path)}, but must be the folder or the archive of the chart`);
  }
  return path;
}

function newNamespace(name: string, namespace: pulumi.Output<string>, parent: pulumi.Resource): pulumi.Output<string> {
  return new Namespace(`${name}-namespace`, { metadata: { name: namespace } }, { parent }).metadata.name;
}

function newRelease(
  name: string,
  namespace: pulumi.Output<string>,
  { version, source, values }: WantedRelease,
  timeout: pulumi.Output<number>,
  parent: pulumi.Resource,
): Release {
  const { oci, repository, path } = source;
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
      timeout,
    },
    // In another namespace it cannot be beside the old one: roles and definitions of the cluster belong to one release.
    { parent, deleteBeforeReplace: true },
  );
}
