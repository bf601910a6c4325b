import assert from "node:assert/strict";
import { Provider } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { CertificateIssuer, IssuerKind, KeyAlgorithm } from "../../../index";
import type { SelfSignedCaArgs } from "../../../index";
import { run as runProgram } from "../../../sandbox/testing/tlsStandIn";
import { makeRoot } from "../../../sandbox/testing/certificates";
import type { KeyPair } from "../../../sandbox/testing/certificates";
import { find, isKnown, run, valueOf } from "../engine/engine";
import type { Registered } from "../engine/engine";
import { issuedCa, onlyReady, signedRequest } from "../engine/live";

const certManagerType = "kubernetes:cert-manager.io/v1:";
const waits = { "pulumi.com/waitFor": "condition=Ready" };
const namespace = "azure-iot-operations";

const selfSigned =
  (args: SelfSignedCaArgs = {}) =>
  () =>
    new CertificateIssuer("issuer", { namespace, selfSigned: args });

/** The cluster after cert-manager issued the CA for the nth time, and signed requests with the CAs given by revision. */
function cluster(revision: number, signed: Record<number, KeyPair>, inNamespace = namespace) {
  const requests = Object.entries(signed).map(([of, ca]) => [
    `CertificateRequest/${inNamespace}/my-issuer-test-ca-0c0ffee0-${of}`,
    signedRequest(ca),
  ]);
  return {
    [`Certificate/${inNamespace}/test-ca`]: issuedCa(revision),
    ...(Object.fromEntries(requests) as Record<string, Record<string, unknown>>),
  };
}

const registered = (resources: Registered[]) =>
  resources.map(({ type, name, readId }) => `${type} ${name}${readId === undefined ? "" : " (read)"}`).sort();

const specOf = (resources: Registered[], kind: string, name: string) =>
  find(resources, certManagerType + kind, name).inputs.spec as Record<string, unknown>;

const requestNames = (resources: Registered[]) =>
  ["even", "odd"].map(slot => {
    const { inputs } = find(resources, `${certManagerType}CertificateRequest`, `issuer-ca-lookup-${slot}`);
    return (inputs.metadata as { name?: string }).name;
  });

describe("CertificateIssuer with a new CA", () => {
  let first: KeyPair;
  let second: KeyPair;
  let expired: KeyPair;
  before(async () => {
    first = await makeRoot({ commonName: "first" });
    second = await makeRoot({ commonName: "second" });
    expired = await makeRoot({ commonName: "expired", madeAtHour: -2000, validityHours: 1000 });
  });

  for (const preview of [false, true]) {
    describe(preview ? "in a preview" : "in an update", () => {
      const circumstances = () => ({ preview, live: preview ? {} : cluster(1, { 0: first, 1: first }) });

      it("keeps its child names and object names", async () => {
        const { resources } = await run(selfSigned(), circumstances());

        assert.deepEqual(registered(resources), [
          "aks-mqtt:index:CertificateIssuer issuer",
          "kubernetes:cert-manager.io/v1:Certificate issuer-ca",
          "kubernetes:cert-manager.io/v1:Certificate issuer-ca-status (read)",
          "kubernetes:cert-manager.io/v1:CertificateRequest issuer-ca-lookup-even",
          "kubernetes:cert-manager.io/v1:CertificateRequest issuer-ca-lookup-odd",
          "kubernetes:cert-manager.io/v1:Issuer issuer-bootstrap",
          "kubernetes:cert-manager.io/v1:Issuer issuer-issuer",
        ]);
      });

      it("is the documented CA and issuer, except that the CA lives long", async () => {
        const { resources } = await run(selfSigned(), circumstances());

        const bootstrap = find(resources, `${certManagerType}Issuer`, "issuer-bootstrap").inputs;
        assert.deepEqual(bootstrap, {
          apiVersion: "cert-manager.io/v1",
          kind: "Issuer",
          metadata: { namespace, name: "my-issuer-selfsigned", annotations: waits },
          spec: { selfSigned: {} },
        });
        assert.deepEqual(find(resources, `${certManagerType}Certificate`, "issuer-ca").inputs, {
          apiVersion: "cert-manager.io/v1",
          kind: "Certificate",
          metadata: {
            namespace,
            name: "test-ca",
            annotations: { "pulumi.com/waitFor": onlyReady },
          },
          spec: {
            isCA: true,
            commonName: "test-ca",
            secretName: "test-ca",
            duration: "87600h0m0s",
            renewBefore: "8760h0m0s",
            privateKey: { algorithm: "ECDSA", size: 256, encoding: "PKCS8", rotationPolicy: "Always" },
            issuerRef: { name: "my-issuer-selfsigned", kind: "Issuer", group: "cert-manager.io" },
          },
        });
        assert.deepEqual(find(resources, `${certManagerType}Issuer`, "issuer-issuer").inputs, {
          apiVersion: "cert-manager.io/v1",
          kind: "Issuer",
          metadata: { namespace, name: "my-issuer", annotations: waits },
          spec: { ca: { secretName: "test-ca" } },
        });
      });

      it("is the requested CA", async () => {
        const { resources } = await run(
          selfSigned({
            commonName: pulumi.output("factory CA"),
            duration: pulumi.output("43800h"),
            renewBefore: "4380h",
            algorithm: KeyAlgorithm.Rsa3072,
          }),
          circumstances(),
        );

        const { commonName, duration, renewBefore, privateKey } = specOf(resources, "Certificate", "issuer-ca");
        assert.deepEqual([commonName, duration, renewBefore], ["factory CA", "43800h0m0s", "4380h0m0s"]);
        assert.deepEqual(privateKey, { algorithm: "RSA", size: 3072, encoding: "PKCS8", rotationPolicy: "Always" });
      });

      for (const [duration, renewBefore] of [
        ["26280h", "8760h0m0s"],
        ["2160h", "720h0m0s"],
        ["1h", "20m0s"],
      ]) {
        it(`is renewed ${renewBefore} before the end of ${duration} by default`, async () => {
          const { resources } = await run(selfSigned({ duration }), circumstances());

          assert.equal(specOf(resources, "Certificate", "issuer-ca").renewBefore, renewBefore);
        });
      }

      it("puts what a ClusterIssuer needs into the namespace where cert-manager looks for it", async () => {
        const program = () => new CertificateIssuer("issuer", { kind: IssuerKind.ClusterIssuer, selfSigned: {} });
        const live = preview ? {} : cluster(1, { 0: first, 1: first }, "cert-manager");

        const { resources } = await run(program, { preview, live });

        const made = resources.filter(({ readId, inputs }) => readId === undefined && inputs.metadata !== undefined);
        const places = made.map(({ type, inputs }) => {
          const { namespace: inNamespace = "-" } = inputs.metadata as { namespace?: string };
          return `${type.slice(certManagerType.length)} ${inNamespace}`;
        });
        assert.deepEqual(places.sort(), [
          "Certificate cert-manager",
          "CertificateRequest cert-manager",
          "CertificateRequest cert-manager",
          "ClusterIssuer -",
          "Issuer cert-manager",
        ]);
      });

      it("never creates, reads or holds a Secret", async () => {
        const { resources } = await run(selfSigned(), circumstances());

        assert.ok(!resources.some(({ type }) => type === "kubernetes:core/v1:Secret"));
        assert.ok(!JSON.stringify(resources).includes("PRIVATE KEY"));
      });
    });
  }

  it("outputs the issuer and what to trust", async () => {
    const { result: issuer } = await run(selfSigned(), { live: cluster(1, { 0: first, 1: first }) });

    assert.deepEqual(await valueOf(issuer.issuerRef), {
      name: "my-issuer",
      kind: "Issuer",
      group: "cert-manager.io",
      namespace,
      caCertificatePem: first.certificatePem,
      algorithm: "EcdsaP256",
    });
    assert.equal(await valueOf(issuer.secretName), "test-ca");
    assert.equal(await valueOf(issuer.caCertificatePem), first.certificatePem);
    assert.equal(await valueOf(issuer.trustBundlePem), first.certificatePem);
    for (const output of [issuer.issuerRef, issuer.caCertificatePem, issuer.trustBundlePem]) {
      assert.equal(await pulumi.isSecret(output as pulumi.Output<unknown>), false);
    }
  });

  it("has no namespace for a ClusterIssuer, whose kind may be in lower case", async () => {
    const { result: issuer } = await run(
      () => new CertificateIssuer("issuer", { kind: "clusterissuer" as IssuerKind, issuerName: "all", selfSigned: {} }),
      {
        live: {
          "Certificate/cert-manager/test-ca": issuedCa(1),
          "CertificateRequest/cert-manager/all-test-ca-0c0ffee0-0": signedRequest(first),
          "CertificateRequest/cert-manager/all-test-ca-0c0ffee0-1": signedRequest(first),
        },
      },
    );

    const { name, kind, namespace: none } = await valueOf(issuer.issuerRef);
    assert.deepEqual([name, kind, none], ["all", "ClusterIssuer", undefined]);
  });

  it("has an unknown issuer and CA before they exist", async () => {
    const { result: issuer } = await run(selfSigned(), { preview: true });

    for (const output of [issuer.issuerRef, issuer.caCertificatePem, issuer.trustBundlePem]) {
      assert.equal(await isKnown(output as pulumi.Output<unknown>), false);
    }
    assert.equal(await valueOf(issuer.secretName), "test-ca");
  });

  describe("learns the certificate of the CA", () => {
    it("from two requests, both signed by the first CA", async () => {
      const { resources } = await run(selfSigned(), { live: cluster(1, { 0: first, 1: first }) });

      assert.deepEqual(requestNames(resources), ["my-issuer-test-ca-0c0ffee0-0", "my-issuer-test-ca-0c0ffee0-1"]);
      for (const slot of ["even", "odd"]) {
        const { request, ...spec } = specOf(resources, "CertificateRequest", `issuer-ca-lookup-${slot}`);
        assert.deepEqual(spec, {
          issuerRef: { name: "my-issuer", kind: "Issuer", group: "cert-manager.io" },
          duration: "1h0m0s",
          usages: ["digital signature"],
        });
        const pem = Buffer.from(request as string, "base64").toString();
        const subject = runProgram("openssl", ["req", "-in", "@request", "-noout", "-verify", "-subject"], {
          request: pem,
        });
        assert.match(subject, /subject=CN ?= ?aks-mqtt-ca-lookup/);
      }
    });

    for (const [revision, names] of [
      [2, ["my-issuer-test-ca-0c0ffee0-2", "my-issuer-test-ca-0c0ffee0-1"]],
      [3, ["my-issuer-test-ca-0c0ffee0-2", "my-issuer-test-ca-0c0ffee0-3"]],
      [4, ["my-issuer-test-ca-0c0ffee0-4", "my-issuer-test-ca-0c0ffee0-3"]],
    ] as const) {
      it(`again in one of the two when the CA is renewed to revision ${revision}`, async () => {
        const live = cluster(revision, { [revision]: second, [revision - 1]: first });

        const { result: issuer, resources } = await run(selfSigned(), { live });

        assert.deepEqual(requestNames(resources), names);
        assert.equal(await valueOf(issuer.caCertificatePem), second.certificatePem);
        assert.equal(await valueOf(issuer.trustBundlePem), second.certificatePem + first.certificatePem);
        assert.equal((await valueOf(issuer.issuerRef)).caCertificatePem, second.certificatePem);
      });
    }

    it("in a preview too, which shows one new request and leaves what follows unknown", async () => {
      const live = cluster(2, { 0: first, 1: first });

      const { result: issuer, resources } = await run(selfSigned(), { preview: true, live });

      assert.deepEqual(requestNames(resources), ["my-issuer-test-ca-0c0ffee0-2", "my-issuer-test-ca-0c0ffee0-1"]);
      for (const output of [issuer.caCertificatePem, issuer.trustBundlePem]) {
        assert.equal(await isKnown(output), false);
      }
    });

    it("and knows it in a preview without a change", async () => {
      const live = cluster(2, { 2: second, 1: first });

      const { result: issuer } = await run(selfSigned(), { preview: true, live });

      assert.equal(await valueOf(issuer.trustBundlePem), second.certificatePem + first.certificatePem);
    });

    it("and drops the previous one once it has expired", async () => {
      const { result: issuer } = await run(selfSigned(), { live: cluster(2, { 2: second, 1: expired }) });

      assert.equal(await valueOf(issuer.trustBundlePem), second.certificatePem);
    });

    it("again when the Certificate was replaced and its revision starts at one", async () => {
      const uid = "decade00-0000-4000-8000-000000000000";
      const live = {
        [`Certificate/${namespace}/test-ca`]: { metadata: { uid }, status: { revision: 1 } },
        [`CertificateRequest/${namespace}/my-issuer-test-ca-decade00-0`]: signedRequest(second),
        [`CertificateRequest/${namespace}/my-issuer-test-ca-decade00-1`]: signedRequest(second),
      };

      const { result: issuer } = await run(selfSigned(), { live });

      assert.equal(await valueOf(issuer.caCertificatePem), second.certificatePem);
    });

    it("again when the CA is in another Secret", async () => {
      const live = {
        [`Certificate/${namespace}/other-ca`]: issuedCa(1),
        [`CertificateRequest/${namespace}/my-issuer-other-ca-0c0ffee0-0`]: signedRequest(second),
        [`CertificateRequest/${namespace}/my-issuer-other-ca-0c0ffee0-1`]: signedRequest(second),
      };

      const { result: issuer, resources } = await run(selfSigned({ secretName: "other-ca" }), { live });

      assert.deepEqual(requestNames(resources), ["my-issuer-other-ca-0c0ffee0-0", "my-issuer-other-ca-0c0ffee0-1"]);
      assert.equal(await valueOf(issuer.secretName), "other-ca");
      assert.equal(await valueOf(issuer.caCertificatePem), second.certificatePem);
      assert.deepEqual(specOf(resources, "Issuer", "issuer-issuer"), { ca: { secretName: "other-ca" } });
    });
  });

  it("creates and reads all of its children with the given provider", async () => {
    const { resources } = await run(
      () => {
        const provider = new Provider("given", {});
        return new CertificateIssuer("issuer", { namespace, selfSigned: {} }, { provider });
      },
      { live: cluster(1, { 0: first, 1: first }) },
    );

    const children = resources.filter(({ type }) => type.startsWith("kubernetes:"));
    assert.equal(children.length, 6);
    for (const { name, provider } of children) assert.match(provider, /::given::/, name);
  });
});
