/** Certificates with exactly the names that are given, as public issuers want them. */
import assert from "node:assert/strict";
import { MosquittoBroker, ServerCertificate } from "../../../index";
import type { IssuedTlsArgs } from "../../../index";
import { makeRoot } from "../../../sandbox/testing/certificates";
import type { KeyPair } from "../../../sandbox/testing/certificates";
import { attempt, find, run } from "../engine/engine";
import { liveService } from "../engine/live";

const issuerRef = { name: "letsencrypt", kind: "ClusterIssuer" };
const certificateType = "kubernetes:cert-manager.io/v1:Certificate";
const requestType = "tls:index/certRequest:CertRequest";

const broker = (issued: IssuedTlsArgs) =>
  new MosquittoBroker("broker", {
    namespace: "mqtt",
    allowAnonymous: true,
    listeners: [{ port: 8883, tls: { issued } }],
  });

const live = { "Service/mqtt/broker-tls": liveService({ type: "ClusterIP" }) };

describe("A certificate with only the given names", () => {
  let root: KeyPair;
  before(async () => {
    root = await makeRoot();
  });

  const specOf = async (program: () => unknown, name: string) => {
    const { resources } = await run(program, { preview: true });
    return find(resources, certificateType, name).inputs.spec as Record<string, unknown>;
  };

  it("asks cert-manager for these, known in the first preview, and for the first of them as common name", async () => {
    const dnsNames = ["mqtt.example.com", "mqtt.example.org", "mqtt.example.com"];
    const spec = await specOf(
      () => broker({ issuerRef, dnsNames, onlyGivenNames: true }),
      "broker-8883-tls-certificate",
    );

    assert.deepEqual(spec.dnsNames, ["mqtt.example.com", "mqtt.example.org"]);
    assert.equal(spec.ipAddresses, undefined);
    assert.equal(spec.commonName, "mqtt.example.com");
  });

  it("has no common name if the first name is too long for it, or there is none", async () => {
    const long = `${"a".repeat(60)}.example.com`;
    for (const names of [{ dnsNames: [long] }, { ipAddresses: ["203.0.113.7"] }]) {
      const spec = await specOf(
        () => broker({ issuerRef, onlyGivenNames: true, ...names }),
        "broker-8883-tls-certificate",
      );
      assert.equal(spec.commonName, undefined);
    }
  });

  it("is not the default: a listener without names, or with null as YAML has it, has those in the cluster", async () => {
    const nothing = null as unknown as string[];
    for (const names of [{}, { dnsNames: nothing, ipAddresses: nothing }]) {
      const { resources } = await run(() => broker({ authority: root, ...names }), { live });
      const { dnsNames, subject } = find(resources, requestType, "broker-8883-tls-request").inputs;
      assert.ok((dnsNames as string[]).includes("broker-tls.mqtt.svc"));
      assert.deepEqual(subject, { commonName: "broker-tls" });
    }
  });

  it("is signed by an authority too", async () => {
    const issued = { authority: root, dnsNames: ["mqtt.example.com"], onlyGivenNames: true };
    const { resources } = await run(() => broker(issued), { preview: true });

    const { dnsNames, ipAddresses, subject } = find(resources, requestType, "broker-8883-tls-request").inputs;
    assert.deepEqual(
      { dnsNames, ipAddresses, subject },
      {
        dnsNames: ["mqtt.example.com"],
        ipAddresses: [],
        subject: { commonName: "mqtt.example.com" },
      },
    );
  });

  it("is refused without names, and together with localhost", async () => {
    const refused = async (issued: Partial<IssuedTlsArgs>, says: RegExp) => {
      const { thrown } = await attempt(() => broker({ issuerRef, onlyGivenNames: true, ...issued }));
      assert.match(String(thrown), says);
    };
    await refused({}, /issued\.onlyGivenNames: is true, but dnsNames and ipAddresses are empty/);
    await refused({ dnsNames: ["a.example.com"], includeLocalhost: true }, /cannot be combined with includeLocalhost/);
  });

  it("may be a ServerCertificate without a common name", async () => {
    const named = { namespace: "mqtt", dnsNames: ["mqtt.example.com"], commonName: "" };

    const spec = await specOf(() => new ServerCertificate("server", { ...named, issuerRef }), "server-certificate");
    assert.deepEqual([spec.commonName, spec.dnsNames], [undefined, ["mqtt.example.com"]]);
    const { resources } = await run(() => new ServerCertificate("server", { ...named, authority: root }));
    assert.deepEqual(find(resources, requestType, "server-request").inputs.subject, {});
  });

  it("is not one with a subject in place of the common name", async () => {
    const named = { namespace: "mqtt", dnsNames: ["mqtt.example.com"], authority: root };
    for (const commonName of ["subject=CN = mqtt.example.com", "CN = mqtt.example.com", "/CN=mqtt.example.com"]) {
      const { thrown } = await attempt(() => new ServerCertificate("server", { ...named, commonName }));
      assert.match(
        String(thrown),
        /commonName: is ".*", but must be the name alone.*\. Did you mean "mqtt.example.com"\?/,
      );
    }
    await run(() => new ServerCertificate("server", { ...named, commonName: "broker = mqtt" }), { preview: true });
  });
});
