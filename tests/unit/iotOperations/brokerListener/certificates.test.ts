import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { BrokerListener } from "../../../../index";
import type { ListenerPortArgs } from "../../../../index";
import { makeRoot, makeSigned } from "../../../../sandbox/testing/certificates";
import { find, run, valueOf } from "../../engine/engine";
import { azure, operatorService, ownPort, securePort, specOf } from "../iotOperations";
import { warningsOf } from "../../engine/warnings";

const listener = (ports: ListenerPortArgs[]) => new BrokerListener("outside", { azure, ports });

describe("The certificates of a BrokerListener's ports", () => {
  it("puts a given certificate into the Secret that the port names", async () => {
    const root = await makeRoot();
    const server = await makeSigned(root, { isCa: false, ipAddresses: ["10.240.32.1"] });
    const chainPem = server.certificatePem + root.certificatePem;
    const certificate = { chainPem, privateKeyPem: pulumi.secret(server.privateKeyPem) };

    const { resources, result } = await run(
      () => listener([securePort(8885, { tls: { secretName: "server-cert-secret", certificate } })]),
      { live: operatorService() },
    );

    const secret = find(resources, "kubernetes:core/v1:Secret", "outside-8885-tls");
    assert.deepEqual(secret.inputs.metadata, { namespace: "azure-iot-operations", name: "server-cert-secret" });
    assert.deepEqual(secret.secretInputs, ["data"]);
    assert.equal(await valueOf(result.certificatePem), server.certificatePem);
    assert.equal(await valueOf(result.trustBundlePem), root.certificatePem);
  });

  it("accepts a certificate without addresses if hosts lists its DNS names", async () => {
    const root = await makeRoot();
    const server = await makeSigned(root, { isCa: false, dnsNames: ["mqtt.example.com"] });
    const certificate = {
      chainPem: server.certificatePem,
      privateKeyPem: server.privateKeyPem,
      hosts: ["mqtt.example.com"],
    };

    const { resources } = await run(
      () => listener([securePort(8885, { tls: { secretName: "server-cert-secret", certificate } })]),
      { live: operatorService() },
    );

    find(resources, "kubernetes:core/v1:Secret", "outside-8885-tls");
  });

  it("outputs the certificate of a later port if cert-manager holds the first port's", async () => {
    const root = await makeRoot();
    const issuerRef = { name: "my-issuer", kind: "ClusterIssuer" };
    const live = {
      ...operatorService(),
      "Certificate/azure-iot-operations/outside-8883-certificate": { status: { notAfter: "2027-02-19T12:00:00Z" } },
    };

    const { result } = await run(
      () =>
        listener([
          securePort(8883, { tls: { issued: { issuerRef } } }),
          securePort(8884, { tls: { issued: { authority: root } } }),
        ]),
      { live },
    );

    assert.match((await valueOf(result.certificatePem)) ?? "", /BEGIN CERTIFICATE/);
  });

  it("outputs what clients of an automatic port must trust, if its issuer does", async () => {
    const { certificatePem } = await makeRoot();
    const issuerRef = { name: "my-issuer", kind: "Issuer", caCertificatePem: certificatePem };

    const { result } = await run(
      () => listener([securePort(8884, { tls: { automatic: { issuerRef, dnsNames: ["mqtt.example.com"] } } })]),
      { live: operatorService() },
    );

    assert.equal(await valueOf(result.trustBundlePem), certificatePem);
    assert.equal(await valueOf(result.certificatePem), undefined);
  });

  it("lists its name in the cluster once in its automatic certificate", async () => {
    const issuerRef = { name: "my-issuer", kind: "Issuer" };
    const namesWith = async (dnsNames: string[]) => {
      const { resources, result } = await run(
        () =>
          new BrokerListener("outside", {
            azure,
            ports: [ownPort(8883, { tls: { automatic: { issuerRef, dnsNames } } })],
            brokerName: "own",
            serviceType: "ClusterIp",
          }),
        { live: operatorService({ type: "ClusterIP" }) },
      );
      const [{ tls }] = specOf(resources, "azure", "BrokerListener", "outside-listener").ports as {
        tls: { certManagerCertificateSpec: { san: { dns: string[] } } };
      }[];
      return { host: await valueOf(result.host), dns: tls.certManagerCertificateSpec.san.dns };
    };
    const host = "outside.azure-iot-operations.svc";

    assert.deepEqual(await namesWith(["mqtt.example.com"]), { host, dns: ["mqtt.example.com", host] });
    assert.deepEqual(await namesWith([host]), { host, dns: [host] });
  });

  it("treats two spellings of an address as the same", async () => {
    const issuerRef = { name: "my-issuer", kind: "Issuer" };
    const tls = { automatic: { issuerRef, ipAddresses: ["2001:DB8:0::7"] } };
    const live = operatorService({ ingress: [{ ip: "2001:db8::7" }] });

    assert.deepEqual(await warningsOf(() => run(() => listener([securePort(8883, { tls })]), { live })), []);
  });
});
