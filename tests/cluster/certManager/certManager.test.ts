import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { allPlanned, planned } from "../../../sandbox/testing/testStack";
import type { TestStack } from "../../../sandbox/testing/testStack";
import { renew } from "../../../sandbox/testing/certManager";
import { certificateIn, createCertManagerStack, leasesOutside, outputsOf } from "./certManagerStack";
import type { CertManagerOutputs } from "./certManagerStack";
import { clusterListing, comesBackTo } from "../../../sandbox/testing/clusterListing";
import type { Listing } from "../../../sandbox/testing/clusterListing";
import { kubectl } from "../../../sandbox/testing/kubectl";
import { fieldsWrittenOtherwise } from "../sentFields";
import { namesOf } from "../../../sandbox/testing/servedCertificate";

// The API server may take minutes to delete a custom resource definition.
const timeout = 600_000;

/** In order: each test starts from the cluster that the one before left. */
describe("cert-manager, an issuer and a certificate in one update", function () {
  this.timeout(timeout);
  let test: TestStack;
  let namespace: string;
  let listing: Listing;
  let leases: string;
  let outputs: CertManagerOutputs;

  before(async () => {
    ({ test, namespace } = await createCertManagerStack());
    [listing, leases] = await Promise.all([clusterListing(namespace, "cert-manager"), leasesOutside()]);
  });
  after(async () => {
    await test?.stack.destroy();
    await test?.remove();
  });

  it("comes up in an empty cluster at the first try", async () => {
    await test.stack.up();
    outputs = await outputsOf(test);
    assert.deepEqual(outputs.ready, ["cainjector", "cert-manager", "webhook"]);
    assert.match(outputs.notAfter, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  });

  it("issues for the requested names, signed by the CA that clients get", async () => {
    const certificate = await certificateIn(namespace, outputs.secretName);
    assert.deepEqual(namesOf(certificate.toString()), { dns: ["mqtt.example.com"], ip: ["10.240.32.77"] });
    const ca = new X509Certificate(outputs.ca);
    assert.ok(certificate.verify(ca.publicKey), "the CA signed it");
    assert.equal(certificate.publicKey.asymmetricKeyType, ca.publicKey.asymmetricKeyType);
    assert.equal(outputs.trusted, outputs.ca);
    assert.equal(await bundleIn(namespace), outputs.ca);
    assert.equal(Date.parse(certificate.validTo) - Date.parse(certificate.validFrom), 2160 * 3600 * 1000);
  });

  it("shows no change in the next preview and the next refresh", async () => {
    assert.deepEqual(await fieldsWrittenOtherwise(test.stack), []);
    assert.deepEqual(await planned(test.stack), []);
    const { summary } = await test.stack.refresh();
    assert.deepEqual(Object.keys(summary.resourceChanges ?? {}), ["same"]);
    assert.deepEqual(await planned(test.stack), []);
  });

  it("keeps every private key out of the state", async () => {
    const state = JSON.stringify(await test.stack.exportStack());
    assert.ok(state.includes("CERTIFICATE"), "the state holds what this looks into");
    assert.doesNotMatch(state, /PRIVATE KEY|tls\.key|LS0tLS1CRUdJTiBQUklW|LS0tLS1CRUdJTiBFQyBQ/);
    // A Secret that the stack made or read would hold a key, even if encrypted.
    const types = (await allPlanned(test.stack)).map(({ type }) => type);
    assert.ok(!types.includes("kubernetes:core/v1:Secret"), types.join());
  });

  it("shows that a CA was renewed, and then trusts the old and the new one without a gap", async () => {
    const oldCa = outputs.ca;
    await renew(namespace, "test-ca");
    assert.deepEqual(await plannedChanges(test), ["replace issuer-ca-lookup-even", `update trust-${namespace}`]);

    const watch = watchBundle(namespace);
    await test.stack.up();
    const seen = await watch.stop();
    outputs = await outputsOf(test);
    assert.notEqual(outputs.ca, oldCa);
    assert.equal(outputs.trusted, outputs.ca + oldCa);
    assert.ok(seen.length > 0 && seen.every(bundle => bundle.includes(oldCa)), "a client was without the old CA");
    assert.deepEqual(await planned(test.stack), []);

    const stillServed = await certificateIn(namespace, outputs.secretName);
    assert.ok(stillServed.verify(new X509Certificate(oldCa).publicKey), "the certificate is still that of the old CA");
    await renew(namespace, outputs.secretName);
    const renewed = await certificateIn(namespace, outputs.secretName);
    assert.ok(renewed.verify(new X509Certificate(outputs.ca).publicKey), "the renewed one is of the new CA");
  });

  it("leaves the cluster as it was when it is destroyed", async () => {
    await test.stack.destroy();
    await comesBackTo(listing);
    assert.equal(await leasesOutside(), leases);
  });
});

describe("cert-manager whose pods are killed during an update", function () {
  this.timeout(timeout);
  let test: TestStack;

  before(async () => {
    ({ test } = await createCertManagerStack({ clusterWide: "true" }));
  });
  after(async () => {
    await test?.stack.destroy();
    await test?.remove();
  });

  it("is repaired by the next update", async () => {
    const killer = killPods("cert-manager");
    await test.stack.up().catch(() => undefined);
    assert.ok((await killer.stop()) >= 3, "pods were killed");
    await test.stack.up();
    assert.deepEqual((await outputsOf(test)).ready, ["cainjector", "cert-manager", "webhook"]);
    assert.deepEqual(await planned(test.stack), []);
  });

  it("keeps the Secret of a ClusterIssuer where cert-manager looks for it", async () => {
    assert.match(await kubectl("get", "secret", "-n", "cert-manager", "-o", "name"), /^secret\/test-ca$/m);
  });

  it("accepts other chart values, is waited for again, and keeps its CA and issuer", async () => {
    const { ca } = await outputsOf(test);
    await test.stack.setConfig("replicas", { value: "2" });
    assert.deepEqual(await plannedChanges(test), ["replace cert-manager-ready-job", "update cert-manager-release"]);
    await test.stack.up();
    const columns = "jsonpath={.items[*].status.readyReplicas}";
    assert.equal(await kubectl("get", "deployments", "-n", "cert-manager", "-l", "app", "-o", columns), "2 2 2");
    assert.equal(
      new X509Certificate((await outputsOf(test)).ca).fingerprint256,
      new X509Certificate(ca).fingerprint256,
    );
    assert.deepEqual(await planned(test.stack), []);
  });
});

/** What a preview changes, with each replacement listed once. */
async function plannedChanges({ stack }: TestStack): Promise<string[]> {
  const steps = (await planned(stack)).filter(({ op }) => op !== "create-replacement" && op !== "delete-replaced");
  return steps.map(({ op, name }) => `${op} ${name}`).sort();
}

function bundleIn(namespace: string): Promise<string> {
  return kubectl("get", "configmap/trust", "-n", namespace, "-o", "jsonpath={.data.ca\\.crt}");
}

/** Reads the bundle over and over, as a client's pod would. */
function watchBundle(namespace: string) {
  const seen: string[] = [];
  let watching = true;
  const done = (async () => {
    while (watching) seen.push(await bundleIn(namespace).catch(() => ""));
  })();
  return {
    stop: async () => {
      watching = false;
      await done;
      return seen;
    },
  };
}

/** Deletes each pod of a namespace once it runs, up to a few pods; `stop` returns how many. */
function killPods(namespace: string) {
  const killed = new Set<string>();
  let going = true;
  const done = (async () => {
    while (going && killed.size < 6) {
      const running = 'jsonpath={range .items[?(@.status.phase=="Running")]}{.metadata.name}{"\\n"}{end}';
      const names = await kubectl("get", "pods", "-n", namespace, "-l", "app", "-o", running).catch(() => "");
      for (const name of names.split("\n").filter(pod => pod !== "" && !killed.has(pod))) {
        killed.add(name);
        await kubectl("delete", "pod", name, "-n", namespace, "--wait=false").catch(() => "");
      }
    }
  })();
  return {
    stop: async () => {
      going = false;
      await done;
      return killed.size;
    },
  };
}
