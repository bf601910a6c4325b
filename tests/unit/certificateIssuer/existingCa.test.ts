import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { CertificateIssuer, IssuerKind } from "../../../index";
import type { ExistingCaArgs } from "../../../index";
import { makeRoot, makeSigned } from "../../../sandbox/testing/certificates";
import type { KeyPair } from "../../../sandbox/testing/certificates";
import { find, isKnown, run, valueOf } from "../engine/engine";
import type { Circumstances, Registered } from "../engine/engine";
import { issuedCa, signedRequest } from "../engine/live";

const certManagerType = "kubernetes:cert-manager.io/v1:";
const secretType = "kubernetes:core/v1:Secret";

const existingIn =
  (existing: ExistingCaArgs, kind: IssuerKind = IssuerKind.Issuer) =>
  () =>
    new CertificateIssuer("issuer", { kind, namespace: "mqtt", existing });

const registered = (resources: Registered[]) => resources.map(({ type, name }) => `${type} ${name}`).sort();

describe("CertificateIssuer with an existing CA", () => {
  let root: KeyPair;
  let intermediate: KeyPair;
  before(async () => {
    root = await makeRoot();
    intermediate = await makeSigned(root);
  });

  for (const preview of [false, true]) {
    describe(preview ? "in a preview" : "in an update", () => {
      describe("in PEM", () => {
        it("puts it into a Secret, and creates an issuer from it", async () => {
          const { resources } = await run(existingIn(root), { preview });

          assert.deepEqual(registered(resources), [
            "aks-mqtt:index:CertificateIssuer issuer",
            "kubernetes:cert-manager.io/v1:Issuer issuer-issuer",
            "kubernetes:core/v1:Secret issuer-ca-secret",
          ]);
          const { inputs, secretInputs } = find(resources, secretType, "issuer-ca-secret");
          assert.deepEqual(inputs.metadata, { namespace: "mqtt", name: "test-ca" });
          assert.equal(inputs.type, "kubernetes.io/tls");
          assert.deepEqual(secretInputs, ["data"]);
          assert.deepEqual(decoded(inputs.data), {
            "tls.crt": root.certificatePem,
            "tls.key": root.privateKeyPem,
            "ca.crt": root.certificatePem,
          });
          const issuer = find(resources, `${certManagerType}Issuer`, "issuer-issuer").inputs;
          assert.deepEqual(issuer.metadata, {
            namespace: "mqtt",
            name: "my-issuer",
            annotations: { "pulumi.com/waitFor": "condition=Ready" },
          });
          assert.deepEqual(issuer.spec, { ca: { secretName: "test-ca" } });
        });

        it("puts an intermediate there with its chain, and the root as the certificate to trust", async () => {
          const chainPem = intermediate.certificatePem + root.certificatePem;
          const existing = { ...intermediate, chainPem, secretName: "factory-ca" };

          const { resources } = await run(existingIn(existing), { preview });

          const { inputs } = find(resources, secretType, "issuer-ca-secret");
          assert.deepEqual(inputs.metadata, { namespace: "mqtt", name: "factory-ca" });
          assert.deepEqual(decoded(inputs.data), {
            "tls.crt": chainPem,
            "tls.key": intermediate.privateKeyPem,
            "ca.crt": root.certificatePem,
          });
        });

        it("stores certificates as they are given, unless Go and so cert-manager does not read them", async () => {
          const [{ certificatePem: signer }, { certificatePem: anchor }] = [intermediate, root];
          const stored = async (pems: Partial<ExistingCaArgs>) => {
            const { resources } = await run(existingIn({ ...intermediate, ...pems }), { preview });
            return decoded(find(resources, secretType, "issuer-ca-secret").inputs.data)["tls.crt"];
          };
          const read = `# signs\r\n${signer.replace(/\n/g, "\r\n")}# the root\n${anchor}\n\n`;

          assert.equal(await stored({ chainPem: read }), read);
          assert.equal(await stored({ chainPem: signer.trim() + anchor }), signer + anchor);
          assert.equal(await stored({ ...root, certificatePem: `\uFEFF${anchor}` }), anchor);
        });

        it("keeps the key in the Secret and nowhere else", async () => {
          const { resources } = await run(existingIn({ ...root, privateKeyPem: pulumi.secret(root.privateKeyPem) }), {
            preview,
          });

          const secret = find(resources, secretType, "issuer-ca-secret");
          assert.equal(decoded(secret.inputs.data)["tls.key"], root.privateKeyPem);
          for (const { type, name, inputs } of resources.filter(resource => resource !== secret)) {
            assert.ok(!JSON.stringify(inputs).includes("PRIVATE KEY"), `${type} ${name} shows the key`);
          }
        });
      });

      describe("in an existing Secret", () => {
        const live = (): Circumstances["live"] =>
          preview ? {} : { "CertificateRequest/mqtt/my-issuer-vault-ca": signedRequest(intermediate) };

        it("creates an issuer from it, and neither creates nor reads the Secret", async () => {
          const { resources } = await run(existingIn({ secretName: "vault-ca" }), { preview, live: live() });

          assert.deepEqual(registered(resources), [
            "aks-mqtt:index:CertificateIssuer issuer",
            "kubernetes:cert-manager.io/v1:CertificateRequest issuer-ca-lookup",
            "kubernetes:cert-manager.io/v1:Issuer issuer-issuer",
          ]);
          const { spec } = find(resources, `${certManagerType}Issuer`, "issuer-issuer").inputs;
          assert.deepEqual(spec, { ca: { secretName: "vault-ca" } });
        });

        it("requests a certificate that nobody can use, to learn who signed it", async () => {
          const { resources } = await run(existingIn({ secretName: "vault-ca" }), { preview, live: live() });

          const { inputs } = find(resources, `${certManagerType}CertificateRequest`, "issuer-ca-lookup");
          assert.deepEqual(inputs.metadata, {
            namespace: "mqtt",
            name: "my-issuer-vault-ca",
            annotations: { "pulumi.com/waitFor": "condition=Ready" },
          });
          const { request, ...spec } = inputs.spec as Record<string, unknown>;
          assert.deepEqual(spec, {
            issuerRef: { name: "my-issuer", kind: "Issuer", group: "cert-manager.io" },
            duration: "1h0m0s",
            usages: ["digital signature"],
          });
          assert.match(Buffer.from(request as string, "base64").toString(), /^-----BEGIN CERTIFICATE REQUEST-----/);
        });
      });
    });
  }

  it("outputs the root of a CA in PEM, in plain text although the key is a secret", async () => {
    const chainPem = intermediate.certificatePem + root.certificatePem;
    const existing = { ...intermediate, privateKeyPem: pulumi.secret(intermediate.privateKeyPem), chainPem };

    const { result: issuer } = await run(existingIn(existing));

    assert.equal(await valueOf(issuer.caCertificatePem), root.certificatePem);
    assert.equal(await valueOf(issuer.trustBundlePem), root.certificatePem);
    assert.equal(await valueOf(issuer.secretName), "test-ca");
    assert.deepEqual(await valueOf(issuer.issuerRef), {
      name: "my-issuer",
      kind: "Issuer",
      group: "cert-manager.io",
      namespace: "mqtt",
      caCertificatePem: root.certificatePem,
      chainPem,
      algorithm: "EcdsaP256",
    });
    for (const output of [issuer.issuerRef, issuer.caCertificatePem, issuer.trustBundlePem]) {
      assert.equal(await pulumi.isSecret(output as pulumi.Output<unknown>), false);
    }
  });

  it("outputs the CA of a Secret, learnt from what it signed", async () => {
    const live = { "CertificateRequest/mqtt/my-issuer-vault-ca": signedRequest(root) };

    const { result: issuer } = await run(existingIn({ secretName: "vault-ca" }), { live });

    assert.equal(await valueOf(issuer.caCertificatePem), root.certificatePem);
    assert.equal(await valueOf(issuer.trustBundlePem), root.certificatePem);
    assert.equal(await valueOf(issuer.secretName), "vault-ca");
  });

  it("looks for a ClusterIssuer's Secret, and requests a certificate, in cert-manager's given namespace", async () => {
    const live = { "CertificateRequest/mqtt/my-issuer-vault-ca": signedRequest(root) };

    const { result: issuer, resources } = await run(existingIn({ secretName: "vault-ca" }, "ClusterIssuer"), { live });

    const { metadata } = find(resources, `${certManagerType}ClusterIssuer`, "issuer-issuer").inputs;
    assert.equal((metadata as { namespace?: string }).namespace, undefined);
    const { kind, namespace, caCertificatePem } = await valueOf(issuer.issuerRef);
    assert.deepEqual([kind, namespace, caCertificatePem], ["ClusterIssuer", undefined, root.certificatePem]);
  });

  for (const [where, existing] of [
    ["in PEM", () => root],
    ["in a Secret", () => ({ secretName: "vault-ca" })],
  ] as const) {
    it(`${where} is unknown in a preview until its issuer is ready`, async () => {
      const { result: issuer } = await run(existingIn(existing()), { preview: true });

      for (const output of [issuer.issuerRef, issuer.caCertificatePem, issuer.trustBundlePem]) {
        assert.equal(await isKnown(output as pulumi.Output<unknown>), false);
      }
    });

    it(`${where} is known in a preview once its issuer is ready`, async () => {
      const live = {
        "Issuer/mqtt/my-issuer": { status: {} },
        "Secret/mqtt/test-ca": {},
        "CertificateRequest/mqtt/my-issuer-vault-ca": signedRequest(root),
      };
      const { result: issuer } = await run(existingIn(existing()), { preview: true, live });

      assert.equal(await valueOf(issuer.trustBundlePem), root.certificatePem);
      assert.equal((await valueOf(issuer.issuerRef)).name, "my-issuer");
    });
  }

  describe("with strict", () => {
    it("accepts a Secret and a new CA, whose keys never pass through the program", async () => {
      const live = {
        "CertificateRequest/mqtt/my-issuer-vault-ca": signedRequest(root),
        "CertificateRequest/mqtt/my-issuer-test-ca-0c0ffee0-0": signedRequest(root),
        "CertificateRequest/mqtt/my-issuer-test-ca-0c0ffee0-1": signedRequest(root),
        "Certificate/mqtt/test-ca": issuedCa(1),
      };
      for (const ca of [{ existing: { secretName: "vault-ca" } }, { selfSigned: {} }]) {
        const { result: issuer } = await run(
          () => new CertificateIssuer("issuer", { namespace: "mqtt", strict: true, ...ca }),
          { live },
        );

        assert.equal(await valueOf(issuer.caCertificatePem), root.certificatePem);
      }
    });
  });
});

function decoded(data: unknown): Record<string, string> {
  const entries = Object.entries(data as Record<string, string>);
  return Object.fromEntries(entries.map(([key, value]) => [key, Buffer.from(value, "base64").toString()]));
}
