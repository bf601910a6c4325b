import assert from "node:assert/strict";
import { inspect } from "node:util";
import { Secret, Unknown } from "../../../protocol/values";
import type { PropertyMap } from "../../../protocol/values";
import { tlsProvider } from "../../../plugins/tls/provider";
import {
  callOf,
  checked,
  create,
  diff,
  ecdsaKey,
  failuresOf,
  hoursLater,
  outputs,
  previewCreate,
  refresh,
  update,
} from "../../../testing/tlsStandIn";

const NOTHING = { changes: new Map(), replaces: [], sends: "names" };

async function certificateInputs(): Promise<PropertyMap> {
  return {
    privateKeyPem: await ecdsaKey(),
    subject: { commonName: "mqtt.example.com" },
    dnsNames: ["mqtt.example.com"],
    validityPeriodHours: 48,
    allowedUses: ["server_auth"],
  };
}

describe("tls stand-in: check", () => {
  const wrong = async (inputs: PropertyMap) =>
    failuresOf("SelfSignedCert", { ...(await certificateInputs()), ...inputs });

  it("passes inputs through without adding defaults, and makes private keys secrets", async () => {
    const inputs = await certificateInputs();
    const result = await checked("SelfSignedCert", { ...inputs, uris: null });
    assert.deepEqual(result, { ...inputs, privateKeyPem: new Secret(inputs.privateKeyPem) });
  });

  it("names each required input that is missing", async () => {
    const missing = ["privateKeyPem", "validityPeriodHours", "allowedUses"];
    assert.deepEqual(
      (await failuresOf("SelfSignedCert", {})).sort(),
      missing.map(name => `${name}: Missing required property '${name}'`).sort(),
    );
  });

  it("refuses unknown inputs and proposes the nearest known one", async () => {
    assert.deepEqual(await wrong({ dnsName: ["a"] }), [
      'dnsName: dnsName is not expected here; did you mean "dnsNames"?',
    ]);
    assert.deepEqual(await wrong({ subject: { common_name: "a" } }), [
      'subject: subject.common_name is not expected here; did you mean "commonName"?',
    ]);
    assert.match(
      (await wrong({ colour: "red" }))[0],
      /colour is not expected here; expected are privateKeyPem, subject,/,
    );
  });

  it("refuses values that the provider does not offer, and lists those that it does", async () => {
    assert.match(
      (await wrong({ allowedUses: ["serverAuth"] }))[0],
      /^allowedUses: allowedUses\[0\] must be one of: .*got: "serverAuth"; did you mean "server_auth"\?$/,
    );
    assert.deepEqual(await failuresOf("PrivateKey", { algorithm: "rsa" }), [
      'algorithm: algorithm must be one of: "RSA", "ECDSA", "ED25519"; got: "rsa"; did you mean "RSA"?',
    ]);
    assert.match(
      (await failuresOf("PrivateKey", { algorithm: "ECDSA", ecdsaCurve: "P-255" }))[0],
      /"P224", "P256", "P384", "P521"/,
    );
  });

  it("refuses numbers out of range, wrong types and empty names", async () => {
    assert.deepEqual(await wrong({ validityPeriodHours: -1 }), [
      "validityPeriodHours: validityPeriodHours must be at least 0, got: -1",
    ]);
    assert.deepEqual(await wrong({ earlyRenewalHours: 1.5 }), [
      "earlyRenewalHours: earlyRenewalHours must be an integer, got: number 1.5",
    ]);
    assert.deepEqual(await wrong({ maxPathLength: -2 }), ["maxPathLength: maxPathLength must be at least -1, got: -2"]);
    assert.deepEqual(await wrong({ isCaCertificate: "true" }), [
      "isCaCertificate: isCaCertificate must be a boolean, got: string",
    ]);
    assert.deepEqual(await wrong({ ipAddresses: [""] }), ["ipAddresses: ipAddresses[0] must not be an empty string"]);
    assert.deepEqual(await wrong({ subject: "CN=x" }), ["subject: subject must be an object, got: string"]);
  });

  it("never quotes a private key", async () => {
    const [failure] = await wrong({ privateKeyPem: new Secret(["very secret"]) });
    assert.equal(failure, "privateKeyPem: privateKeyPem must be a string, got: a list");
  });

  it("accepts what a preview cannot know yet", async () => {
    const unknown = Unknown.value;
    assert.deepEqual(await wrong({ allowedUses: unknown, dnsNames: [unknown], subject: { commonName: unknown } }), []);
    assert.deepEqual(await wrong({ privateKeyPem: new Secret(unknown), validityPeriodHours: unknown }), []);
  });

  it("lists its resource types if an unknown one is asked for", () => {
    const call = { ...callOf("PrivateKey"), type: "tls:index/sshKey:SshKey" };
    assert.throws(
      () => tlsProvider.check(call, {}, {}, Buffer.alloc(0)),
      /no resource type tls:index\/sshKey:SshKey; it has tls:/,
    );
  });
});

describe("tls stand-in: preview of a new resource", () => {
  it("knows the inputs and their defaults, and nothing of what creation computes", async () => {
    const inputs = await certificateInputs();
    const unknown = Unknown.value;
    assert.deepEqual(await previewCreate("SelfSignedCert", inputs), {
      ...inputs,
      privateKeyPem: new Secret(inputs.privateKeyPem),
      earlyRenewalHours: 0,
      isCaCertificate: false,
      setSubjectKeyId: false,
      setAuthorityKeyId: false,
      readyForRenewal: false,
      maxPathLength: unknown,
      ...{ id: unknown, certPem: unknown, keyAlgorithm: unknown, validityStartTime: unknown, validityEndTime: unknown },
    });
  });

  it("keeps unknown inputs unknown, and a secret unknown a secret", async () => {
    const inputs = { privateKeyPem: new Secret(Unknown.value), ipAddresses: ["10.0.0.1", Unknown.value] };
    const preview = await previewCreate("CertRequest", inputs);
    assert.deepEqual(preview, {
      ...inputs,
      id: Unknown.value,
      certRequestPem: Unknown.value,
      keyAlgorithm: Unknown.value,
    });
  });

  it("marks private keys as secrets already", async () => {
    const preview = await previewCreate("PrivateKey", { algorithm: "RSA" });
    assert.deepEqual(preview.privateKeyPem, new Secret(Unknown.value));
    assert.equal(preview.publicKeyPem, Unknown.value);
  });
});

describe("tls stand-in: preview of an existing resource", () => {
  it("shows no change if nothing changed, or if the program now spells out a default", async () => {
    const inputs = await certificateInputs();
    const state = await create("SelfSignedCert", inputs);
    assert.deepEqual(await diff("SelfSignedCert", state, inputs), NOTHING);
    const written = { ...inputs, earlyRenewalHours: 0, isCaCertificate: false, maxPathLength: -1 };
    assert.deepEqual(await diff("SelfSignedCert", state, written), NOTHING);
    const key = await create("PrivateKey", { algorithm: "ED25519" });
    assert.deepEqual(await diff("PrivateKey", key, { algorithm: "ED25519", rsaBits: 2048 }), NOTHING);
  });

  const replacing: [string, PropertyMap][] = [
    ["dnsNames", { dnsNames: ["mqtt.example.com", "b.example.com"] }],
    ["dnsNames", { dnsNames: [Unknown.value] }],
    ["ipAddresses", { ipAddresses: ["10.0.0.1"] }],
    ["subject", { subject: { commonName: "other" } }],
    ["subject", { subject: { commonName: "mqtt.example.com", country: "NL" } }],
    ["validityPeriodHours", { validityPeriodHours: 24 }],
    ["allowedUses", { allowedUses: ["server_auth", "client_auth"] }],
    ["isCaCertificate", { isCaCertificate: true }],
    ["setSubjectKeyId", { setSubjectKeyId: true }],
    ["setAuthorityKeyId", { setAuthorityKeyId: true }],
    ["maxPathLength", { maxPathLength: 1 }],
    ["privateKeyPem", { privateKeyPem: new Secret(Unknown.value) }],
  ];
  for (const [name, change] of replacing) {
    it(`announces a replacement for ${inspect(change, { depth: 1 })}`, async () => {
      const inputs = await certificateInputs();
      const found = await diff("SelfSignedCert", await create("SelfSignedCert", inputs), { ...inputs, ...change });
      assert.deepEqual(found.replaces, [name]);
      assert.deepEqual([...found.changes.keys()], [name]);
    });
  }

  it("announces a replacement of a signed certificate whose request is still unknown", async () => {
    const privateKeyPem = await ecdsaKey();
    const ca = { ...(await certificateInputs()), privateKeyPem, isCaCertificate: true };
    const inputs = {
      caCertPem: outputs(await create("SelfSignedCert", ca)).certPem,
      caPrivateKeyPem: privateKeyPem,
      certRequestPem: outputs(await create("CertRequest", { privateKeyPem })).certRequestPem,
      validityPeriodHours: 1,
      allowedUses: [],
    };
    const state = await create("LocallySignedCert", inputs);
    assert.equal(outputs(state).caKeyAlgorithm, "ECDSA");
    assert.deepEqual(await diff("LocallySignedCert", state, inputs), NOTHING);
    const found = await diff("LocallySignedCert", state, { ...inputs, certRequestPem: Unknown.value });
    assert.deepEqual(found.replaces, ["certRequestPem"]);
  });

  it("counts every output of a replaced key as changed, as the provider does", async () => {
    const key = await create("PrivateKey", { algorithm: "RSA", rsaBits: 2048 });
    const found = await diff("PrivateKey", key, { algorithm: "ECDSA", ecdsaCurve: "P256" });
    assert.deepEqual(found.replaces, ["algorithm", "ecdsaCurve"]);
    assert.deepEqual(
      [...found.changes.keys()],
      [
        ...["algorithm", "ecdsaCurve", "id", "privateKeyOpenssh", "privateKeyPem", "privateKeyPemPkcs8"],
        ...["publicKeyFingerprintMd5", "publicKeyFingerprintSha256", "publicKeyOpenssh", "publicKeyPem"],
      ],
    );
  });

  it("updates earlyRenewalHours in place and keeps the certificate", async () => {
    const inputs = await certificateInputs();
    const state = await create("SelfSignedCert", inputs);
    const changed = { ...inputs, earlyRenewalHours: 12 };
    const found = await diff("SelfSignedCert", state, changed);
    assert.deepEqual([[...found.changes], found.replaces], [[["earlyRenewalHours", "update"]], []]);
    const updated = await update("SelfSignedCert", state, changed);
    assert.deepEqual(updated.properties, { ...state.properties, earlyRenewalHours: 12 });
    assert.deepEqual(await diff("SelfSignedCert", updated, changed), NOTHING);
  });
});

describe("tls stand-in: renewal", () => {
  const renewal = { changes: new Map([["readyForRenewal", "update"]]), replaces: ["readyForRenewal"], sends: "names" };

  it("announces a replacement in the last earlyRenewalHours, and not before", async () => {
    const inputs = { ...(await certificateInputs()), earlyRenewalHours: 12 };
    const state = await create("SelfSignedCert", inputs);
    assert.equal(state.properties.readyForRenewal, false);
    assert.deepEqual(await hoursLater(35.9, () => diff("SelfSignedCert", state, inputs)), NOTHING);
    assert.deepEqual(await hoursLater(36.1, () => diff("SelfSignedCert", state, inputs)), renewal);
    assert.deepEqual(await hoursLater(480, () => diff("SelfSignedCert", state, inputs)), renewal);
  });

  it("announces a replacement after the end if no early renewal was requested", async () => {
    const inputs = await certificateInputs();
    const state = await create("SelfSignedCert", inputs);
    assert.deepEqual(await hoursLater(47.9, () => diff("SelfSignedCert", state, inputs)), NOTHING);
    assert.deepEqual(await hoursLater(48.1, () => diff("SelfSignedCert", state, inputs)), renewal);
  });

  it("goes by the earlyRenewalHours that the program now asks for", async () => {
    const inputs = await certificateInputs();
    const state = await create("SelfSignedCert", inputs);
    const found = await hoursLater(30, () => diff("SelfSignedCert", state, { ...inputs, earlyRenewalHours: 24 }));
    assert.deepEqual(found.replaces, ["readyForRenewal"]);
    assert.deepEqual([...found.changes.keys()].sort(), ["earlyRenewalHours", "readyForRenewal"]);
  });

  it("refreshes to the same state before the renewal window, and to ready for renewal inside it", async () => {
    const inputs = { ...(await certificateInputs()), earlyRenewalHours: 12 };
    const state = await create("SelfSignedCert", inputs);
    assert.deepEqual(await refresh("SelfSignedCert", state, inputs), { state, inputs });
    const later = await hoursLater(40, () => refresh("SelfSignedCert", state, inputs));
    assert.deepEqual(later?.state.properties, { ...state.properties, readyForRenewal: true });
  });

  it("is ready at once if the whole lifetime lies in the renewal window", async () => {
    const inputs = { ...(await certificateInputs()), earlyRenewalHours: 48 };
    const state = await create("SelfSignedCert", inputs);
    assert.equal(state.properties.readyForRenewal, true);
    assert.deepEqual((await diff("SelfSignedCert", state, inputs)).replaces, ["readyForRenewal"]);
  });

  it("says what is wrong with the variable that moves its clock", async () => {
    process.env.AKS_MQTT_TLS_CLOCK_OFFSET_HOURS = "soon";
    try {
      await assert.rejects(
        create("SelfSignedCert", await certificateInputs()),
        /AKS_MQTT_TLS_CLOCK_OFFSET_HOURS is "soon"/,
      );
    } finally {
      delete process.env.AKS_MQTT_TLS_CLOCK_OFFSET_HOURS;
    }
  });
});

describe("tls stand-in: import", () => {
  it("is refused, as in the real provider", async () => {
    const none = { id: "abc", properties: {} };
    await assert.rejects(
      refresh("PrivateKey", none, {}),
      /Import Not Implemented: tls:index\/privateKey:PrivateKey cannot be/,
    );
  });
});
