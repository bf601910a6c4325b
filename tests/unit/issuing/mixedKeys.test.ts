/** Keys of two kinds in one chain: an error for Azure IoT Operations, and a warning elsewhere. */
import assert from "node:assert/strict";
import {
  BrokerListener,
  CertificateChain,
  CertificateIssuer,
  KeyAlgorithm,
  MosquittoBroker,
  ServerCertificate,
} from "../../../index";
import type { CertificateAuthorityArgs } from "../../../index";
import { makeRoot, makeSigned } from "../../../sandbox/testing/certificates";
import type { KeyPair } from "../../../sandbox/testing/certificates";
import { attempt } from "../engine/engine";
import { azure } from "../iotOperations/iotOperations";
import { warningsOf } from "../engine/warnings";

describe("Keys of two kinds in one chain", () => {
  let rsaRoot: KeyPair;
  let authority: CertificateAuthorityArgs;
  before(async () => {
    rsaRoot = await makeRoot({ algorithm: KeyAlgorithm.Rsa2048, commonName: "RSA root" });
    const intermediate = await makeSigned(rsaRoot, { algorithm: KeyAlgorithm.EcdsaP256 });
    authority = { ...intermediate, chainPem: intermediate.certificatePem + rsaRoot.certificatePem };
  });

  const server = { namespace: "mqtt", dnsNames: ["mqtt.example.com"] };
  const ofAuthority =
    /is Rsa2048, but 'CN=test intermediate' has an ECDSA key: all keys of one chain must be of the same kind/;
  const programs: [string, () => unknown, RegExp][] = [
    ["an authority", () => new ServerCertificate("server", { ...server, authority }), ofAuthority],
    [
      "the key of a server",
      () => new ServerCertificate("server", { ...server, authority: rsaRoot, algorithm: KeyAlgorithm.EcdsaP256 }),
      /algorithm: is EcdsaP256, but the authority has an RSA key/,
    ],
    [
      "the key of a certificate of cert-manager",
      () => {
        const issuerRef = { name: "my-issuer", kind: "Issuer", caCertificatePem: rsaRoot.certificatePem };
        return new ServerCertificate("server", { ...server, issuerRef, algorithm: KeyAlgorithm.EcdsaP256 });
      },
      /algorithm: is EcdsaP256, but the issuer's CA has an RSA key/,
    ],
    [
      "an existing root",
      () => new CertificateChain("ca", { existingRoot: rsaRoot, algorithm: KeyAlgorithm.EcdsaP256 }),
      /algorithm: is EcdsaP256, but existingRoot has an RSA key/,
    ],
    ["an existing CA", () => new CertificateIssuer("issuer", { namespace: "mqtt", existing: authority }), ofAuthority],
    [
      "a listener of Mosquitto",
      () => {
        const issued = { authority: rsaRoot, algorithm: KeyAlgorithm.EcdsaP256 };
        return new MosquittoBroker("broker", {
          namespace: "mqtt",
          listeners: [{ port: 8883, tls: { issued } }],
          allowAnonymous: true,
        });
      },
      /algorithm: is EcdsaP256, but the authority has an RSA key/,
    ],
  ];
  for (const [what, program, says] of programs) {
    it(`are a warning, given once, for ${what}`, async () => {
      let errors: Error[] = [];
      const warnings = await warningsOf(async () => ({ errors } = await attempt(program, { preview: true })));

      assert.deepEqual(errors, []);
      assert.equal(warnings.filter(warning => says.test(warning)).length, 1, warnings.join("\n"));
    });
  }

  it("are an error for Azure IoT Operations", async () => {
    const listener = (issued: object) =>
      new BrokerListener("listener", {
        azure,
        ports: [{ port: 8883, tls: { issued: issued } }],
      });

    for (const issued of [{ authority }, { authority: rsaRoot, algorithm: KeyAlgorithm.EcdsaP256 }]) {
      const { errors } = await attempt(() => listener(issued), {});
      assert.ok(
        errors.some(({ message }) => message.includes("all keys of one chain must be of the same kind")),
        String(errors),
      );
    }
  });
});
