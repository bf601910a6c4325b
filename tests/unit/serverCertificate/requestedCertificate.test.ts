import assert from "node:assert/strict";
import { Provider } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { CertificateIssuer, KeyAlgorithm, RotationPolicy, ServerCertificate } from "../../../index";
import type { IssuerRefArgs, ServerCertificateArgs } from "../../../index";
import { makeRoot } from "../../../sandbox/testing/certificates";
import type { KeyPair } from "../../../sandbox/testing/certificates";
import { attempt, find, isKnown, run, valueOf } from "../engine/engine";
import type { Registered } from "../engine/engine";
import { issuedCa, onlyReady, signedRequest } from "../engine/live";

const certificateType = "kubernetes:cert-manager.io/v1:Certificate";
const names = { dnsNames: ["mqtt.example.com"], ipAddresses: ["203.0.113.7", "2001:db8::7"] };
const issuerRef: IssuerRefArgs = { name: "my-issuer", kind: "Issuer" };
const live = { "Certificate/mqtt/server-certificate": { status: { notAfter: "2027-02-19T12:00:00Z" } } };

const requested =
  (args: Partial<ServerCertificateArgs> = {}) =>
  () =>
    new ServerCertificate("server", { namespace: "mqtt", issuerRef, ...names, ...args });

const plainly = <T>(value: T) => value;

const specOf = (resources: Registered[]) =>
  find(resources, certificateType, "server-certificate").inputs.spec as Record<string, unknown>;

describe("ServerCertificate from an issuer", () => {
  let ecdsaRoot: KeyPair;
  let rsaRoot: KeyPair;
  before(async () => {
    ecdsaRoot = await makeRoot({ algorithm: KeyAlgorithm.EcdsaP384 });
    rsaRoot = await makeRoot({ algorithm: KeyAlgorithm.Rsa3072 });
  });

  for (const preview of [false, true]) {
    describe(preview ? "in a preview" : "in an update", () => {
      const circumstances = { preview, live: preview ? {} : live };

      it("keeps its child names", async () => {
        const { resources } = await run(requested(), circumstances);

        const children = resources.map(({ type, name, readId }) => `${type} ${name}${readId ? " (read)" : ""}`);
        assert.deepEqual(children.sort(), [
          "aks-mqtt:index:ServerCertificate server",
          "kubernetes:cert-manager.io/v1:Certificate server-certificate",
          "kubernetes:cert-manager.io/v1:Certificate server-status (read)",
        ]);
      });

      it("requests what is needed from cert-manager, and waits for it", async () => {
        const { resources } = await run(requested(), circumstances);

        assert.deepEqual(find(resources, certificateType, "server-certificate").inputs, {
          apiVersion: "cert-manager.io/v1",
          kind: "Certificate",
          metadata: {
            namespace: "mqtt",
            name: "server-certificate",
            annotations: { "pulumi.com/waitFor": onlyReady },
          },
          spec: {
            secretName: "server-certificate",
            commonName: "server",
            ...names,
            duration: "2160h0m0s",
            privateKey: { algorithm: "ECDSA", size: 256, encoding: "PKCS8", rotationPolicy: "Always" },
            usages: ["digital signature", "server auth"],
            issuerRef: { name: "my-issuer", kind: "Issuer", group: "cert-manager.io" },
          },
        });
      });

      it("requests the given settings", async () => {
        const program = requested({
          secretName: pulumi.output("mqtt-tls"),
          commonName: "mqtt",
          dnsNames: ["b.example.com", "a.example.com", "b.example.com"],
          ipAddresses: [],
          algorithm: KeyAlgorithm.Rsa2048,
          duration: pulumi.output("720h"),
          renewBefore: "240h",
          rotationPolicy: RotationPolicy.Never,
        });
        const { resources } = await run(program, {
          preview,
          live: preview ? {} : { "Certificate/mqtt/mqtt-tls": live["Certificate/mqtt/server-certificate"] },
        });

        assert.deepEqual(specOf(resources), {
          secretName: "mqtt-tls",
          commonName: "mqtt",
          dnsNames: ["b.example.com", "a.example.com"],
          duration: "720h0m0s",
          renewBefore: "240h0m0s",
          privateKey: { algorithm: "RSA", size: 2048, encoding: "PKCS8", rotationPolicy: "Never" },
          usages: ["digital signature", "key encipherment", "server auth"],
          issuerRef: { name: "my-issuer", kind: "Issuer", group: "cert-manager.io" },
        });
      });

      it("may request addresses only", async () => {
        const { resources } = await run(requested({ dnsNames: [] }), circumstances);

        const spec = specOf(resources);
        assert.deepEqual([spec.ipAddresses, "dnsNames" in spec], [names.ipAddresses, false]);
      });

      for (const [what, root, algorithm, privateKey] of [
        ["an ECDSA key for an ECDSA CA", () => ecdsaRoot, undefined, { algorithm: "ECDSA", size: 384 }],
        ["an RSA key for an RSA CA", () => rsaRoot, undefined, { algorithm: "RSA", size: 3072 }],
        ["another RSA key on request", () => rsaRoot, KeyAlgorithm.Rsa2048, { algorithm: "RSA", size: 2048 }],
      ] as const) {
        it(`has ${what}`, async () => {
          const ofCa = { ...issuerRef, caCertificatePem: root().certificatePem };

          const { resources } = await run(requested({ issuerRef: ofCa, algorithm }), circumstances);

          assert.deepEqual(specOf(resources).privateKey, {
            ...privateKey,
            encoding: "PKCS8",
            rotationPolicy: "Always",
          });
        });
      }

      for (const ref of [
        { name: "my-issuer", kind: "ClusterIssuer", group: "cert-manager.io" },
        { name: "vault.example.com", kind: "Issuer", group: "cert-manager.io", namespace: "mqtt" },
        { name: "pca", kind: "AWSPCAClusterIssuer", group: "awspca.cert-manager.io" },
        { name: "steps", kind: "StepIssuer", group: "certmanager.step.sm", namespace: "elsewhere" },
      ]) {
        it(`is issued by a ${ref.kind} of ${ref.group}`, async () => {
          const { resources } = await run(requested({ issuerRef: pulumi.output(ref) }), circumstances);

          const { name, kind, group } = ref;
          assert.deepEqual(specOf(resources).issuerRef, { name, kind, group });
        });
      }

      it("brings no private key into inputs or outputs, and creates or reads no Secret", async () => {
        const { result: server, resources } = await run(requested(), circumstances);

        assert.ok(!resources.some(({ type }) => type === "kubernetes:core/v1:Secret" || type.startsWith("tls:")));
        assert.ok(!JSON.stringify(resources).includes("PRIVATE KEY"));
        assert.deepEqual(
          resources.flatMap(({ secretInputs }) => secretInputs),
          [],
        );
        for (const output of [server.certificatePem, server.chainPem, server.fingerprint]) {
          assert.deepEqual([await isKnown(output), await valueOf(output)], [true, undefined]);
        }
      });
    });
  }

  it("accepts enumerations in upper or lower case", async () => {
    const args = { algorithm: "rsa2048" as KeyAlgorithm, rotationPolicy: "never" as RotationPolicy };
    const { resources } = await run(requested(args), { live });

    const { algorithm, size, rotationPolicy } = specOf(resources).privateKey as Record<string, unknown>;
    assert.deepEqual([algorithm, size, rotationPolicy], ["RSA", 2048, "Never"]);
  });

  it("treats an Output of undefined as left out", async () => {
    const { resources } = await run(requested({ algorithm: pulumi.output(undefined) as never }), { live });

    assert.equal((specOf(resources).privateKey as { algorithm: string }).algorithm, "ECDSA");
  });

  it("outputs its Secret, its expiry and what to trust", async () => {
    const ofCa = { ...issuerRef, caCertificatePem: ecdsaRoot.certificatePem };
    const { result: server } = await run(requested({ issuerRef: ofCa }), { live });

    assert.equal(await valueOf(server.secretName), "server-certificate");
    assert.equal(await valueOf(server.notAfter), "2027-02-19T12:00:00Z");
    assert.equal(await valueOf(server.trustBundlePem), ecdsaRoot.certificatePem);
  });

  it("trusts the next CA beside the present one, before it begins", async () => {
    const next = await makeRoot({ commonName: "next", madeAtHour: 24 });
    const caCertificatePem = next.certificatePem + ecdsaRoot.certificatePem;
    const { result: server } = await run(requested({ issuerRef: { ...issuerRef, caCertificatePem } }), { live });

    assert.equal(await valueOf(server.trustBundlePem), caCertificatePem);
  });

  it("outputs what to trust as it is given, unless Go does not read it", async () => {
    const [first, second] = [ecdsaRoot.certificatePem, rsaRoot.certificatePem];
    const read = `# the first\r\n${first.replace(/\n/g, "\r\n")}\n# the second\n${second}\n\n`;
    for (const as of [plainly, pulumi.output]) {
      const trusted = async (caCertificatePem: string) => {
        const { result } = await run(
          requested({ issuerRef: { ...issuerRef, caCertificatePem: as(caCertificatePem) } }),
          {
            live,
          },
        );
        return valueOf(result.trustBundlePem);
      };

      assert.equal(await trusted(read), read);
      assert.equal(await trusted(first.trim() + second), first + second);
      assert.equal(await trusted(`\uFEFF${first}`), first);
    }
  });

  it("does not know what to trust if the issuer's CA is not given", async () => {
    const { result: server } = await run(requested(), { live });

    assert.equal(await valueOf(server.trustBundlePem), undefined);
  });

  it("knows its Secret's name, but not its expiry, in a first preview", async () => {
    const { result: server } = await run(requested(), { preview: true });

    assert.deepEqual([await isKnown(server.secretName), await isKnown(server.notAfter)], [true, false]);
    assert.equal(await valueOf(server.secretName), "server-certificate");
  });

  it("shows in a later preview what cert-manager has renewed meanwhile", async () => {
    const { result: server, resources } = await run(requested(), { preview: true, live });

    assert.equal(find(resources, certificateType, "server-status").readId, "mqtt/server-certificate");
    assert.equal(await valueOf(server.secretName), "server-certificate");
    assert.equal(await valueOf(server.notAfter), "2027-02-19T12:00:00Z");
  });

  it("shows in a preview what is known while an address is unknown", async () => {
    const unknown = pulumi.output(pulumi.unknown as unknown as string);
    const { resources } = await run(requested({ ipAddresses: [unknown] }), { preview: true });

    const { dnsNames, ipAddresses, duration } = specOf(resources);
    assert.deepEqual([dnsNames, ipAddresses, duration], [names.dnsNames, undefined, "2160h0m0s"]);
  });

  it("refuses a bad value in a preview even if other values are unknown", async () => {
    const unknown = pulumi.output(pulumi.unknown as unknown as string);
    for (const [args, says] of [
      [{ issuerRef: { name: unknown, kind: "Issuer" }, duration: "90d" }, /duration: is "90d", but must be/],
      [{ issuerRef: { name: "my-issuer", kind: "issuer" }, namespace: unknown }, /issuerRef.kind: is 'issuer', but/],
    ] as [Partial<ServerCertificateArgs>, RegExp][]) {
      const { thrown } = await attempt(requested(args), { preview: true });

      assert.match(String(thrown), says);
    }
  });

  it("accepts the issuer of a CertificateIssuer as it is, and uses the CA's kind of key", async () => {
    const program = () => {
      const issuer = new CertificateIssuer("issuer", { namespace: "mqtt", selfSigned: { algorithm: "Rsa3072" } });
      return new ServerCertificate("server", {
        namespace: "mqtt",
        issuerRef: issuer.issuerRef,
        strict: true,
        ...names,
      });
    };
    const { result: server, resources } = await run(program, {
      live: {
        ...live,
        "Certificate/mqtt/test-ca": issuedCa(1),
        "CertificateRequest/mqtt/my-issuer-test-ca-0c0ffee0-0": signedRequest(rsaRoot),
        "CertificateRequest/mqtt/my-issuer-test-ca-0c0ffee0-1": signedRequest(rsaRoot),
      },
    });

    const { privateKey, issuerRef: ref } = specOf(resources);
    assert.equal((privateKey as { algorithm: string }).algorithm, "RSA");
    assert.deepEqual(ref, { name: "my-issuer", kind: "Issuer", group: "cert-manager.io" });
    assert.equal(await valueOf(server.trustBundlePem), rsaRoot.certificatePem);
  });

  it("comes after the issuer of a CertificateIssuer, which a first preview does not know", async () => {
    const program = () => {
      const issuer = new CertificateIssuer("issuer", { namespace: "mqtt", selfSigned: {} });
      return new ServerCertificate("server", { namespace: "mqtt", issuerRef: issuer.issuerRef, ...names });
    };
    const { resources } = await run(program, { preview: true });

    const order = resources.map(({ name }) => name);
    assert.ok(order.indexOf("server-certificate") > order.indexOf("issuer-issuer"));
    const { dnsNames, issuerRef: ref } = specOf(resources);
    assert.deepEqual([dnsNames, ref], [names.dnsNames, { name: undefined, kind: undefined, group: undefined }]);
  });

  it("is not touched by the preview that finds a renewed CA", async () => {
    const program = () => {
      const issuer = new CertificateIssuer("issuer", { namespace: "mqtt", selfSigned: {} });
      return new ServerCertificate("server", { namespace: "mqtt", issuerRef: issuer.issuerRef, ...names });
    };
    // The request for revision 2 does not exist yet.
    const renewed = {
      ...live,
      "Issuer/mqtt/my-issuer": {},
      "Certificate/mqtt/test-ca": issuedCa(2),
      "CertificateRequest/mqtt/my-issuer-test-ca-0c0ffee0-1": signedRequest(ecdsaRoot),
    };
    const { resources, result } = await run(program, { preview: true, live: renewed });

    const { resources: before } = await run(requested(), { live });
    assert.deepEqual(specOf(resources), specOf(before));
    assert.equal(await isKnown(result.trustBundlePem), false);
  });

  it("creates and reads all of its children with the given provider", async () => {
    const { resources } = await run(
      () => {
        const provider = new Provider("given", {});
        return new ServerCertificate("server", { namespace: "mqtt", issuerRef, ...names }, { provider });
      },
      { live },
    );

    const children = resources.filter(({ type }) => type.startsWith("kubernetes:"));
    assert.equal(children.length, 2);
    for (const { name, provider } of children) assert.match(provider, /::given::/, name);
  });
});
