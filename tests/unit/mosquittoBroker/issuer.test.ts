import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { CertificateIssuer, MosquittoBroker, ServiceType } from "../../../index";
import type { IssuedTlsArgs } from "../../../index";
import { makeRoot } from "../../../sandbox/testing/certificates";
import type { KeyPair } from "../../../sandbox/testing/certificates";
import { find, isKnown, run, valueOf } from "../engine/engine";
import type { Registered } from "../engine/engine";
import { deploymentOf } from "./fullMosquitto";
import { issuedCa, liveService, signedRequest } from "../engine/live";

const certificateType = "kubernetes:cert-manager.io/v1:Certificate";
/** The name of the resource, the Certificate and its Secret. */
const certificateName = "broker-8884-tls-certificate";

/** A new broker whose certificate a new cert-manager issuer signs. */
const broker =
  (settings: Partial<IssuedTlsArgs> = {}) =>
  () => {
    const { issuerRef } = new CertificateIssuer("issuer", { namespace: "mqtt", selfSigned: {} });
    return new MosquittoBroker("broker", {
      namespace: "mqtt",
      listeners: [{ port: 8884, tls: { issued: { issuerRef, ...settings } } }],
      tlsService: { type: ServiceType.LoadBalancer },
      users: [{ name: "factory" }],
      strict: true,
    });
  };

function cluster(root: KeyPair, ingress = [{ ip: "10.240.32.1" }]) {
  return {
    "Service/mqtt/broker-tls": liveService({ ingress, port: 8884 }),
    "Issuer/mqtt/my-issuer": {},
    "Certificate/mqtt/test-ca": issuedCa(1),
    "CertificateRequest/mqtt/my-issuer-test-ca-0c0ffee0-0": signedRequest(root),
    "CertificateRequest/mqtt/my-issuer-test-ca-0c0ffee0-1": signedRequest(root),
    [`Certificate/mqtt/${certificateName}`]: { status: { notAfter: "2027-02-19T12:00:00Z" } },
  };
}

const specOf = (resources: Registered[]) =>
  find(resources, certificateType, certificateName).inputs.spec as Record<string, unknown>;

const clusterNames = ["broker-tls", "broker-tls.mqtt", "broker-tls.mqtt.svc", "broker-tls.mqtt.svc.cluster.local"];

describe("MosquittoBroker with a cert-manager issuer", () => {
  let root: KeyPair;
  before(async () => (root = await makeRoot()));

  for (const preview of [false, true]) {
    it(`requests every address of the listener ${preview ? "in a later preview" : "in one update"}`, async () => {
      const { resources } = await run(
        broker({ dnsNames: ["mqtt.example.com"], ipAddresses: ["203.0.113.9"], includeLocalhost: true }),
        { preview, live: cluster(root) },
      );

      assert.deepEqual(specOf(resources), {
        secretName: certificateName,
        commonName: "broker-tls",
        dnsNames: [...clusterNames, "localhost", "mqtt.example.com"],
        ipAddresses: ["10.0.7.7", "10.240.32.1", "127.0.0.1", "203.0.113.9"],
        duration: "2160h0m0s",
        privateKey: { algorithm: "ECDSA", size: 256, encoding: "PKCS8", rotationPolicy: "Always" },
        usages: ["digital signature", "server auth"],
        issuerRef: { name: "my-issuer", kind: "Issuer", group: "cert-manager.io" },
      });
    });
  }

  it("passes its settings on", async () => {
    const { resources } = await run(
      broker({
        algorithm: pulumi.output("EcdsaP384" as const),
        duration: "720h",
        renewBefore: pulumi.output("240h"),
        rotationPolicy: "Never",
      }),
      { live: cluster(root) },
    );

    const { duration, renewBefore, privateKey } = specOf(resources);
    assert.deepEqual([duration, renewBefore], ["720h0m0s", "240h0m0s"]);
    assert.deepEqual(privateKey, { algorithm: "ECDSA", size: 384, encoding: "PKCS8", rotationPolicy: "Never" });
  });

  it("requests a new address in the preview that finds it", async () => {
    const live = cluster(root, [{ ip: "10.240.32.177" }]);

    const { resources } = await run(broker(), { preview: true, live });

    assert.deepEqual(specOf(resources).ipAddresses, ["10.0.7.7", "10.240.32.177"]);
  });

  it("serves the certificate from the Secret that cert-manager fills, once it exists", async () => {
    const { resources } = await run(broker(), { live: cluster(root) });

    const { volumes } = deploymentOf(resources).spec.template.spec;
    const sources = volumes.flatMap(({ projected }) => projected?.sources ?? []);
    assert.ok(sources.some(({ secret }) => secret?.name === certificateName));
    const order = resources.map(({ type }) => type);
    assert.ok(order.indexOf("kubernetes:apps/v1:Deployment") > order.lastIndexOf(certificateType));
  });

  // At a reload, Mosquitto 2.0 keeps one certificate of each kind, and would go on serving the old one.
  it("starts a new pod for a key of another kind, and not for a renewed certificate", async () => {
    const kindsOf = async (ca: KeyPair) => {
      const { resources } = await run(broker(), { live: cluster(ca) });
      return deploymentOf(resources).spec.template.metadata.annotations["aks-mqtt/key-kinds"];
    };

    assert.equal(await kindsOf(root), "ECDSA");
    assert.equal(await kindsOf(await makeRoot()), "ECDSA");
    assert.equal(await kindsOf(await makeRoot({ algorithm: "Rsa2048" })), "RSA");
  });

  it("outputs what to trust, but no certificate, which it does not know", async () => {
    const { result } = await run(broker(), { live: cluster(root) });

    assert.equal(await valueOf(result.trustBundlePem), root.certificatePem);
    assert.equal(await valueOf(result.certificatePem), undefined);
    assert.equal(await valueOf(result.host), "10.240.32.1");
  });

  it("brings no private key of a certificate into an input or an output", async () => {
    const { resources } = await run(broker(), { live: cluster(root) });

    const ofCertificates = resources.filter(({ name }) => !name.startsWith("broker-password"));
    assert.ok(!JSON.stringify(ofCertificates).includes("PRIVATE KEY"));
    assert.deepEqual(
      resources.filter(({ type }) => type === "kubernetes:core/v1:Secret").map(({ name }) => name),
      ["broker-passwords"],
    );
  });

  it("knows neither address nor issuer in a first preview, but the rest of its request", async () => {
    const { result, resources } = await run(broker(), { preview: true });

    const { secretName, commonName, dnsNames, issuerRef } = specOf(resources);
    assert.deepEqual(
      [secretName, commonName, dnsNames, issuerRef],
      [certificateName, "broker-tls", undefined, { name: undefined, kind: undefined, group: undefined }],
    );
    assert.deepEqual([await isKnown(result.host), await isKnown(result.trustBundlePem)], [false, false]);
  });
});
