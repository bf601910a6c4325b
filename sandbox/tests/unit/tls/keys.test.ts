import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash, createPrivateKey, createPublicKey } from "node:crypto";
import { tlsProvider } from "../../../plugins/tls/provider";
import { Secret, reveal } from "../../../protocol/values";
import type { PropertyMap } from "../../../protocol/values";
import { create, outputs, run } from "../../../testing/tlsStandIn";

const KEYS: { inputs: PropertyMap; label: string; ssh: string }[] = [
  { inputs: { algorithm: "RSA" }, label: "RSA PRIVATE KEY", ssh: "ssh-rsa" },
  { inputs: { algorithm: "RSA", rsaBits: 3072 }, label: "RSA PRIVATE KEY", ssh: "ssh-rsa" },
  { inputs: { algorithm: "ECDSA", ecdsaCurve: "P256" }, label: "EC PRIVATE KEY", ssh: "ecdsa-sha2-nistp256" },
  { inputs: { algorithm: "ECDSA", ecdsaCurve: "P384" }, label: "EC PRIVATE KEY", ssh: "ecdsa-sha2-nistp384" },
  { inputs: { algorithm: "ECDSA", ecdsaCurve: "P521" }, label: "EC PRIVATE KEY", ssh: "ecdsa-sha2-nistp521" },
  { inputs: { algorithm: "ED25519" }, label: "PRIVATE KEY", ssh: "ssh-ed25519" },
];

function hasSshKeygen(): boolean {
  try {
    execFileSync("ssh-keygen", ["-?"], { stdio: "ignore" });
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ENOENT";
  }
}

describe("tls stand-in: PrivateKey", () => {
  const sshKeygen = hasSshKeygen();
  before(() => {
    if (!sshKeygen) console.log("    ssh-keygen is not installed: OpenSSH keys are checked for their form only");
  });

  for (const { inputs, label, ssh } of KEYS) {
    it(`makes ${JSON.stringify(inputs)}, the same key in every form`, async () => {
      const state = await create("PrivateKey", inputs);
      const key = outputs(state);
      assert.match(key.privateKeyPem, new RegExp(`^-----BEGIN ${label}-----\n`));
      assert.match(key.privateKeyPemPkcs8, /^-----BEGIN PRIVATE KEY-----\n/);
      assert.match(key.privateKeyOpenssh, /^-----BEGIN OPENSSH PRIVATE KEY-----\n/);
      assert.match(key.publicKeyOpenssh, new RegExp(`^${ssh} [A-Za-z0-9+/=]+\n$`));

      const publicKey = createPublicKey(key.publicKeyPem);
      assert.ok(createPublicKey(key.privateKeyPem).equals(publicKey));
      assert.ok(createPublicKey(key.privateKeyPemPkcs8).equals(publicKey));
      const der = publicKey.export({ type: "spki", format: "der" });
      assert.equal(state.id, createHash("sha1").update(der).digest("hex"));
      assert.equal(key.id, state.id);

      if (!sshKeygen) return;
      assert.equal(run("ssh-keygen", ["-y", "-f", "@key"], { key: key.privateKeyOpenssh }), key.publicKeyOpenssh);
      const fingerprint = (hash: string) =>
        run("ssh-keygen", ["-l", "-E", hash, "-f", "@key.pub"], { "key.pub": key.publicKeyOpenssh }).split(" ")[1];
      assert.equal(fingerprint("sha256"), key.publicKeyFingerprintSha256);
      assert.equal(fingerprint("md5"), `MD5:${key.publicKeyFingerprintMd5}`);
    });
  }

  it("makes P224 keys, the provider's default, without OpenSSH forms, which have no name for the curve", async () => {
    const key = outputs(await create("PrivateKey", { algorithm: "ECDSA" }));
    assert.equal(key.ecdsaCurve, "P224");
    assert.equal(createPrivateKey(key.privateKeyPem).asymmetricKeyDetails?.namedCurve, "secp224r1");
    assert.deepEqual(
      [key.privateKeyOpenssh, key.publicKeyOpenssh, key.publicKeyFingerprintMd5, key.publicKeyFingerprintSha256],
      ["", "", "", ""],
    );
  });

  it("returns every private form as a secret and every public form in plain text", async () => {
    const { properties } = await create("PrivateKey", { algorithm: "ED25519" });
    const secrets = Object.keys(properties).filter(name => properties[name] instanceof Secret);
    assert.deepEqual(secrets.sort(), ["privateKeyOpenssh", "privateKeyPem", "privateKeyPemPkcs8"]);
  });

  it("fills in the defaults that the real provider shows, even those of other algorithms", async () => {
    const { properties } = await create("PrivateKey", { algorithm: "ED25519" });
    assert.equal(properties.rsaBits, 2048);
    assert.equal(properties.ecdsaCurve, "P224");
  });

  it("refuses RSA keys that are too short", async () => {
    await assert.rejects(create("PrivateKey", { algorithm: "RSA", rsaBits: 512 }), /512-bit keys are insecure.*1024/);
  });
});

describe("tls stand-in: getPublicKey", () => {
  const invoke = (args: PropertyMap) => tlsProvider.invoke?.("tls:index/getPublicKey:getPublicKey", args);

  it("returns for a private key what the resource returns", async () => {
    const key = outputs(await create("PrivateKey", { algorithm: "ECDSA", ecdsaCurve: "P384" }));
    const result = (await invoke({ privateKeyPem: new Secret(key.privateKeyPem) })) as PropertyMap;
    assert.ok(result.privateKeyPem instanceof Secret);
    assert.equal(result.algorithm, "ECDSA");
    const told = reveal(result) as PropertyMap;
    for (const name of ["id", "publicKeyPem", "publicKeyOpenssh", "publicKeyFingerprintMd5"]) {
      assert.equal(told[name], key[name], name);
    }
  });

  it("says what it cannot read, and never quotes a key", async () => {
    await assert.rejects(
      Promise.resolve().then(() => invoke({ privateKeyOpenssh: "x" })),
      /use privateKeyPem/,
    );
    const text = "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n";
    await assert.rejects(
      Promise.resolve().then(() => invoke({ privateKeyPem: text })),
      (error: Error) => /Failed to parse private key PEM/.test(error.message) && !error.message.includes("c2VjcmV0"),
    );
  });

  it("lists its functions if an unknown one is called", async () => {
    const call = tlsProvider.invoke?.("tls:index/getCertificate:getCertificate", {});
    await assert.rejects(call as Promise<PropertyMap>, /no function tls:index\/getCertificate.*getPublicKey only/);
  });
});
