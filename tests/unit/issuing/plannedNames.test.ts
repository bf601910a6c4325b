/** Names of certificates that are still to be made, below an authority with constraints. */
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { BrokerListener, CertificateChain, MosquittoBroker, ServerCertificate } from "../../../index";
import type { CertificateChainArgs, ExistingRootArgs, ServerCertificateArgs } from "../../../index";
import { OpensslPki } from "../../../sandbox/testing/opensslPki";
import type { MadeCertificate } from "../../../sandbox/testing/opensslPki";
import { attempt } from "../engine/engine";
import { azure } from "../iotOperations/iotOperations";

const ca = { basicConstraints: "critical,CA:TRUE", keyUsage: "critical,keyCertSign" };

describe("The names of a planned certificate", () => {
  let pki: OpensslPki;
  let bounded: MadeCertificate;
  before(() => {
    pki = new OpensslPki();
    const nameConstraints = "critical,permitted;DNS:example.com,excluded;IP:10.0.0.0/255.0.0.0";
    bounded = pki.make({ subject: "/CN=bounded", extensions: { ...ca, nameConstraints } });
  });
  after(() => pki.remove());

  const authority = ({ pem, keyPem }: MadeCertificate) => ({ certificatePem: pem, privateKeyPem: keyPem });
  const server = (args: Partial<ServerCertificateArgs>) => () =>
    new ServerCertificate("server", { namespace: "mqtt", dnsNames: ["a.example.com"], ...args });
  const later = <T>(value: T) => pulumi.output(value) as unknown as T;
  const issuerRef = () => ({ name: "my-issuer", kind: "Issuer", caCertificatePem: bounded.pem });

  it("are taken if the authority allows them", async () => {
    const names = { dnsNames: ["mqtt.example.com", "*.example.com"], ipAddresses: ["203.0.113.7"] };

    for (const way of [{ authority: authority(bounded) }, { issuerRef: issuerRef() }]) {
      const { errors } = await attempt(server({ ...names, ...way }), { preview: true });
      assert.deepEqual(errors, []);
    }
  });

  it("are refused at once if they are plain", async () => {
    for (const way of [{ authority: authority(bounded) }, { issuerRef: issuerRef() }]) {
      const { thrown } = await attempt(server({ ...way, dnsNames: ["a.example.com", "broker.mqtt.svc"] }), {});
      const { propertyPath, message } = thrown as pulumi.InputPropertyError;
      assert.equal(propertyPath, "dnsNames[1]");
      assert.match(
        message,
        /'CN=bounded' permits only the DNS name 'example.com' .* has the DNS name 'broker.mqtt.svc'/,
      );
    }
    const { thrown } = await attempt(server({ authority: authority(bounded), ipAddresses: ["10.1.2.3"] }), {});
    assert.equal((thrown as pulumi.InputPropertyError).propertyPath, "ipAddresses[0]");
  });

  it("are taken if one of several CAs of an issuer allows them", async () => {
    const free = pki.make({ subject: "/CN=free", extensions: ca });
    const caCertificatePem = bounded.pem + free.pem;
    const { errors } = await attempt(server({ issuerRef: { ...issuerRef(), caCertificatePem }, dnsNames: ["b.svc"] }), {
      preview: true,
    });

    assert.deepEqual(errors, []);
  });

  it("are refused in the preview if only another one is unknown", async () => {
    const unknown = pulumi.output(pulumi.unknown) as unknown as string;
    const { errors } = await attempt(server({ authority: authority(bounded), dnsNames: [unknown, later("b.svc")] }), {
      preview: true,
    });

    assert.match(String(errors), /dnsNames\[1\]: 'CN=bounded' permits only/);
  });

  it("are shown in the error, although the key beside the authority's certificate is secret", async () => {
    const { certificatePem, privateKeyPem } = authority(bounded);
    const secretly = [
      { certificatePem, privateKeyPem: pulumi.secret(privateKeyPem) },
      pulumi.secret({ certificatePem, privateKeyPem }),
    ];
    for (const ofSecret of secretly) {
      const { errors } = await attempt(server({ authority: ofSecret, dnsNames: ["b.svc"] }), {});
      assert.match(String(errors), /dnsNames\[0\]: 'CN=bounded' permits only .* has the DNS name 'b.svc'/);
    }
  });

  it("keep the Secret, or the request, from being made once they are known", async () => {
    const made = async (args: Partial<ServerCertificateArgs>) => {
      const { errors, resources } = await attempt(server({ dnsNames: later(["b.svc"]), ...args }), {});
      assert.match(String(errors), /dnsNames\[0\]: 'CN=bounded' permits only/);
      return resources.map(({ name }) => name);
    };

    assert.ok(!(await made({ authority: authority(bounded) })).includes("server-secret"));
    assert.ok(!(await made({ issuerRef: issuerRef() })).includes("server-certificate"));
  });

  it("include those that a listener adds, unless it has only the given ones", async () => {
    const issued = { authority: authority(bounded), dnsNames: ["mqtt.example.com"] };
    const mosquitto = (settings: object) => () =>
      new MosquittoBroker("broker", {
        namespace: "mqtt",
        listeners: [{ port: 8883, tls: { issued: { ...issued, ...settings } } }],
        allowAnonymous: true,
      });
    const listener = () => new BrokerListener("listener", { azure, ports: [{ port: 8883, tls: { issued } }] });

    const { thrown } = await attempt(mosquitto({}), { preview: true });
    assert.match(
      String(thrown),
      /listeners\[0\]\.tls\.issued: 'CN=bounded' permits only .* has the DNS name 'broker-tls'/,
    );
    const ofListener = await attempt(listener, { preview: true });
    assert.match(
      String(ofListener.errors),
      /ports\[0\]\.tls\.issued.*: 'CN=bounded' permits only .* has the DNS name 'listener'/,
    );
    const { errors } = await attempt(mosquitto({ onlyGivenNames: true }), { preview: true });
    assert.deepEqual(errors, []);
  });

  it("include a common name that clients take for a DNS name of a server without any", async () => {
    const named = (commonName: string, args: Partial<ServerCertificateArgs> = {}) =>
      attempt(
        server({ authority: authority(bounded), commonName, dnsNames: [], ipAddresses: ["203.0.113.7"], ...args }),
        { preview: true },
      );

    const { thrown } = await named("mqtt.corp.test");
    assert.equal((thrown as pulumi.InputPropertyError).propertyPath, "commonName");
    assert.match(
      String(thrown),
      /'CN=bounded' permits only .* has the DNS name 'mqtt.corp.test', .* set commonName to ""/,
    );
    const { errors } = await named("mqtt.corp.test", { dnsNames: later([]) });
    assert.match(String(errors), /commonName: 'CN=bounded' permits only/);
    for (const commonName of ["broker", "a b.test", "mqtt.example.com", ""]) {
      assert.deepEqual((await named(commonName)).errors, []);
    }
    for (const dnsNames of [["a.example.com"], later(["a.example.com"])]) {
      assert.deepEqual((await named("mqtt.corp.test", { dnsNames })).errors, []);
    }
  });

  it("include localhost and its address, if a listener adds them", async () => {
    const permitting = (ranges: string) =>
      authority(pki.make({ subject: "/CN=addresses", extensions: { ...ca, nameConstraints: ranges } }));
    const mosquitto = (ranges: string, includeLocalhost: boolean) =>
      attempt(
        () =>
          new MosquittoBroker("broker", {
            namespace: "mqtt",
            listeners: [{ port: 8883, tls: { issued: { authority: permitting(ranges), includeLocalhost } } }],
            allowAnonymous: true,
          }),
        { preview: true },
      );
    const factory = "permitted;IP:10.0.0.0/255.0.0.0";

    const { thrown } = await mosquitto(factory, true);
    assert.equal((thrown as pulumi.InputPropertyError).propertyPath, "listeners[0].tls.issued.includeLocalhost");
    assert.match(
      String(thrown),
      /'CN=addresses' permits only the IP address '10.0.0.0\/8' .* has the IP address '127.0.0.1', .* remove includeLocalhost/,
    );
    assert.deepEqual((await mosquitto(factory, false)).errors, []);
    assert.deepEqual((await mosquitto(`${factory},permitted;IP:127.0.0.0/255.0.0.0`, true)).errors, []);
  });

  it("are below an intermediate, for which the existing root must have room", async () => {
    const root = pki.make({
      subject: "/CN=root",
      extensions: { ...ca, basicConstraints: "critical,CA:TRUE,pathlen:0" },
    });

    const { thrown } = await attempt(() => new CertificateChain("ca", { existingRoot: authority(root) }), {});
    assert.match(
      String(thrown),
      /existingRoot\.certificatePem: 'CN=root' allows no CA certificate below it \(pathlen:0\)/,
    );
    assert.deepEqual((await attempt(server({ authority: authority(root) }), { preview: true })).errors, []);
  });

  it("include the subject of the intermediate below an existing root", async () => {
    const root = (nameConstraints: string) =>
      authority(pki.make({ subject: "/CN=root", extensions: { ...ca, nameConstraints } }));
    const chain = (existingRoot: ExistingRootArgs, args: Partial<CertificateChainArgs> = {}, preview = false) =>
      attempt(() => new CertificateChain("ca", { existingRoot, ...args }), { preview });
    const permitting = root("permitted;dirName:example");
    const { certificatePem, privateKeyPem } = permitting;
    const says = new RegExp(
      "intermediateCommonName: 'CN=root' permits only the subject 'O=Example' .* the intermediate has the subject " +
        "'O=Factory, CN=ca intermediate CA', .*: set organization and intermediateCommonName so that it does",
    );

    for (const privately of [privateKeyPem, pulumi.secret(privateKeyPem)]) {
      const { thrown } = await chain({ certificatePem, privateKeyPem: privately }, { organization: "Factory" });
      assert.equal((thrown as pulumi.InputPropertyError).propertyPath, "intermediateCommonName");
      assert.match(String(thrown), says);
    }
    for (const lateRoot of [{ certificatePem: later(certificatePem), privateKeyPem }, pulumi.secret(permitting)]) {
      const { errors, resources } = await chain(lateRoot, { organization: "Factory" });
      assert.match(String(errors), says);
      assert.equal(new Set(errors).size, 1);
      assert.ok(!resources.some(({ name }) => name === "ca-intermediate"));
    }
    const good: [string, Partial<CertificateChainArgs>][] = [
      ["permitted;dirName:example", { organization: "Example" }],
      ["permitted;DNS:example.com", { intermediateCommonName: "ca.example.org" }],
      ["excluded;dirName:other", {}],
    ];
    for (const [constraints, args] of good) {
      assert.deepEqual((await chain(root(constraints), args, true)).errors, []);
    }
  });
});
