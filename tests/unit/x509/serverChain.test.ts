import assert from "node:assert/strict";
import { createPrivateKey } from "node:crypto";
import type * as pulumi from "@pulumi/pulumi";
import { KeyAlgorithm } from "../../../index";
import { PropertyPath } from "../../../components/inputs/path";
import { checkChainKey, checkCovers, checkServerChain, checkTrust } from "../../../components/x509/serverChain";
import { makeRoot, makeSigned } from "../../../sandbox/testing/certificates";
import type { KeyPair, Wish } from "../../../sandbox/testing/certificates";

const server: Wish = {
  commonName: "server",
  isCa: false,
  dnsNames: ["mqtt.example.com", "*.factory.example.com"],
  ipAddresses: ["203.0.113.7", "2001:db8::7"],
};
const path = PropertyPath.root.child("ports").index(0).child("tls").child("certificate");

describe("A server's chain given in PEM", () => {
  let root: KeyPair;
  let intermediate: KeyPair;
  let leaf: KeyPair;
  let other: KeyPair;
  before(async () => {
    root = await makeRoot();
    intermediate = await makeSigned(root);
    leaf = await makeSigned(intermediate, server);
    other = await makeRoot({ commonName: "other root" });
  });

  const check = (chain: KeyPair[], given: { privateKeyPem?: string; trustBundlePem?: string } = {}) => {
    const chainPem = chain.map(({ certificatePem }) => certificatePem).join("");
    const { privateKeyPem = chain[0].privateKeyPem, trustBundlePem } = given;
    return {
      chainPem: checkServerChain(chainPem, path.child("chainPem")),
      privateKeyPem: checkChainKey({ chainPem, privateKeyPem }, path),
      trustBundlePem: checkTrust({ chainPem, trustBundlePem }, path),
    };
  };
  const refused = (work: () => unknown, property: string, says: RegExp) =>
    assert.throws(work, ({ message, propertyPath }: pulumi.InputPropertyError) => {
      assert.equal(propertyPath, String(path.child(property)));
      assert.match(message, says);
      assert.ok(!message.includes("PRIVATE KEY") && !message.includes(leaf.privateKeyPem.split("\n")[1]));
      return true;
    });

  describe("in order", () => {
    it("is accepted with its intermediate", () => {
      const { chainPem, privateKeyPem, trustBundlePem } = check([leaf, intermediate]);

      assert.equal(chainPem, leaf.certificatePem + intermediate.certificatePem);
      assert.equal(privateKeyPem, leaf.privateKeyPem);
      assert.equal(trustBundlePem, undefined);
    });

    it("keeps its key as it is, unless Go does not read it", () => {
      const sec1 = createPrivateKey(leaf.privateKeyPem).export({ type: "sec1", format: "pem" }).toString();
      // As openssl ecparam -genkey writes it.
      const parameters = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
      const stored = (privateKeyPem: string) => check([leaf, intermediate], { privateKeyPem }).privateKeyPem;

      for (const read of [sec1, `Key Attributes\n${leaf.privateKeyPem.replace(/\n/g, " \r\n")}`, sec1.trim()]) {
        assert.equal(stored(read), read);
      }
      for (const unread of [parameters + sec1, leaf.certificatePem + sec1, `\uFEFF${sec1}`]) {
        assert.equal(stored(unread), leaf.privateKeyPem);
      }
    });

    it("outputs the root, and does not send it", () => {
      const { chainPem, trustBundlePem } = check([leaf, intermediate, root]);

      assert.equal(chainPem, leaf.certificatePem + intermediate.certificatePem);
      assert.equal(trustBundlePem, root.certificatePem);
    });

    it("is sent in blocks of their own, even if it is given joined without a line break", () => {
      const [chainPem, trustBundlePem] = [
        [leaf, intermediate],
        [other, root],
      ].map(certificates => certificates.map(({ certificatePem }) => certificatePem.trim()).join(""));

      assert.equal(checkServerChain(chainPem, path), leaf.certificatePem + intermediate.certificatePem);
      assert.equal(checkTrust({ chainPem, trustBundlePem }, path), other.certificatePem + root.certificatePem);
    });

    it("accepts trusted certificates that reach the chain, even beside others", () => {
      const trusted = other.certificatePem + root.certificatePem;

      assert.equal(check([leaf, intermediate], { trustBundlePem: trusted }).trustBundlePem, trusted);
    });

    it("is accepted with RSA keys only", async () => {
      const rsa = { algorithm: KeyAlgorithm.Rsa2048 };
      const rsaRoot = await makeRoot(rsa);
      const rsaLeaf = await makeSigned(rsaRoot, { ...server, ...rsa });

      assert.equal(check([rsaLeaf, rsaRoot]).trustBundlePem, rsaRoot.certificatePem);
    });

    it("is accepted for servers and clients, and without extended key usage", async () => {
      for (const allowedUses of [["client_auth", "server_auth"], ["digital_signature"]]) {
        check([await makeSigned(root, { ...server, allowedUses })]);
      }
    });
  });

  describe("is refused", () => {
    it("behind its intermediate", () => {
      refused(
        () => check([intermediate, leaf]),
        "chainPem",
        /starts with 'CN=test intermediate', which is a CA certificate: put the server certificate first/,
      );
    });

    it("with a chain out of order, or with a link left out", () => {
      const says = (from: string, by: string) =>
        new RegExp(`'CN=${from}' is not signed by 'CN=${by}', which follows it`);
      refused(() => check([leaf, root, intermediate]), "chainPem", says("server", "test root"));
      refused(() => check([leaf, root]), "chainPem", says("server", "test root"));
    });

    it("with a certificate of the same name that did not sign it", async () => {
      const namesake = await makeSigned(other);
      refused(() => check([leaf, namesake]), "chainPem", /'CN=server' is not signed by 'CN=test intermediate'/);
    });

    it("with keys of two kinds", async () => {
      const rsaRoot = await makeRoot({ algorithm: KeyAlgorithm.Rsa2048 });
      const mixed = await makeSigned(rsaRoot, server);
      const says = /is Rsa2048, but 'CN=server' has an ECDSA key: all keys of one chain must be of the same kind/;
      refused(() => check([mixed, rsaRoot]), "chainPem", says);
      refused(() => check([mixed], { trustBundlePem: rsaRoot.certificatePem }), "trustBundlePem", says);
    });

    it("with another certificate's key, without a key, and with a text that is not a key", () => {
      const given = (privateKeyPem: string) => () => check([leaf, intermediate], { privateKeyPem });
      refused(given(intermediate.privateKeyPem), "privateKeyPem", /is not the key of the certificate 'CN=server'/);
      refused(given(""), "privateKeyPem", /cannot be read as a private key/);
      refused(given(leaf.certificatePem), "privateKeyPem", /cannot be read as a private key/);
    });

    it("before and after its validity", async () => {
      const old = await makeSigned(root, { ...server, madeAtHour: -1001, validityHours: 1000 });
      const early = await makeSigned(root, { ...server, madeAtHour: 24, validityHours: 1000 });
      refused(() => check([old]), "chainPem", /'CN=server' expired on 20\S+Z: use one that is still valid/);
      refused(
        () => check([early]),
        "chainPem",
        /'CN=server' is not valid before 20\S+Z: use one that is already valid/,
      );
    });

    it("below an intermediate that has expired", async () => {
      const old = await makeSigned(root, { madeAtHour: -1001, validityHours: 1000 });
      const below = await makeSigned(old, server);
      refused(() => check([below, old]), "chainPem", /'CN=test intermediate' expired on/);
    });

    it("when it is for clients only", async () => {
      const client = await makeSigned(root, { ...server, allowedUses: ["client_auth"] });
      refused(() => check([client]), "chainPem", /which is not for servers \(its extendedKeyUsage lacks serverAuth\)/);
    });

    it("with a key in the chain, and if it is not a certificate", () => {
      const given = (chainPem: string) => () => checkServerChain(chainPem, path.child("chainPem"));
      refused(given(leaf.certificatePem + leaf.privateKeyPem), "chainPem", /contains a private key/);
      refused(given("MIIB"), "chainPem", /is not a certificate in PEM/);
    });

    it("when what clients trust does not reach the chain, or has expired", async () => {
      const given = (chain: KeyPair[], trusted: KeyPair) => () =>
        check(chain, { trustBundlePem: trusted.certificatePem });
      refused(
        given([leaf, intermediate], other),
        "trustBundlePem",
        /contains 'CN=other root', which did not sign 'CN=test intermediate', the last certificate of chainPem/,
      );
      refused(given([leaf], root), "trustBundlePem", /did not sign 'CN=server'.*add the missing intermediates/);
      const ended = await makeRoot({ commonName: "ended", madeAtHour: -1001, validityHours: 1000 });
      refused(given([await makeSigned(ended, server)], ended), "trustBundlePem", /'CN=ended' expired on/);
    });
  });

  describe("for the hosts that clients use", () => {
    const covers = (...hosts: string[]) => checkCovers(leaf.certificatePem, hosts, path.child("chainPem"));

    it("accepts its DNS names in any case, names under its wildcard, and its addresses", () => {
      covers("mqtt.example.com", "MQTT.example.com", "a.factory.example.com", "203.0.113.7", "2001:DB8::7");
      covers();
    });

    for (const host of [
      "other.example.com",
      "a.b.factory.example.com",
      "factory.example.com",
      "203.0.113.8",
      "server",
    ]) {
      it(`refuses ${host}`, () => {
        refused(
          () => covers("mqtt.example.com", host),
          "chainPem",
          new RegExp(`'CN=server' is not valid for ${host}, which .* names are: DNS:mqtt\\.example\\.com`),
        );
      });
    }

    it("refuses a certificate without any names", async () => {
      const nameless = await makeSigned(root, { isCa: false, commonName: "mqtt.example.com" });
      refused(
        () => checkCovers(nameless.certificatePem, ["mqtt.example.com"], path.child("chainPem")),
        "chainPem",
        /is not valid for mqtt\.example\.com, .* names are: none/,
      );
    });
  });
});
