import { CertManager } from "../../../index";
import type { CertManagerArgs, CertManagerChartArgs } from "../../../index";
import { itRefuses, itRefusesAsOutput, itWantsPlain } from "./badInput";
import type { Case } from "./badInput";

const certs = (args: CertManagerArgs) => new CertManager("certs", args);

/** Values that may be given as Outputs. */
const cases: Case[] = [
  {
    what: "a namespace that Kubernetes would refuse",
    program: give => certs({ namespace: give("CertManager") }),
    path: "namespace",
    says: /is "CertManager", but Kubernetes wants .*Did you mean "cert-manager"\?/,
  },
  {
    what: "a version that is none",
    program: give => certs({ version: give("latest") }),
    path: "version",
    says: /is "latest", but must be a version of the chart such as 'v1.21.2'/,
  },
  {
    what: "to keep what the version cannot keep",
    program: give => certs({ version: give("v1.11.5"), crds: { keep: give(true) } }),
    path: "crds.keep",
    says: /is true, but chart v1.11.5 deletes its custom resource definitions .*: use version v1.15.0 or later/,
  },
  {
    what: "no replicas",
    program: give => certs({ replicas: give(0) }),
    path: "replicas",
    says: /is 0, but must be a whole number from 1 up/,
  },
  {
    what: "no time at all",
    program: give => certs({ timeoutSeconds: give(0) }),
    path: "timeoutSeconds",
    says: /is 0, but must be a whole number from 1 up/,
  },
  {
    what: "a registry that is none",
    program: give => certs({ chart: { oci: give("quay.io/jetstack/charts/cert-manager") } }),
    path: "chart.oci",
    says: /is "quay.io\/jetstack\/charts\/cert-manager", but must start with oci:\/\//,
  },
  {
    what: "an empty registry",
    program: give => certs({ chart: { oci: give("") } }),
    path: "chart.oci",
    says: /is "", but must start with oci:\/\//,
  },
  {
    what: "a registry as a repository",
    program: give => certs({ chart: { repository: give("oci://quay.io/jetstack/charts") } }),
    path: "chart.repository",
    says: /but must start with https:\/\/ or http:\/\//,
  },
  {
    what: "an empty path",
    program: give => certs({ chart: { path: give("") } }),
    path: "chart.path",
    says: /is "", but must be the folder or the archive of the chart/,
  },
];

/** Values that decide which resources there are, or what Helm is told. */
const plainCases: Case[] = [
  {
    what: "a chart from nowhere",
    program: give => certs({ chart: give({}) }),
    path: "chart",
    says: /has none of oci, repository and path: give exactly one/,
  },
  {
    what: "a chart from two places",
    program: give => certs({ chart: give<CertManagerChartArgs>({ oci: "oci://example.com/chart", path: "chart" }) }),
    path: "chart",
    says: /has oci and path of oci, repository and path: give exactly one/,
  },
];

const switches: Case[] = (["existing", "createNamespace"] as const).map(path => ({
  what: "a switch",
  program: give => certs({ [path]: give(true) }),
  path,
  says: /is an Output/,
}));

/** What is given for a chart, beside a cert-manager that is there. */
const besideExisting = Object.entries<CertManagerArgs>({
  createNamespace: { createNamespace: true },
  version: { version: "v1.21.2" },
  chart: { chart: { path: "chart" } },
  crds: { crds: {} },
  replicas: { replicas: 1 },
  resources: { resources: {} },
  values: { values: {} },
}).map(([path, args]): Case => ({
  what: `${path} beside existing`,
  program: () => certs({ existing: true, ...args }),
  path,
  says: /is given beside existing, with which nothing is installed: leave out the one or the other/,
}));

const misnamed: Case = {
  what: "a name of which no Job can be called",
  program: () => new CertManager("CertManager"),
  path: "name",
  says: /is "CertManager", but Kubernetes wants at most 57 .*Did you mean "cert-manager"\?/,
};

describe("Bad input of a CertManager", () => {
  [...cases, ...plainCases, ...besideExisting, misnamed].forEach(itRefuses);
  cases.forEach(itRefusesAsOutput);
  [...plainCases, ...switches].forEach(itWantsPlain);
});
