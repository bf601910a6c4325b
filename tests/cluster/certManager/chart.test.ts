import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { chartValues } from "../../../components/certManager/chart";
import type { Values } from "../../../components/certManager/chart";
import { certManagerChart, newestCertManagerChart } from "../../../sandbox/charts/certManager";
import { ensurePrograms } from "../../../sandbox/toolchain";
import { certManagerVersion, newestCertManagerVersion } from "../../../sandbox/toolchain/programs";
import { kubectl } from "../../../sandbox/testing/kubectl";
import { useStandIn } from "../../../sandbox/testing/kubernetesStandInInCluster";

const definitions = ["certificaterequests", "certificates", "clusterissuers", "issuers"];
const acmeDefinitions = ["challenges.acme", "orders.acme"];
const allDefinitions = [...definitions, ...acmeDefinitions].map(name => `${name}.cert-manager.io`).sort();

describe("the chart of the sandbox's cert-manager", function () {
  this.timeout(300_000);
  const type = "helm.sh/v3:Release";
  const standIn = useStandIn();

  it("brings up the controller, the webhook and the cainjector, and removes everything again", async () => {
    const chart = certManagerChart(await toolchain());
    const values = { installCRDs: true, startupapicheck: { enabled: false } };
    const made = await standIn().create(type, { name: "cert-manager", chart, values });

    assert.deepEqual(await deployments(standIn().namespace), {
      cainjector: { image: `quay.io/jetstack/cert-manager-cainjector:${certManagerVersion}`, ready: 1 },
      "cert-manager": { image: `quay.io/jetstack/cert-manager-controller:${certManagerVersion}`, ready: 1 },
      webhook: { image: `quay.io/jetstack/cert-manager-webhook:${certManagerVersion}`, ready: 1 },
    });
    const { resourceNames, status } = made.state.properties as Record<string, Record<string, unknown>>;
    const kind = "CustomResourceDefinition.apiextensions.k8s.io/apiextensions.k8s.io/v1";
    assert.deepEqual(resourceNames[kind], allDefinitions);
    assert.equal(status.appVersion, certManagerVersion);
    // Also because Kubernetes may take five minutes to delete a kind that nobody has ever listed.
    for (const name of allDefinitions)
      assert.equal(await kubectl("get", name, "--all-namespaces", "--output=name"), "");

    await standIn().delete(type, made);
    assert.deepEqual(await deployments(standIn().namespace), {});
    const left = await kubectl("get", "customresourcedefinitions", "--output=name");
    assert.deepEqual(
      allDefinitions.filter(name => left.includes(name)),
      [],
    );
  });

  it("contains custom resource definitions only if told to", async () => {
    const chart = certManagerChart(await toolchain());
    assert.deepEqual((await rendered(chart)).definitions, []);
    assert.deepEqual((await rendered(chart, "installCRDs=true")).definitions, allDefinitions);
  });
});

describe("the chart of the newest cert-manager", function () {
  this.timeout(120_000);

  it("renders definitions that stay, that go, or none", async () => {
    const chart = newestCertManagerChart(await toolchain());
    const kept = await rendered(chart, 'crds={"enabled":true}');
    assert.deepEqual(kept.definitions, allDefinitions);
    assert.deepEqual(kept.kept, allDefinitions);
    assert.ok(kept.text.includes(`quay.io/jetstack/cert-manager-controller:${newestCertManagerVersion}`));
    const notKept = await rendered(chart, 'crds={"enabled":true,"keep":false}');
    assert.deepEqual([notKept.definitions, notKept.kept], [allDefinitions, []]);
    assert.deepEqual((await rendered(chart)).definitions, []);
  });
});

describe("the values that CertManager gives the chart", function () {
  this.timeout(120_000);

  for (const version of [certManagerVersion, newestCertManagerVersion]) {
    it(`are understood by ${version}`, async () => {
      const { chart, keep } =
        version === certManagerVersion
          ? { chart: certManagerChart(await toolchain()), keep: undefined }
          : { chart: newestCertManagerChart(await toolchain()), keep: true };
      const resources = { requests: { memory: "48Mi" } };
      const values = chartValues({ version, namespace: "security", crds: { keep }, replicas: 2, resources });
      const { text, definitions: made, kept } = await rendered(chart, ...settingsOf(values));

      assert.deepEqual(made, allDefinitions);
      assert.deepEqual(kept, keep ? allDefinitions : []);
      const objects = text.split(/^---$/m);
      const deploymentTexts = objects.filter(object => /^kind: Deployment$/m.test(object));
      assert.equal(deploymentTexts.length, 3);
      for (const deployment of deploymentTexts) {
        assert.match(deployment, /^ {2}replicas: 2$/m);
        assert.match(deployment, /memory: "?48Mi/);
      }
      assert.match(text, /- --enable-certificate-owner-ref=true/);
      assert.equal(text.match(/--leader-election-namespace=security/g)?.length, 2);
      assert.ok(!objects.some(object => /^kind: Job$/m.test(object)), "the component waits by itself");
    });
  }
});

/** Values as `--set-json` takes them: one argument per top-level key. */
function settingsOf(values: Values): string[] {
  return Object.entries(values).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
}

/** The toolchain, which was built when the suite was set up. */
function toolchain() {
  return ensurePrograms(["cert-manager", "cert-manager-chart"], () => undefined);
}

/** The Deployments that the documents look for, by their label `app`. */
async function deployments(namespace: string) {
  interface List {
    items: {
      metadata: { labels: { app: string } };
      spec: { template: { spec: { containers: [{ image: string }] } } };
      status: { readyReplicas?: number };
    }[];
  }
  const selector = "--selector=app in (cert-manager,cainjector,webhook)";
  const found = await kubectl("--namespace", namespace, "get", "deployments", selector, "--output=json");
  return Object.fromEntries(
    (JSON.parse(found) as List).items.map(({ metadata, spec, status }) => [
      metadata.labels.app,
      { image: spec.template.spec.containers[0].image, ready: status.readyReplicas },
    ]),
  );
}

/** What `helm template` renders: the text, and the names of all custom resource definitions and of those that stay. */
async function rendered(chart: string, ...values: string[]) {
  const settings = values.flatMap(value => ["--set-json", value]);
  const { stdout } = await promisify(execFile)("helm", ["template", "cert-manager", chart, ...settings], {
    maxBuffer: 16 * 1024 * 1024,
  });
  const found = stdout.split(/^---$/m).filter(document => /^kind: CustomResourceDefinition$/m.test(document));
  const nameOf = (document: string) => /^ {2}name: "?([^"\n]+)"?$/m.exec(document)?.[1] ?? "";
  const keeps = (document: string) => /^ {4}helm\.sh\/resource-policy: keep$/m.test(document);
  return { text: stdout, definitions: found.map(nameOf).sort(), kept: found.filter(keeps).map(nameOf).sort() };
}
