/** The names of automatic certificates, below an issuer's CA with constraints. */
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { BrokerListener } from "../../../../index";
import type { AutomaticTlsArgs } from "../../../../index";
import { OpensslPki } from "../../../../sandbox/testing/opensslPki";
import { attempt, run } from "../../engine/engine";
import { azure, broker, defaultListenerNow, operatorService, securePort, specOf } from "../iotOperations";

const constraints = {
  narrow: "critical,permitted;DNS:example.com",
  wide: "critical,permitted;DNS:example.com,permitted;DNS:svc,excluded;IP:10.0.0.0/255.0.0.0",
};

describe("The names of an automatic certificate", () => {
  let pki: OpensslPki;
  before(() => {
    pki = new OpensslPki();
  });
  after(() => pki.remove());

  const refBelow = (width: keyof typeof constraints) => {
    const extensions = { basicConstraints: "critical,CA:TRUE", nameConstraints: constraints[width] };
    const { pem } = pki.make({ subject: `/CN=${width}`, extensions });
    return { name: "my-issuer", kind: "Issuer", caCertificatePem: pem };
  };
  const port = (issuerRef: AutomaticTlsArgs["issuerRef"], names: Partial<AutomaticTlsArgs> = {}) =>
    securePort(8883, { tls: { automatic: { issuerRef, dnsNames: ["mqtt.example.com"], ...names } } });
  const listener =
    (...args: Parameters<typeof port>) =>
    () =>
      new BrokerListener("outside", { azure, ports: [port(...args)] });
  const live = operatorService();

  it("are taken if the CA allows them", async () => {
    const names = { dnsNames: ["mqtt.example.com", "mqtt.svc"], ipAddresses: ["203.0.113.7"] };
    assert.deepEqual((await attempt(listener(refBelow("wide"), names), { live })).errors, []);
  });

  it("are refused at once if they are plain", async () => {
    const refused: [Partial<AutomaticTlsArgs>, string, RegExp][] = [
      [{ dnsNames: ["mqtt.example.com", "mqtt.test"] }, "dnsNames[1]", /'CN=wide' permits only .* 'mqtt.test'/],
      [{ ipAddresses: ["10.1.2.3"] }, "ipAddresses[0]", /'CN=wide' excludes the IP address .* '10.1.2.3'/],
    ];
    for (const [names, path, says] of refused) {
      const { thrown } = await attempt(listener(refBelow("wide"), names));
      assert.equal((thrown as pulumi.InputPropertyError).propertyPath, `ports[0].tls.automatic.${path}`);
      assert.match(String(thrown), says);
    }
  });

  it("include the one in the cluster that a listener adds, but not the default listener", async () => {
    const { thrown } = await attempt(listener(refBelow("narrow")));
    assert.match(
      String(thrown),
      /ports\[0\]\.tls\.automatic: 'CN=narrow' permits only .* has the DNS name 'outside.azure-iot-operations.svc', .*: use an issuer that allows it, or replace automatic with issued and set onlyGivenNames/,
    );
    const ofDefault = () => broker([], { kubernetes: {}, defaultListenerPorts: [port(refBelow("narrow"))] });
    assert.deepEqual((await attempt(ofDefault, { preview: true, live: defaultListenerNow() })).errors, []);
  });

  it("keep the listener from being made, and are reported once, if they are known late", async () => {
    const dnsNames = pulumi.output(["mqtt.test"]);
    const { errors, resources } = await attempt(listener(refBelow("wide"), { dnsNames }), { live });

    const [error, ...others] = new Set(errors);
    assert.match(String(error), /ports\[0\]\.tls\.automatic\.dnsNames\[0\]: 'CN=wide' permits only/);
    assert.deepEqual(others, []);
    assert.ok(!resources.some(({ name }) => name === "outside-listener"));
  });

  it("are known in a preview while the CA is not", async () => {
    const caCertificatePem = pulumi.output(pulumi.unknown) as unknown as string;
    const { resources } = await run(listener({ ...refBelow("wide"), caCertificatePem }), { preview: true });

    const { ports } = specOf(resources, "azure", "BrokerListener", "outside-listener");
    const [{ tls }] = ports as { tls: { certManagerCertificateSpec: { san: object } } }[];
    assert.deepEqual(tls.certManagerCertificateSpec.san, {
      dns: ["mqtt.example.com", "outside.azure-iot-operations.svc"],
      ip: [],
    });
  });
});
