/** The chain of an issuer's CA, by which the certificates that the issuer signs are judged. */
import assert from "node:assert/strict";
import type * as pulumi from "@pulumi/pulumi";
import { BrokerListener, CertificateIssuer, MosquittoBroker, ServerCertificate } from "../../../index";
import type { IssuedTlsArgs, IssuerRefArgs, ServerCertificateArgs } from "../../../index";
import { OpensslPki } from "../../../sandbox/testing/opensslPki";
import type { MadeCertificate } from "../../../sandbox/testing/opensslPki";
import { attempt, run, valueOf } from "../engine/engine";
import { liveService } from "../engine/live";
import { azure } from "../iotOperations/iotOperations";

const ca = { basicConstraints: "critical,CA:TRUE", keyUsage: "critical,keyCertSign" };

describe("The chain of an issuer", () => {
  let pki: OpensslPki;
  let root: MadeCertificate;
  let bounded: MadeCertificate;
  let forClients: MadeCertificate;
  before(() => {
    pki = new OpensslPki();
    root = pki.make({ subject: "/CN=root", extensions: ca });
    const below = (name: string, extensions: object) =>
      pki.make({ subject: `/CN=${name}`, extensions: { ...ca, ...extensions } }, root);
    bounded = below("bounded", { nameConstraints: "critical,permitted;DNS:example.com" });
    forClients = below("for clients", { extendedKeyUsage: "clientAuth" });
  });
  after(() => pki.remove());

  const issuerBelow = (signing: MadeCertificate) =>
    new CertificateIssuer("issuer", {
      namespace: "mqtt",
      existing: { certificatePem: signing.pem, privateKeyPem: signing.keyPem, chainPem: signing.pem + root.pem },
    });
  const brokerOf = (signing: MadeCertificate, issued: Partial<IssuedTlsArgs>) => () =>
    new MosquittoBroker("broker", {
      namespace: "mqtt",
      listeners: [{ port: 8883, tls: { issued: { issuerRef: issuerBelow(signing).issuerRef, ...issued } } }],
      allowAnonymous: true,
    });
  const live = () => ({ "Service/mqtt/broker-tls": liveService({ type: "ClusterIP" }) });
  const given = (more: Partial<IssuerRefArgs>): IssuerRefArgs => ({ name: "my-issuer", kind: "Issuer", ...more });
  const server = (issuerRef: ServerCertificateArgs["issuerRef"], args: Partial<ServerCertificateArgs> = {}) =>
    new ServerCertificate("server", { namespace: "mqtt", dnsNames: ["a.example.com"], issuerRef, ...args });

  it("must allow the names, which even the first preview says", async () => {
    const ofListener = await attempt(brokerOf(bounded, { dnsNames: ["mqtt.example.com"] }), { preview: true });
    assert.match(
      String(ofListener.errors),
      /listeners\[0\]\.tls\.issued: 'CN=bounded' permits only the DNS name 'example.com' .* has the DNS name 'broker-tls'/,
    );
    const ofServer = await attempt(() => server(issuerBelow(bounded).issuerRef, { dnsNames: ["b.svc"] }), {
      preview: true,
    });
    assert.match(String(ofServer.errors), /dnsNames\[0\]: 'CN=bounded' permits only .* has the DNS name 'b.svc'/);

    const within = { dnsNames: ["mqtt.example.com"], onlyGivenNames: true };
    assert.deepEqual((await attempt(brokerOf(bounded, within), { preview: true })).errors, []);
  });

  it("must be for servers if it signs one, which even the first preview says", async () => {
    const refused = /listeners\[0\]\.tls\.issued\.issuerRef\.chainPem: 'CN=for clients' may not sign certificates for/;
    const { errors } = await attempt(brokerOf(forClients, {}), { preview: true });
    assert.match(String(errors), refused);

    assert.deepEqual((await attempt(() => issuerBelow(forClients))).errors, []);
    assert.deepEqual((await attempt(brokerOf(root, {}), { preview: true })).errors, []);
  });

  it("keeps the certificate from being requested in an update, and is reported once", async () => {
    for (const [signing, refused] of [
      [bounded, /issued: 'CN=bounded' permits only/],
      [forClients, /issuerRef\.chainPem: 'CN=for clients' may not sign/],
    ] as const) {
      const { errors, resources } = await attempt(brokerOf(signing, {}), { live: live() });
      const [error, ...others] = new Set(errors);
      assert.match(String(error), refused);
      assert.deepEqual(others, []);
      assert.ok(!resources.some(({ name }) => name === "broker-8883-tls-certificate"));
    }
  });

  it("changes no resource and no output of what it allows", async () => {
    const made = async (more: Partial<IssuerRefArgs>) => {
      const { result, resources } = await run(() => server(given({ caCertificatePem: root.pem, ...more })), {
        live: { "Certificate/mqtt/server-certificate": { status: {} } },
      });
      return { resources, trusted: await valueOf(result.trustBundlePem) };
    };
    const withChain = await made({ chainPem: bounded.pem + root.pem });

    assert.deepEqual(withChain, await made({}));
    assert.equal(withChain.trusted, root.pem);
  });

  it("may be given by hand, and is then judged at once", async () => {
    const refused = async (program: () => unknown, path: string, says: RegExp) => {
      const { thrown } = await attempt(program);
      assert.equal((thrown as pulumi.InputPropertyError | undefined)?.propertyPath, path);
      assert.match(String(thrown), says);
    };
    const chainPem = bounded.pem + root.pem;
    const at = "issuerRef.chainPem";

    await refused(
      () => server(given({ chainPem }), { dnsNames: ["a.example.com", "b.svc"] }),
      "dnsNames[1]",
      /'CN=bounded' permits only/,
    );
    await refused(() => server(given({ chainPem: forClients.pem })), at, /'CN=for clients' may not sign/);
    await refused(
      () => server(given({ chainPem: root.pem + bounded.pem })),
      at,
      /is not signed by .*: the order is from the CA that signs up to the root/,
    );
    await refused(
      () =>
        new BrokerListener("listener", {
          azure,
          ports: [{ port: 8883, tls: { automatic: { issuerRef: given({ chainPem: forClients.pem }) } } }],
        }),
      "ports[0].tls.automatic.issuerRef.chainPem",
      /'CN=for clients' may not sign/,
    );
    for (const good of [chainPem, bounded.pem]) {
      const both = given({ chainPem: good, caCertificatePem: root.pem });
      assert.deepEqual((await attempt(() => server(both), { preview: true })).errors, []);
    }
  });

  it("leads to what clients trust, be it the same certificate or its renewal", async () => {
    const renewed = pki.run([
      "x509",
      "-in",
      root.file,
      "-signkey",
      root.keyFile,
      "-days",
      "30",
      "-copy_extensions",
      "copy",
    ]);
    const other = pki.make({ subject: "/CN=other", extensions: ca });
    const chainPem = bounded.pem + root.pem;
    const ofTrusted = (caCertificatePem: string) => attempt(() => server(given({ chainPem, caCertificatePem })));

    const { thrown } = await ofTrusted(other.pem);
    assert.match(
      String(thrown),
      /issuerRef\.chainPem: ends with 'CN=root', but caCertificatePem, which clients trust, is 'CN=other': set both/,
    );
    for (const trusted of [renewed, other.pem + root.pem]) {
      assert.equal((await ofTrusted(trusted)).thrown, undefined);
    }
  });

  it("is judged together with what clients trust if it ends below", async () => {
    const top = pki.make({ subject: "/CN=top", extensions: { ...ca, nameConstraints: "permitted;DNS:example.org" } });
    const free = pki.make({ subject: "/CN=free", extensions: ca }, top);
    const issuerRef = given({ chainPem: free.pem, caCertificatePem: top.pem });

    const { thrown } = await attempt(() => server(issuerRef));
    assert.match(String(thrown), /dnsNames\[0\]: 'CN=top' permits only the DNS name 'example.org'/);
    const { errors } = await attempt(() => server(issuerRef, { dnsNames: ["a.example.org"] }), { preview: true });
    assert.deepEqual(errors, []);
  });
});
