import assert from "node:assert/strict";
import { X509Certificate, createPrivateKey } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { CertificateChain, KeyAlgorithm, ServerCertificate } from "../../../index";
import type { ServerCertificateArgs } from "../../../index";
import { makeRoot } from "../../../sandbox/testing/certificates";
import { find, isKnown, run, valueOf } from "../engine/engine";
import type { Registered } from "../engine/engine";

const names = { dnsNames: ["mqtt.example.com"], ipAddresses: ["203.0.113.7", "2001:db8::7"] };

function fromChain(args: Partial<ServerCertificateArgs> = {}) {
  const chain = new CertificateChain("ca", {});
  return new ServerCertificate("server", { namespace: "mqtt", authority: chain.authority, ...names, ...args });
}

function secretData(resources: Registered[]): Record<string, string> {
  const { inputs } = find(resources, "kubernetes:core/v1:Secret", "server-secret");
  const data = Object.entries(inputs.data as Record<string, string>);
  return Object.fromEntries(data.map(([key, value]) => [key, Buffer.from(value, "base64").toString()]));
}

describe("ServerCertificate", () => {
  it("puts the chain, the key and what to trust into a TLS Secret", async () => {
    const { result: server, resources } = await run(fromChain);

    const secret = find(resources, "kubernetes:core/v1:Secret", "server-secret");
    assert.deepEqual(secret.inputs.metadata, { namespace: "mqtt", name: "server" });
    assert.equal(secret.inputs.type, "kubernetes.io/tls");
    const data = secretData(resources);
    const [certificate, intermediate, ...others] = certificatesOf(data["tls.crt"]);
    const [root] = certificatesOf(data["ca.crt"]);
    assert.equal(others.length, 0, "the root is not sent");
    assert.ok(certificate.verify(intermediate.publicKey) && intermediate.verify(root.publicKey));
    assert.ok(certificate.checkPrivateKey(createPrivateKey(data["tls.key"])));
    assert.equal(await valueOf(server.secretName), "server");
    assert.equal(await valueOf(server.chainPem), data["tls.crt"]);
    assert.equal(await valueOf(server.trustBundlePem), data["ca.crt"]);
  });

  it("is valid for the names and addresses, and for nothing else", async () => {
    const { result: server } = await run(fromChain);

    const certificate = new X509Certificate((await valueOf(server.certificatePem))!);
    assert.ok(certificate.checkHost("mqtt.example.com"));
    assert.ok(certificate.checkIP("203.0.113.7") && certificate.checkIP("2001:db8::7"));
    assert.equal(certificate.checkHost("server"), undefined, "the common name is not a name of the server");
    assert.equal(certificate.ca, false);
    assert.deepEqual(certificate.keyUsage, ["1.3.6.1.5.5.7.3.1"], "server authentication only");
  });

  it("outputs its expiry and its fingerprint", async () => {
    const { result: server } = await run(() => fromChain({ validityHours: 48 }));

    const certificate = new X509Certificate((await valueOf(server.certificatePem))!);
    assert.equal(await valueOf(server.notAfter), new Date(certificate.validTo).toISOString());
    assert.equal(await valueOf(server.fingerprint), certificate.fingerprint256);
    const hours = (Date.parse(certificate.validTo) - Date.parse(certificate.validFrom)) / 3_600_000;
    assert.equal(hours, 48);
  });

  it("is renewed after two thirds of its lifetime", async () => {
    for (const [validityHours, earlyRenewalHours] of [
      [undefined, 2920],
      [90, 30],
    ]) {
      const { resources } = await run(() => fromChain({ validityHours }));
      const { inputs } = find(resources, "tls:index/locallySignedCert:LocallySignedCert", "server-certificate");
      assert.equal(inputs.earlyRenewalHours, earlyRenewalHours);
    }
  });

  it("keeps the key secret and the certificates readable, even if the whole authority is a secret", async () => {
    const { result: server, resources } = await run(() => {
      const { certificatePem, privateKeyPem, chainPem } = new CertificateChain("ca", {}).authority;
      const authority = pulumi.secret({ certificatePem, privateKeyPem, chainPem });
      return new ServerCertificate("server", { namespace: "mqtt", authority, ...names });
    });

    for (const output of [server.certificatePem, server.chainPem, server.trustBundlePem, server.fingerprint]) {
      assert.equal(await pulumi.isSecret(output), false);
    }
    const certificate = find(resources, "tls:index/locallySignedCert:LocallySignedCert", "server-certificate");
    assert.deepEqual(certificate.secretInputs, ["caPrivateKeyPem"]);
    const request = find(resources, "tls:index/certRequest:CertRequest", "server-request");
    assert.deepEqual(request.secretInputs, ["privateKeyPem"]);
    assert.deepEqual(find(resources, "kubernetes:core/v1:Secret", "server-secret").secretInputs, ["data"]);
    assert.deepEqual(find(resources, "tls:index/privateKey:PrivateKey", "server-key").secretInputs, []);
  });

  it("accepts a root alone as authority, and then sends no other certificate", async () => {
    const authority = await makeRoot({ algorithm: KeyAlgorithm.Rsa2048 });

    const { result: server, resources } = await run(
      () => new ServerCertificate("server", { namespace: "mqtt", authority, ...names }),
    );

    assert.equal(await valueOf(server.chainPem), await valueOf(server.certificatePem));
    assert.equal(await valueOf(server.trustBundlePem), authority.certificatePem);
    const { inputs } = find(resources, "tls:index/locallySignedCert:LocallySignedCert", "server-certificate");
    assert.deepEqual(inputs.allowedUses, ["digital_signature", "key_encipherment", "server_auth"]);
    assert.equal(new X509Certificate((await valueOf(server.certificatePem))!).publicKey.asymmetricKeyType, "rsa");
  });

  it("has each name once, in the given order", async () => {
    const { resources } = await run(() => fromChain({ dnsNames: ["b.example.com", "a.example.com", "b.example.com"] }));

    const { inputs } = find(resources, "tls:index/certRequest:CertRequest", "server-request");
    assert.deepEqual(inputs.dnsNames, ["b.example.com", "a.example.com"]);
  });

  it("knows plain names in a preview while the addresses are unknown", async () => {
    const unknown = pulumi.output(pulumi.unknown as unknown as string);
    const { resources } = await run(() => fromChain({ ipAddresses: [unknown] }), { preview: true });

    const { inputs } = find(resources, "tls:index/certRequest:CertRequest", "server-request");
    assert.deepEqual([inputs.dnsNames, inputs.ipAddresses], [names.dnsNames, undefined]);
  });

  it("keeps its child names", async () => {
    const { resources } = await run(fromChain);

    const children = resources.filter(({ name }) => name.startsWith("server"));
    assert.deepEqual(children.map(({ type, name }) => `${type} ${name}`).sort(), [
      "aks-mqtt:index:ServerCertificate server",
      "kubernetes:core/v1:Secret server-secret",
      "tls:index/certRequest:CertRequest server-request",
      "tls:index/locallySignedCert:LocallySignedCert server-certificate",
      "tls:index/privateKey:PrivateKey server-key",
    ]);
  });

  it("knows the name of its Secret, but no certificate, before it is created", async () => {
    const { result: server, resources } = await run(fromChain, { preview: true });

    assert.equal(await valueOf(server.secretName), "server");
    for (const output of [server.certificatePem, server.chainPem, server.notAfter, server.fingerprint]) {
      assert.equal(await isKnown(output), false);
    }
    const { inputs } = find(resources, "tls:index/certRequest:CertRequest", "server-request");
    assert.deepEqual([inputs.dnsNames, inputs.ipAddresses], [names.dnsNames, names.ipAddresses]);
  });
});

function certificatesOf(pem: string): X509Certificate[] {
  return pem.split(/(?<=-----END CERTIFICATE-----\n)/).map(text => new X509Certificate(text));
}
