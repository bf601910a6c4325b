/** Checks the arguments of a `CertManager`. */
import { checkAll, refuse } from "../inputs/errors";
import { input, optionalInput, plain } from "../inputs/input";
import { PropertyPath } from "../inputs/path";
import { shown } from "../inputs/shown";
import {
  checkBoolean,
  checkNotCombined,
  checkObject,
  exactlyOne,
  givenNames,
  ifGiven,
  text,
  wholeNumber,
} from "../inputs/values";
import { checkKubectlImage, checkTimeout, kubectlImage } from "../kubernetes/kubectlJob";
import { checkNamespaceName, checkServiceName } from "../kubernetes/names";
import type { CertManagerArgs, CertManagerChartArgs } from "./args";
import { checkCrds, checkSettings, checkVersion } from "./chart";
import type { Values } from "./chart";
import { checkResources } from "./resources";

/** A cert-manager to wait for, and the chart that installs it. An existing one has no chart. */
export type Installation = ReturnType<typeof checkCertManager>;

/** The chart that Helm installs. */
export type Chart = ReturnType<typeof checkChart>;

const defaultVersion = "v1.21.2";
const defaultChart = "oci://quay.io/jetstack/charts/cert-manager";

const checkOci = text(/^oci:\/\/./, "the reference of a chart, which starts with oci://");
const checkRepository = text(/^https?:\/\/./, "the URL of a repository, which starts with https:// or http://");
const checkChartPath = text(/./, "the folder or the archive of the chart");

/** Refuses arguments that Helm or Kubernetes would refuse, before anything is created. */
export function checkCertManager(name: string, args: CertManagerArgs) {
  const path = PropertyPath.root;
  const existingPath = path.child("existing");
  const createPath = path.child("createNamespace");
  const { existing, createsNamespace } = checkAll({
    existing: () => checkBoolean(plain(args.existing, existingPath) ?? false, existingPath),
    createsNamespace: () => checkBoolean(plain(args.createNamespace, createPath) ?? !args.existing, createPath),
  });
  const { namespace, timeoutSeconds, image, chart } = checkAll({
    name: () => checkServiceName(name, path.child("name"), "-ready".length),
    namespace: () => input(args.namespace ?? "cert-manager", path.child("namespace"), checkNamespaceName),
    timeoutSeconds: () => checkTimeout(args.timeoutSeconds, path.child("timeoutSeconds")),
    image: () => input(args.kubectlImage ?? kubectlImage, path.child("kubectlImage"), checkKubectlImage),
    chart: () => (existing ? checkNothingToInstall(args, path) : checkChart(args, path)),
  });
  return { namespace, createsNamespace, timeoutSeconds, kubectlImage: image, chart };
}

function checkNothingToInstall(args: CertManagerArgs, path: PropertyPath): undefined {
  const { createNamespace, version, chart, crds, replicas, resources, values } = args;
  const installed = { version, chart, crds, replicas, resources, values };
  const creates = { createNamespace: createNamespace || undefined, ...installed };
  checkNotCombined(creates, "existing, which installs nothing", path);
}

function checkChart(args: CertManagerArgs, path: PropertyPath) {
  const { version = defaultVersion, chart, crds, replicas, resources, values } = args;
  const chartPath = path.child("chart");
  const { source, ...settings } = checkAll({
    source: () => checkSource(plain(chart, chartPath) ?? { oci: defaultChart }, chartPath),
    version: () => input(version, path.child("version"), checkVersion),
    crds: () => optionalInput(crds, path.child("crds"), ifGiven(checkCrds)),
    replicas: () => optionalInput(replicas, path.child("replicas"), ifGiven(wholeNumber({ least: 1 }))),
    resources: () => optionalInput(resources ?? undefined, path.child("resources"), ifGiven(checkResources)),
    values: () => optionalInput(values, path.child("values"), ifGiven<Values, Values>(checkObject)),
  });
  return { version: settings.version, source, settings: input(settings, path, checkSettings) };
}

function checkSource(chart: CertManagerChartArgs, path: PropertyPath) {
  const sources = ["oci", "repository", "path"] as const;
  const other = givenNames(checkObject(chart, path)).find(name => !(sources as readonly string[]).includes(name));
  if (other !== undefined) {
    refuse(path, `has ${shown(other)}, which is no source of a chart: set exactly one of ${sources.join(", ")}`);
  }
  exactlyOne(chart, sources, path);
  return {
    oci: optionalInput(chart.oci, path.child("oci"), checkOci),
    repository: optionalInput(chart.repository, path.child("repository"), checkRepository),
    path: optionalInput(chart.path, path.child("path"), checkChartPath),
  };
}
