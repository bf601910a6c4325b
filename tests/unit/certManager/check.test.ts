import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { CertManager } from "../../../index";
import type { CertManagerArgs, CertManagerChartArgs } from "../../../index";
import { itRefuses, itRefusesAsOutput, itWantsPlain } from "../inputs/badInput";
import type { Case } from "../inputs/badInput";
import { attempt } from "../engine/engine";

const certs = (args: CertManagerArgs) => new CertManager("certs", args);

/** Values that may be given as Outputs. */
const cases: Case[] = [
  {
    what: "a namespace that Kubernetes would refuse",
    program: give => certs({ namespace: give("CertManager") }),
    path: "namespace",
    says: /is "CertManager", but Kubernetes requires .*Did you mean "cert-manager"\?/,
  },
  {
    what: "a version that is not valid",
    program: give => certs({ version: give("latest") }),
    path: "version",
    says: /is "latest", but must be a version of the chart such as 'v1.21.2'/,
  },
  {
    what: "crds.keep for a version that cannot keep them",
    program: give => certs({ version: give("v1.11.5"), crds: { keep: give(true) } }),
    path: "crds.keep",
    says: /is true, but chart v1.11.5 deletes its custom resource definitions .*: use version v1.15.0 or later/,
  },
  ...[0, -1, 1.5, "2" as unknown as number].map((replicas): Case => ({
    what: `${JSON.stringify(replicas)} replicas`,
    program: give => certs({ replicas: give(replicas) }),
    path: "replicas",
    says: /is .*, but must be a whole number from 1 up/,
  })),
  {
    what: "resources that are not valid",
    program: give => certs({ resources: give("64Mi" as unknown as object) }),
    path: "resources",
    says: /is text, but must have properties/,
  },
  {
    what: "values that are not valid",
    program: give => certs({ values: give("hunter2" as unknown as object) }),
    path: "values",
    says: /is text, but must have properties/,
  },
  {
    what: "an image without a name",
    program: give => certs({ kubectlImage: give("") }),
    path: "kubectlImage",
    says: /is "", but must be the name of an image, such as registry\.k8s\.io\/kubectl:/,
    madeOf: "certs-ready-job",
  },
  {
    what: "a time-out of zero",
    program: give => certs({ timeoutSeconds: give(0) }),
    path: "timeoutSeconds",
    says: /is 0, but must be a whole number of seconds from 1 up/,
  },
  {
    what: "a registry that is not valid",
    program: give => certs({ chart: { oci: give("quay.io/jetstack/charts/cert-manager") } }),
    path: "chart.oci",
    says: /is "quay.io\/jetstack\/charts\/cert-manager", but must be the reference of a chart, which starts with oci:\/\//,
  },
  {
    what: "an empty registry",
    program: give => certs({ chart: { oci: give("") } }),
    path: "chart.oci",
    says: /is "", but must be the reference of a chart, which starts with oci:\/\//,
  },
  {
    what: "a registry as a repository",
    program: give => certs({ chart: { repository: give("oci://quay.io/jetstack/charts") } }),
    path: "chart.repository",
    says: /but must be the URL of a repository, which starts with https:\/\/ or http:\/\//,
  },
  {
    what: "an empty path",
    program: give => certs({ chart: { path: give("") } }),
    path: "chart.path",
    says: /is "", but must be the folder or the archive of the chart/,
  },
];

/** Values that decide which resources exist, or what Helm gets. */
const plainCases: Case[] = [
  {
    what: "a chart without a source",
    program: give => certs({ chart: give({}) }),
    path: "chart",
    says: /has nothing: set exactly one of oci, repository and path/,
  },
  {
    what: "a chart with a property that is no source",
    program: give => certs({ chart: give({ oci: "oci://example.com/chart", version: "v1.21.2" }) }),
    path: "chart",
    says: /has "version", which is no source of a chart: set exactly one of oci, repository, path/,
  },
  {
    what: "a chart with two sources",
    program: give => certs({ chart: give<CertManagerChartArgs>({ oci: "oci://example.com/chart", path: "chart" }) }),
    path: "chart",
    says: /has oci and path: set exactly one of oci, repository and path/,
  },
];

const switches: Case[] = (["existing", "createNamespace"] as const).map(path => ({
  what: "a switch",
  program: give => certs({ [path]: give(true) }),
  path,
  says: /is an Output/,
}));

/** Chart settings, together with an existing cert-manager. */
const besideExisting = Object.entries<CertManagerArgs>({
  createNamespace: { createNamespace: true },
  version: { version: "v1.21.2" },
  chart: { chart: { path: "chart" } },
  crds: { crds: {} },
  replicas: { replicas: 1 },
  resources: { resources: {} },
  values: { values: {} },
}).map(([path, args]): Case => ({
  what: `${path} together with existing`,
  program: () => certs({ existing: true, ...args }),
  path,
  says: /cannot be combined with existing, which installs nothing: remove one of them/,
}));

const misnamed: Case = {
  what: "a name that no Job can have",
  program: () => new CertManager("CertManager"),
  path: "name",
  says: /is "CertManager", but Kubernetes requires at most 57 .*Did you mean "cert-manager"\?/,
};

describe("Bad input of a CertManager", () => {
  [...cases, ...plainCases, ...besideExisting, misnamed].forEach(itRefuses);
  cases.forEach(itRefusesAsOutput);
  [...plainCases, ...switches].forEach(itWantsPlain);

  it("is reported together", async () => {
    const { thrown } = await attempt(() =>
      certs({
        namespace: "A",
        version: "latest",
        chart: {},
        crds: { keep: 1 as never },
        replicas: 0,
        timeoutSeconds: 0,
      }),
    );

    assert.ok(pulumi.InputPropertiesError.isInstance(thrown));
    const paths = thrown.errors?.map(({ propertyPath }) => propertyPath);
    assert.deepEqual(paths, ["namespace", "timeoutSeconds", "chart", "version", "crds.keep", "replicas"]);
  });
});
