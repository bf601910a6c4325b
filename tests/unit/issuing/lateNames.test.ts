/** Names below an authority that a preview knows only in part, or that is known late. */
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { CertificateChain, CertificateIssuer, MosquittoBroker, ServerCertificate } from "../../../index";
import type { CertificateAuthorityArgs, IssuedTlsArgs } from "../../../index";
import { OpensslPki } from "../../../sandbox/testing/opensslPki";
import type { MadeCertificate } from "../../../sandbox/testing/opensslPki";
import { attempt } from "../engine/engine";
import { liveService } from "../engine/live";

const ca = { basicConstraints: "critical,CA:TRUE", keyUsage: "critical,keyCertSign" };

describe("Names whose authority is known in part", () => {
  let pki: OpensslPki;
  let root: MadeCertificate;
  let intermediate: MadeCertificate;
  before(() => {
    pki = new OpensslPki();
    root = pki.make({ subject: "/CN=root", extensions: { ...ca, nameConstraints: "permitted;DNS:example.com" } });
    intermediate = pki.make({ subject: "/CN=intermediate", extensions: ca }, root);
  });
  after(() => pki.remove());

  const later = <T>(value: T) => pulumi.output(value) as unknown as T;
  const unknown = () => pulumi.output(pulumi.unknown) as unknown as string;
  const live = () => ({ "Service/mqtt/broker-tls": liveService({ type: "ClusterIP" }) });
  const given = (more: Partial<CertificateAuthorityArgs> = {}): CertificateAuthorityArgs => ({
    certificatePem: intermediate.pem,
    privateKeyPem: intermediate.keyPem,
    chainPem: intermediate.pem + root.pem,
    rootCertificatePem: root.pem,
    ...more,
  });
  const server = (authority: CertificateAuthorityArgs, name: string) => () =>
    new ServerCertificate("server", { namespace: "mqtt", dnsNames: [name], authority });
  const broker = (issued: IssuedTlsArgs) =>
    new MosquittoBroker("broker", {
      namespace: "mqtt",
      listeners: [{ port: 8883, tls: { issued } }],
      allowAnonymous: true,
    });
  const belowRoot = (issued: Partial<IssuedTlsArgs>) => () => {
    const existingRoot = { certificatePem: root.pem, privateKeyPem: pulumi.secret(root.keyPem) };
    return broker({ authority: new CertificateChain("ca", { existingRoot }).authority, ...issued });
  };
  const onlyError = (errors: Error[]) => {
    const [error, ...others] = new Set(errors);
    assert.deepEqual(others, []);
    return String(error);
  };

  it("are judged by the existing root of a chain, even in the first preview", async () => {
    const says = /listeners\[0\]\.tls\.issued: 'CN=root' permits only the DNS name 'example.com' .* 'broker-tls'/;
    assert.match(onlyError((await attempt(belowRoot({}), { preview: true })).errors), says);
    const within = { dnsNames: ["mqtt.example.com"], onlyGivenNames: true };
    assert.deepEqual((await attempt(belowRoot(within), { preview: true })).errors, []);
  });

  it("are judged once by a root that is known together with its chain", async () => {
    for (const authority of [given(), later(given()), given({ privateKeyPem: pulumi.secret(intermediate.keyPem) })]) {
      const { errors } = await attempt(server(authority, "mqtt.test"));
      assert.match(onlyError(errors), /dnsNames\[0\]: 'CN=root' permits only the DNS name 'example.com'/);
    }
    assert.deepEqual((await attempt(server(given(), "mqtt.example.com"), { preview: true })).errors, []);
  });

  it("are also judged by what is between, once it is known", async () => {
    const free = pki.make({ subject: "/CN=free", extensions: ca });
    const between = pki.make(
      { subject: "/CN=between", extensions: { ...ca, nameConstraints: "excluded;DNS:a.test" } },
      free,
    );
    const chainPem = between.pem + free.pem;
    const authority = { certificatePem: between.pem, privateKeyPem: between.keyPem, chainPem };
    for (const pem of [chainPem, later(chainPem)]) {
      const full = { ...authority, chainPem: pem, rootCertificatePem: free.pem };
      assert.match(onlyError((await attempt(server(full, "a.test"))).errors), /'CN=between' excludes the DNS name/);
    }
  });

  it("have no other root than that of the chain", async () => {
    const other = pki.make({ subject: "/CN=other", extensions: ca }).pem;
    const says =
      /authority\.rootCertificatePem: contains 'CN=other', but must be the last certificate of the chain, 'CN=root': set it/;
    for (const privateKeyPem of [intermediate.keyPem, pulumi.secret(intermediate.keyPem)]) {
      const { thrown } = await attempt(server(given({ rootCertificatePem: other, privateKeyPem }), "a.example.com"));
      assert.match(String(thrown), says);
    }
    const { errors } = await attempt(server(given({ rootCertificatePem: later(other) }), "a.example.com"));
    assert.match(String(errors), says);
    const alone = { certificatePem: root.pem, privateKeyPem: root.keyPem, rootCertificatePem: root.pem };
    assert.deepEqual((await attempt(server(alone, "a.example.com"), { preview: true })).errors, []);
  });

  it("are the same for all resources with the root and without it", async () => {
    const made = async (authority: CertificateAuthorityArgs) =>
      (await attempt(server(authority, "a.example.com"), { preview: true })).resources;
    assert.deepEqual(await made(given()), await made(given({ rootCertificatePem: undefined })));
  });

  it("are the same for all resources with the root and without it", async () => {
    const made = async (authority: CertificateAuthorityArgs) =>
      (await attempt(server(authority, "a.example.com"), { preview: true })).resources;
    assert.deepEqual(await made(given()), await made(given({ rootCertificatePem: undefined })));
  });

  it("are refused while only the root is known", async () => {
    const made = { certificatePem: unknown(), chainPem: unknown(), privateKeyPem: unknown() };
    const { thrown } = await attempt(server(given(made), "mqtt.test"), { preview: true });
    assert.equal((thrown as pulumi.InputPropertyError).propertyPath, "dnsNames[0]");
    assert.deepEqual((await attempt(server(given(made), "a.example.com"), { preview: true })).errors, []);
  });

  it("are reported once, by the place where they stand, if they are known late", async () => {
    const existing = {
      certificatePem: intermediate.pem,
      privateKeyPem: intermediate.keyPem,
      chainPem: given().chainPem,
    };
    const settings: Partial<IssuedTlsArgs> = { dnsNames: later(["mqtt.test"]), onlyGivenNames: true };
    const programs = {
      "an authority": () => broker({ authority: later(given()), ...settings }),
      "a chain": belowRoot(settings),
      "an issuer": () =>
        broker({ issuerRef: new CertificateIssuer("issuer", { namespace: "mqtt", existing }).issuerRef, ...settings }),
    };
    for (const [what, program] of Object.entries(programs)) {
      for (const preview of [true, false]) {
        const { errors } = await attempt(program, { live: live(), preview });
        assert.match(onlyError(errors), /listeners\[0\]\.tls\.issued\.dnsNames\[0\]: 'CN=root' permits only/, what);
      }
    }
  });

  it("are refused once if they are no list", async () => {
    const dnsNames = later("mqtt.example.com") as unknown as string[];
    const authority = given();
    const programs: (() => unknown)[] = [
      () => broker({ authority, dnsNames, onlyGivenNames: true }),
      () => new ServerCertificate("server", { namespace: "mqtt", authority, dnsNames }),
    ];
    for (const program of programs) {
      assert.match(
        onlyError((await attempt(program, { live: live() })).errors),
        /dnsNames: is text, but must be a list/,
      );
    }
  });
});
