import assert from "node:assert/strict";
import { X509Certificate, createPrivateKey } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { CertificateChain, KeyAlgorithm } from "../../../index";
import { makeRoot } from "../../../sandbox/testing/certificates";
import { find, isKnown, run, valueOf } from "../engine/engine";

const signedType = "tls:index/locallySignedCert:LocallySignedCert";

describe("CertificateChain", () => {
  it("creates a root, and an intermediate that the root signed", async () => {
    const { result: chain } = await run(() => new CertificateChain("mqtt", { organization: "Example" }));

    const root = new X509Certificate(await valueOf(chain.rootCertificatePem));
    const intermediate = new X509Certificate(await valueOf(chain.intermediateCertificatePem));
    assert.match(root.subject, /CN=mqtt root CA/);
    assert.match(root.subject, /O=Example/);
    assert.match(intermediate.subject, /CN=mqtt intermediate CA/);
    assert.ok(root.ca && root.verify(root.publicKey));
    assert.ok(intermediate.ca && intermediate.verify(root.publicKey));
    assert.ok(intermediate.checkPrivateKey(createPrivateKey(await valueOf(chain.caPrivateKeyPem))));
    assert.equal(await valueOf(chain.chainPem), intermediate.toString() + root.toString());
    assert.equal(await valueOf(chain.trustBundlePem), root.toString());
  });

  it("keeps its child names", async () => {
    const { resources } = await run(() => new CertificateChain("mqtt", {}));

    assert.deepEqual(resources.map(({ type, name }) => `${type} ${name}`).sort(), [
      "aks-mqtt:index:CertificateChain mqtt",
      "tls:index/certRequest:CertRequest mqtt-intermediate-request",
      "tls:index/locallySignedCert:LocallySignedCert mqtt-intermediate",
      "tls:index/privateKey:PrivateKey mqtt-intermediate-key",
      "tls:index/privateKey:PrivateKey mqtt-root-key",
      "tls:index/selfSignedCert:SelfSignedCert mqtt-root",
    ]);
  });

  it("makes the root outlive what it signs, and allows no CA below the intermediate", async () => {
    const { resources } = await run(() => new CertificateChain("mqtt", {}));

    const root = find(resources, "tls:index/selfSignedCert:SelfSignedCert", "mqtt-root").inputs;
    const intermediate = find(resources, "tls:index/locallySignedCert:LocallySignedCert", "mqtt-intermediate").inputs;
    assert.deepEqual([root.validityPeriodHours, root.earlyRenewalHours, root.maxPathLength], [87600, 52560, 1]);
    assert.deepEqual(
      [intermediate.validityPeriodHours, intermediate.earlyRenewalHours, intermediate.maxPathLength],
      [43800, 10950, 0],
    );
  });

  it("outputs when its certificates expire, and from when an update renews one of them", async () => {
    const { result: chain } = await run(() => new CertificateChain("mqtt", {}));

    const root = new X509Certificate(await valueOf(chain.rootCertificatePem));
    const intermediate = new X509Certificate(await valueOf(chain.intermediateCertificatePem));
    assert.equal(await valueOf(chain.rootNotAfter), new Date(root.validTo).toISOString());
    assert.equal(await valueOf(chain.intermediateNotAfter), new Date(intermediate.validTo).toISOString());
    const inHours = (Date.parse(await valueOf(chain.renewFrom)) - Date.parse(intermediate.validFrom)) / 3_600_000;
    assert.equal(inHours, 43800 - 10950);
  });

  it("does not renew an existing root", async () => {
    const existingRoot = await makeRoot();
    const intermediateValidityHours = 900;

    const { result: chain } = await run(
      () => new CertificateChain("mqtt", { existingRoot, intermediateValidityHours }),
    );

    const [notAfter, renewFrom] = [await valueOf(chain.intermediateNotAfter), await valueOf(chain.renewFrom)];
    assert.equal(Date.parse(notAfter) - Date.parse(renewFrom), 225 * 3_600_000);
    assert.ok(notAfter < (await valueOf(chain.rootNotAfter)));
  });

  it("keeps private keys secret and certificates readable", async () => {
    const { result: chain, resources } = await run(() => new CertificateChain("mqtt", {}));

    assert.equal(await pulumi.isSecret(chain.caPrivateKeyPem), true);
    for (const output of [
      chain.rootCertificatePem,
      chain.intermediateCertificatePem,
      chain.chainPem,
      chain.trustBundlePem,
      chain.algorithm,
      chain.rootNotAfter,
      chain.renewFrom,
    ]) {
      assert.equal(await pulumi.isSecret(output), false);
    }
    const intermediate = find(resources, "tls:index/locallySignedCert:LocallySignedCert", "mqtt-intermediate");
    assert.deepEqual(intermediate.secretInputs, ["caPrivateKeyPem"]);
  });

  for (const [algorithm, kind] of [
    [KeyAlgorithm.EcdsaP384, { asymmetricKeyType: "ec", namedCurve: "secp384r1" }],
    [KeyAlgorithm.Rsa2048, { asymmetricKeyType: "rsa", modulusLength: 2048 }],
  ] as const) {
    it(`has only ${algorithm} keys on request`, async () => {
      const { result: chain } = await run(() => new CertificateChain("mqtt", { algorithm }));

      for (const pem of [chain.rootCertificatePem, chain.intermediateCertificatePem]) {
        const { asymmetricKeyType, asymmetricKeyDetails } = new X509Certificate(await valueOf(pem)).publicKey;
        const { asymmetricKeyType: type, ...details } = kind;
        assert.equal(asymmetricKeyType, type);
        assert.deepEqual({ ...asymmetricKeyDetails, ...details }, asymmetricKeyDetails);
      }
    });
  }

  it("signs with an existing root, and creates keys of the same kind", async () => {
    const { certificatePem, privateKeyPem } = await makeRoot({ algorithm: "EcdsaP384" });

    const { result: chain, resources } = await run(
      () => new CertificateChain("mqtt", { existingRoot: { certificatePem, privateKeyPem } }),
    );

    assert.equal(await valueOf(chain.rootCertificatePem), certificatePem);
    const intermediate = new X509Certificate(await valueOf(chain.intermediateCertificatePem));
    assert.ok(intermediate.verify(new X509Certificate(certificatePem).publicKey));
    assert.equal(intermediate.publicKey.asymmetricKeyDetails?.namedCurve, "secp384r1");
    const names = resources.map(({ name }) => name);
    assert.deepEqual(names.sort(), ["mqtt", "mqtt-intermediate", "mqtt-intermediate-key", "mqtt-intermediate-request"]);
    assert.equal(await pulumi.isSecret(chain.rootCertificatePem), false);
    assert.equal(await pulumi.isSecret(chain.algorithm), false);
    assert.equal(await valueOf(chain.algorithm), "EcdsaP384");
  });

  it("passes on the key of an existing root as it is, in each form that the TLS provider reads", async () => {
    const root = await makeRoot();
    const rsaRoot = await makeRoot({ algorithm: "Rsa2048" });
    const as = (pem: string, type: "pkcs1" | "sec1") =>
      createPrivateKey(pem).export({ type, format: "pem" }).toString();
    const existingRoots = [
      root,
      { ...root, privateKeyPem: as(root.privateKeyPem, "sec1") },
      { ...root, privateKeyPem: root.privateKeyPem.replace(/\n/g, " \t\r\n") },
      { ...rsaRoot, privateKeyPem: as(rsaRoot.privateKeyPem, "pkcs1") },
    ];
    for (const existingRoot of existingRoots) {
      const { resources } = await run(() => new CertificateChain("mqtt", { existingRoot }));
      const { caPrivateKeyPem } = find(resources, signedType, "mqtt-intermediate").inputs;
      assert.equal(caPrivateKeyPem, existingRoot.privateKeyPem);
    }
  });

  it("writes a key anew that the TLS provider does not read", async () => {
    const root = await makeRoot();
    const sec1 = createPrivateKey(root.privateKeyPem).export({ type: "sec1", format: "pem" }).toString();
    // As openssl ecparam -genkey writes it.
    const parameters = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
    for (const privateKeyPem of [parameters + sec1, root.certificatePem + sec1, `\uFEFF${sec1}`]) {
      const { resources } = await run(() => new CertificateChain("mqtt", { existingRoot: { ...root, privateKeyPem } }));
      const { caPrivateKeyPem } = find(resources, signedType, "mqtt-intermediate").inputs;
      assert.equal(caPrivateKeyPem, root.privateKeyPem);
    }
  });

  it("treats an Output of undefined as no algorithm, with an existing root", async () => {
    const existingRoot = await makeRoot({ algorithm: "EcdsaP384" });
    const algorithm = pulumi.output(undefined) as unknown as pulumi.Output<KeyAlgorithm>;

    const { result: chain } = await run(() => new CertificateChain("mqtt", { existingRoot, algorithm }));

    assert.equal(await valueOf(chain.algorithm), "EcdsaP384");
  });

  it("has unknown certificates before they are created", async () => {
    const { result: chain, resources } = await run(() => new CertificateChain("mqtt", {}), { preview: true });

    for (const output of [chain.rootCertificatePem, chain.chainPem, chain.caPrivateKeyPem, chain.renewFrom]) {
      assert.equal(await isKnown(output), false);
    }
    assert.equal(await valueOf(chain.algorithm), "EcdsaP256");
    const root = find(resources, "tls:index/selfSignedCert:SelfSignedCert", "mqtt-root").inputs;
    assert.deepEqual(root.subject, { commonName: "mqtt root CA" });
  });
});
