import assert from "node:assert/strict";
import { X509Certificate, createHash, createPrivateKey, createPublicKey } from "node:crypto";
import type { PropertyMap } from "../../../protocol/values";
import { create, ecdsaKey, hoursLater, outputs, run } from "../../../testing/tlsStandIn";

const CA_USES = ["cert_signing", "crl_signing", "digital_signature"];
const SERVER_USES = ["digital_signature", "key_encipherment", "server_auth"];
const ALGORITHMS: PropertyMap[] = [
  { algorithm: "RSA" },
  { algorithm: "ECDSA", ecdsaCurve: "P224" },
  { algorithm: "ECDSA", ecdsaCurve: "P256" },
  { algorithm: "ECDSA", ecdsaCurve: "P384" },
  { algorithm: "ECDSA", ecdsaCurve: "P521" },
  { algorithm: "ED25519" },
];

interface Authority {
  certPem: string;
  privateKeyPem: string;
}

function openssl(args: string[], texts: Record<string, string>): string {
  return run("openssl", args, texts);
}

/** The certificate as openssl prints it, on one line, so that line breaks in lists do not matter. */
function described(certPem: string): string {
  return openssl(["x509", "-noout", "-text", "-in", "@cert"], { cert: certPem }).replace(/\s+/g, " ");
}

async function key(inputs: PropertyMap = { algorithm: "ECDSA", ecdsaCurve: "P256" }): Promise<string> {
  return outputs(await create("PrivateKey", inputs)).privateKeyPem;
}

async function rootAuthority(keyInputs?: PropertyMap, extra: PropertyMap = {}): Promise<Authority> {
  const privateKeyPem = await key(keyInputs);
  const root = await create("SelfSignedCert", {
    privateKeyPem,
    subject: { commonName: "root", organization: "Example" },
    validityPeriodHours: 48,
    isCaCertificate: true,
    allowedUses: CA_USES,
    ...extra,
  });
  return { certPem: outputs(root).certPem, privateKeyPem };
}

async function signedBy(ca: Authority, request: PropertyMap, options: PropertyMap = {}): Promise<Authority> {
  const privateKeyPem = (request.privateKeyPem as string | undefined) ?? (await ecdsaKey());
  const { certRequestPem } = outputs(await create("CertRequest", { ...request, privateKeyPem }));
  const signed = await create("LocallySignedCert", {
    certRequestPem,
    caCertPem: ca.certPem,
    caPrivateKeyPem: ca.privateKeyPem,
    validityPeriodHours: 24,
    allowedUses: SERVER_USES,
    ...options,
  });
  return { certPem: outputs(signed).certPem, privateKeyPem };
}

describe("tls stand-in: certificates", function () {
  this.timeout(60_000);

  for (const algorithm of ALGORITHMS) {
    it(`makes a chain of root, intermediate and server that openssl verifies: ${JSON.stringify(algorithm)}`, async () => {
      const root = await rootAuthority(algorithm);
      const intermediate = await signedBy(
        root,
        { subject: { commonName: "intermediate" }, privateKeyPem: await key(algorithm) },
        { isCaCertificate: true, allowedUses: CA_USES },
      );
      const server = await signedBy(intermediate, {
        subject: { commonName: "server" },
        privateKeyPem: await key(algorithm),
        dnsNames: ["mqtt.example.com"],
        ipAddresses: ["10.240.32.1", "2001:db8::1"],
      });
      const chain = { root: root.certPem, intermediate: intermediate.certPem, server: server.certPem };
      const verify = [
        "verify",
        "-x509_strict",
        "-purpose",
        "sslserver",
        "-CAfile",
        "@root",
        "-untrusted",
        "@intermediate",
      ];
      const names = ["-verify_hostname", "mqtt.example.com"];
      assert.match(openssl([...verify, ...names, "@server"], chain), /: OK$/m);
      assert.match(openssl([...verify, "-verify_ip", "2001:db8::1", "@server"], chain), /: OK$/m);
      assert.throws(() => openssl([...verify, "-verify_ip", "10.240.32.2", "@server"], chain), /IP address mismatch/);

      const certificate = new X509Certificate(server.certPem);
      assert.ok(certificate.checkPrivateKey(createPrivateKey(server.privateKeyPem)));
      assert.ok(certificate.verify(createPublicKey(intermediate.certPem)));
    });
  }

  it("signs by the CA's algorithm if the key has another", async () => {
    const server = await signedBy(await rootAuthority({ algorithm: "ECDSA", ecdsaCurve: "P384" }), {
      privateKeyPem: await key({ algorithm: "RSA" }),
    });
    assert.match(
      described(server.certPem),
      /Signature Algorithm: ecdsa-with-SHA384 .* Public Key Algorithm: rsaEncryption/,
    );
  });

  it("sets each documented use as openssl names it", async () => {
    const expected: Record<string, RegExp> = {
      digital_signature: /Key Usage: critical Digital Signature /,
      content_commitment: /Key Usage: critical Non Repudiation /,
      key_encipherment: /Key Usage: critical Key Encipherment /,
      data_encipherment: /Key Usage: critical Data Encipherment /,
      key_agreement: /Key Usage: critical Key Agreement /,
      cert_signing: /Key Usage: critical Certificate Sign /,
      crl_signing: /Key Usage: critical CRL Sign /,
      encipher_only: /Key Usage: critical Encipher Only /,
      decipher_only: /Key Usage: critical Decipher Only /,
      any_extended: /Extended Key Usage: Any Extended Key Usage /,
      server_auth: /Extended Key Usage: TLS Web Server Authentication /,
      client_auth: /Extended Key Usage: TLS Web Client Authentication /,
      code_signing: /Extended Key Usage: Code Signing /,
      email_protection: /Extended Key Usage: E-mail Protection /,
      ipsec_end_system: /Extended Key Usage: IPSec End System /,
      ipsec_tunnel: /Extended Key Usage: IPSec Tunnel /,
      ipsec_user: /Extended Key Usage: IPSec User /,
      timestamping: /Extended Key Usage: Time Stamping /,
      ocsp_signing: /Extended Key Usage: OCSP Signing /,
      microsoft_server_gated_crypto: /Extended Key Usage: Microsoft Server Gated Crypto /,
      netscape_server_gated_crypto: /Extended Key Usage: Netscape Server Gated Crypto /,
      microsoft_commercial_code_signing: /Extended Key Usage: Microsoft Commercial Code Signing /,
      microsoft_kernel_code_signing: /Extended Key Usage: 1\.3\.6\.1\.4\.1\.311\.61\.1\.1 /,
    };
    const privateKeyPem = await ecdsaKey();
    for (const [use, pattern] of Object.entries(expected)) {
      const inputs = { privateKeyPem, validityPeriodHours: 1, allowedUses: [use] };
      const text = described(outputs(await create("SelfSignedCert", inputs)).certPem);
      assert.match(text, pattern, use);
      assert.equal(
        /Key Usage: critical/.test(text) && /Extended Key Usage/.test(text),
        false,
        `${use} sets one of the two`,
      );
    }
  });

  it("writes every subject field, in the real provider's order", async () => {
    const subject = {
      commonName: "mqtt.example.com",
      country: "NL",
      emailAddress: "ops@example.com",
      locality: "Delft",
      organization: "Example, Inc",
      organizationalUnit: "Größe",
      postalCode: "2611",
      province: "ZH",
      serialNumber: "17",
      streetAddresses: ["Oude Delft 1", "Back door"],
    };
    const inputs = { privateKeyPem: await ecdsaKey(), subject, validityPeriodHours: 1, allowedUses: [] };
    const { certPem } = outputs(await create("SelfSignedCert", inputs));
    const told = openssl(["x509", "-noout", "-subject", "-nameopt", "RFC2253,-dn_rev,utf8,-esc_msb", "-in", "@c"], {
      c: certPem,
    });
    assert.equal(
      told.trim(),
      "subject=C=NL,O=Example\\, Inc,OU=Größe,L=Delft,ST=ZH,street=Back door+street=Oude Delft 1,postalCode=2611," +
        "CN=mqtt.example.com,serialNumber=17,emailAddress=ops@example.com",
    );
  });

  it("takes names, addresses and URIs from the request, and writes every spelling of an address alike", async () => {
    const server = await signedBy(await rootAuthority(), {
      dnsNames: ["a.example.com", "*.b.example.com"],
      ipAddresses: ["::ffff:10.0.0.1", "2001:DB8:0:0::A", "64:ff9b::1.2.3.4"],
      uris: ["spiffe://cluster.local/ns/mqtt/sa/broker"],
    });
    const text = described(server.certPem);
    assert.match(
      text,
      /Subject Alternative Name: critical DNS:a.example.com, DNS:\*.b.example.com, IP Address:10.0.0.1,/,
    );
    assert.match(
      text,
      /IP Address:2001:DB8:0:0:0:0:0:A, IP Address:64:FF9B:0:0:0:0:102:304, URI:spiffe:\/\/cluster.local/,
    );
  });

  it("limits a CA's path length if asked, also to zero", async () => {
    assert.match(described((await rootAuthority(undefined, { maxPathLength: 0 })).certPem), /CA:TRUE, pathlen:0 /);
    assert.match(described((await rootAuthority(undefined, { maxPathLength: 2 })).certPem), /CA:TRUE, pathlen:2 /);
    assert.doesNotMatch(described((await rootAuthority()).certPem), /pathlen/);
  });

  it("identifies keys: a CA's always, a leaf's on request, and the issuer's in what it signs", async () => {
    const root = await rootAuthority(undefined, { setAuthorityKeyId: true });
    const rootId = /X509v3 Subject Key Identifier: ([0-9A-F:]+)/.exec(described(root.certPem))?.[1] ?? "none";
    const point = createPublicKey(root.certPem).export({ type: "spki", format: "der" }).subarray(-65);
    assert.equal(rootId.replace(/:/g, "").toLowerCase(), createHash("sha1").update(point).digest("hex"));
    assert.ok(described(root.certPem).includes(`Authority Key Identifier: ${rootId} `));
    const plain = described((await signedBy(root, { subject: { commonName: "leaf" } })).certPem);
    assert.ok(plain.includes(`Authority Key Identifier: ${rootId} `));
    assert.doesNotMatch(plain, /Subject Key Identifier/);
    const marked = await signedBy(root, { subject: { commonName: "leaf" } }, { setSubjectKeyId: true });
    assert.match(described(marked.certPem), /Subject Key Identifier: /);
  });

  it("has the serial number as its id and RFC 3339 times that openssl confirms", async () => {
    const inputs = { privateKeyPem: await ecdsaKey(), validityPeriodHours: 300_000, allowedUses: [] };
    const state = await create("SelfSignedCert", inputs);
    const { certPem, validityStartTime, validityEndTime, keyAlgorithm } = outputs(state);
    const certificate = new X509Certificate(certPem);
    assert.equal(BigInt(`0x${certificate.serialNumber}`).toString(), state.id);
    const seconds = (time: string) => Math.floor(Date.parse(time) / 1000);
    assert.equal(seconds(certificate.validFrom), seconds(validityStartTime));
    assert.equal(seconds(certificate.validTo), seconds(validityEndTime));
    assert.match(validityEndTime, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.equal(seconds(validityEndTime) - seconds(validityStartTime), 300_000 * 3600);
    assert.equal(keyAlgorithm, "ECDSA");
  });

  it("issues by the moved clock", async () => {
    const privateKeyPem = await ecdsaKey();
    const inputs = { privateKeyPem, validityPeriodHours: 1, allowedUses: [] };
    const { validityStartTime } = outputs(await hoursLater(-240, () => create("SelfSignedCert", inputs)));
    assert.ok(Math.abs(Date.parse(validityStartTime) - (Date.now() - 240 * 3_600_000)) < 60_000);
  });

  it("makes requests that openssl accepts, with an id of their own", async () => {
    for (const algorithm of ALGORITHMS) {
      const privateKeyPem = await key(algorithm);
      const names = { dnsNames: ["mqtt.example.com"], ipAddresses: ["10.0.0.1"] };
      const state = await create("CertRequest", { privateKeyPem, subject: { commonName: "x" }, ...names });
      assert.match(state.id, /^[0-9a-f]{40}$/);
      const { certRequestPem } = outputs(state);
      const text = openssl(["req", "-verify", "-noout", "-text", "-in", "@request"], { request: certRequestPem });
      assert.match(text, /DNS:mqtt.example.com, IP Address:10.0.0.1/);
    }
  });
});

describe("tls stand-in: impossible certificates", () => {
  const options = { validityPeriodHours: 1, allowedUses: ["server_auth"] };

  it("refuses a CA key that is not the CA certificate's", async () => {
    const root = await rootAuthority();
    const mixed = { certPem: root.certPem, privateKeyPem: await ecdsaKey() };
    await assert.rejects(
      signedBy(mixed, {}),
      /x509: provided PrivateKey doesn't match parent's PublicKey.*caPrivateKeyPem/,
    );
  });

  it("names the malformed text without quoting it", async () => {
    const root = await rootAuthority();
    const request = outputs(await create("CertRequest", { privateKeyPem: root.privateKeyPem })).certRequestPem;
    const inputs = {
      caCertPem: root.certPem,
      caPrivateKeyPem: root.privateKeyPem,
      certRequestPem: request,
      ...options,
    };
    const refused = (changed: PropertyMap, message: RegExp) =>
      assert.rejects(create("LocallySignedCert", { ...inputs, ...changed }), (error: Error) => {
        assert.match(error.message, message);
        assert.doesNotMatch(error.message, /[A-Za-z0-9+/]{60}/);
        return true;
      });
    await refused(
      { caCertPem: request },
      /CA certificate PEM: invalid PEM type - expected "CERTIFICATE", got "CERT.* REQUEST"/,
    );
    await refused({ certRequestPem: root.certPem }, /certificate request PEM: invalid PEM type/);
    await refused({ caPrivateKeyPem: root.certPem }, /CA private key PEM: unsupported PEM preamble\/type: CERTIFICATE/);
    await refused({ caPrivateKeyPem: "nothing" }, /CA private key PEM: failed to decode PEM block/);
    const garbage = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    await refused({ caCertPem: garbage }, /Failed to parse CA certificate PEM/);
  });

  it("refuses what X.509 cannot hold", async () => {
    const privateKeyPem = await ecdsaKey();
    const refused = (inputs: PropertyMap, message: RegExp) =>
      assert.rejects(create("SelfSignedCert", { privateKeyPem, ...options, ...inputs }), message);
    await refused({ ipAddresses: ["10.0.0.256"] }, /Invalid IP address: Failed to parse "10.0.0.256"/);
    await refused({ ipAddresses: ["fe80::1%eth0"] }, /Invalid IP address/);
    await refused({ uris: ["://x"] }, /Invalid URI: .*missing protocol scheme/);
    await refused({ uris: ["http://a/%zz"] }, /Invalid URI: .*invalid URL escape/);
    await refused({ dnsNames: ["größe.example.com"] }, /cannot be encoded as an IA5String/);
    await refused({ isCaCertificate: true }, /Must contain at least one Distinguished Name/);
    await refused({ setAuthorityKeyId: true }, /Could not determine Authority Key Identifier.*setSubjectKeyId/);
    await refused({ validityPeriodHours: 3_000_000 }, /validityPeriodHours is 3000000; at most 2562047 hours/);
  });
});
