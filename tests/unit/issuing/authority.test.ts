/** An authority as most programs give it: plain certificates, and a key from the configuration. */
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { CertificateChain, CertificateIssuer, ServerCertificate } from "../../../index";
import { attempt } from "../engine/engine";
import { makePki, pki } from "../inputs/badInput";

const programs: Record<string, (certificatePem: string, privateKeyPem: pulumi.Input<string>) => unknown> = {
  "existingRoot.certificatePem": (certificatePem, privateKeyPem) =>
    new CertificateChain("ca", { existingRoot: { certificatePem, privateKeyPem } }),
  "existing.certificatePem": (certificatePem, privateKeyPem) =>
    new CertificateIssuer("issuer", { namespace: "mqtt", existing: { certificatePem, privateKeyPem } }),
  "authority.certificatePem": (certificatePem, privateKeyPem) =>
    new ServerCertificate("server", {
      namespace: "mqtt",
      dnsNames: ["a.example.com"],
      authority: { certificatePem, privateKeyPem },
    }),
};

describe("A plain certificate whose key is known later", () => {
  before(makePki);

  for (const [path, program] of Object.entries(programs)) {
    it(`is judged before anything is created, as ${path}`, async () => {
      const later = (pem: string) => pulumi.secret(pem);
      const { thrown, resources } = await attempt(() => program(pki.expired.certificatePem, later("hunter2")));

      assert.match(String(thrown), /certificatePem: 'CN=test root' expired on/);
      assert.deepEqual(
        resources.filter(({ type }) => !type.startsWith("aks-mqtt:")),
        [],
      );
      const { certificatePem, privateKeyPem } = pki.root;
      assert.deepEqual((await attempt(() => program(certificatePem, later(privateKeyPem)))).errors, []);
    });
  }
});
