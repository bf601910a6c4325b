import assert from "node:assert/strict";
import { Namespace } from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import { PropertyPath } from "../../../components/inputs/path";
import type { ManualCertificateArgs } from "../../../index";
import { checkManualCertificate, storeManualCertificate } from "../../../components/listeners/manualCertificate";
import { makeRoot, makeSigned } from "../../../sandbox/testing/certificates";
import type { KeyPair, Wish } from "../../../sandbox/testing/certificates";
import { attempt, find, run, valueOf } from "../engine/engine";
import { warningsOf } from "../engine/warnings";

const server: Wish = {
  commonName: "server",
  isCa: false,
  dnsNames: ["mqtt.example.com"],
  ipAddresses: ["203.0.113.7"],
};
const secretType = "kubernetes:core/v1:Secret";
const path = PropertyPath.root.child("ports").index(0).child("tls").child("certificate");

describe("A server certificate given in PEM", () => {
  let root: KeyPair;
  let intermediate: KeyPair;
  let leaf: KeyPair;
  before(async () => {
    root = await makeRoot();
    intermediate = await makeSigned(root);
    leaf = await makeSigned(intermediate, server);
  });

  const program =
    (addresses: pulumi.Input<string[]>, args: Partial<ManualCertificateArgs> = {}) =>
    () => {
      const component = new pulumi.ComponentResource("aks-mqtt:index:Test", "test");
      const { certificatePem, privateKeyPem } = leaf;
      const given = { chainPem: certificatePem + intermediate.certificatePem, privateKeyPem, ...args };
      return storeManualCertificate(
        "test-tls",
        checkManualCertificate(given, path, { byAddress: false }),
        {
          namespace: pulumi.output("mqtt"),
          secretName: pulumi.output("server-cert-secret"),
          externalAddresses: pulumi.output(addresses),
        },
        component,
      );
    };

  describe("goes into a Secret", () => {
    it("of type kubernetes.io/tls, without ca.crt if what to trust is not known", async () => {
      const { result, resources } = await run(program(["203.0.113.7"]));

      const { inputs, secretInputs } = find(resources, secretType, "test-tls");
      assert.deepEqual(inputs.metadata, { namespace: "mqtt", name: "server-cert-secret" });
      assert.equal(inputs.type, "kubernetes.io/tls");
      assert.deepEqual(secretInputs, ["data"]);
      assert.deepEqual(decoded(inputs.data), {
        "tls.crt": leaf.certificatePem + intermediate.certificatePem,
        "tls.key": leaf.privateKeyPem,
      });
      assert.equal(await valueOf(result.trustBundlePem), undefined);
    });

    it("with what to trust, and with certificates in plain text although the key is a secret", async () => {
      const args = { trustBundlePem: root.certificatePem, privateKeyPem: pulumi.secret(leaf.privateKeyPem) };

      const { result, resources } = await run(program(["203.0.113.7"], args));

      const { inputs } = find(resources, secretType, "test-tls");
      assert.equal(decoded(inputs.data)["ca.crt"], root.certificatePem);
      assert.equal(decoded(inputs.data)["tls.key"], leaf.privateKeyPem);
      assert.equal(await pulumi.isSecret(result.chainPem), false);
      assert.equal(await pulumi.isSecret(result.trustBundlePem), false);
    });

    it("only if it is valid for the address of the Service", async () => {
      const { errors, resources } = await attempt(program(["203.0.113.8"]));

      assert.match(
        errors[0].message,
        /ports\[0\]\.tls\.certificate\.chainPem: 'CN=server' is not valid for 203\.0\.113\.8,/,
      );
      assert.deepEqual(
        resources.filter(({ type }) => type === secretType),
        [],
      );
    });

    it("whatever the address is, if hosts are given, even none", async () => {
      for (const hosts of [["mqtt.example.com"], []]) {
        const { resources } = await run(program(["203.0.113.8"], { hosts }));

        find(resources, secretType, "test-tls");
      }
    });

    it("only if it is valid for the given hosts, which is checked at once", async () => {
      const { errors, thrown, resources } = await attempt(program(["203.0.113.7"], { hosts: ["other.example.com"] }));

      assert.ok(thrown, "nothing was thrown");
      assert.match(errors[0].message, /'CN=server' is not valid for other\.example\.com/);
      assert.deepEqual(
        resources.filter(({ type }) => type === secretType),
        [],
      );
    });

    it("but not for a host that is not valid", async () => {
      const { errors } = await attempt(program([], { hosts: ["mqtts://mqtt.example.com"] }));

      assert.ok(
        errors.some(({ message }) => /hosts\[0\]: is "mqtts:\/\/mqtt\.example\.com", but must be/.test(message)),
      );
    });

    it("but not out of order, which a preview reports even while the key or what clients trust is unknown", async () => {
      const chainPem = intermediate.certificatePem + leaf.certificatePem;
      const later = () => new Namespace("unknown", { metadata: { name: "unknown" } }).id;

      for (const given of [
        { privateKeyPem: later, trustBundlePem: () => root.certificatePem },
        { privateKeyPem: () => leaf.privateKeyPem, trustBundlePem: later },
      ]) {
        const { thrown } = await attempt(
          () => {
            const [privateKeyPem, trustBundlePem] = [given.privateKeyPem(), given.trustBundlePem()];
            return program(["203.0.113.7"], { chainPem, privateKeyPem, trustBundlePem })();
          },
          { preview: true },
        );

        assert.match(thrown?.message ?? "nothing", /chainPem: starts with 'CN=test intermediate'/);
      }
    });

    it("but not with another certificate's key, which a preview reports even while what clients trust is unknown", async () => {
      const { thrown } = await attempt(
        () => {
          const trustBundlePem = new Namespace("unknown", { metadata: { name: "unknown" } }).id;
          return program(["203.0.113.7"], { privateKeyPem: root.privateKeyPem, trustBundlePem })();
        },
        { preview: true },
      );

      assert.match(thrown?.message ?? "nothing", /privateKeyPem: is not the key of the certificate 'CN=server'/);
    });

    it("but not with a key and trust of another certificate, which are both reported together", async () => {
      const other = await makeRoot({ commonName: "other" });
      const args = { privateKeyPem: other.privateKeyPem, trustBundlePem: other.certificatePem };
      const { thrown } = await attempt(program(["203.0.113.7"], args));

      assert.ok(pulumi.InputPropertiesError.isInstance(thrown), String(thrown));
      assert.deepEqual(
        thrown.errors?.map(({ propertyPath }) => propertyPath),
        [`${path}.privateKeyPem`, `${path}.trustBundlePem`],
      );
    });

    it("whose name and keys a preview knows while the address is unknown, though not the certificate", async () => {
      const service = () => new Namespace("unknown", { metadata: { name: "unknown" } });
      const { resources } = await run(() => program(service().id.apply(() => ["203.0.113.7"]))(), {
        preview: true,
      });

      const { inputs } = find(resources, secretType, "test-tls");
      assert.deepEqual(inputs.metadata, { namespace: "mqtt", name: "server-cert-secret" });
      const { "tls.crt": chain, ...others } = inputs.data as Record<string, string | undefined>;
      assert.equal(chain, undefined);
      assert.deepEqual(decoded(others), { "tls.key": leaf.privateKeyPem });
      assert.ok("tls.crt" in (inputs.data as object));
    });
  });

  describe("that is not renewed", () => {
    const warningsIn = (chain: KeyPair[], preview: boolean) =>
      warningsOf(() => {
        const chainPem = chain.map(({ certificatePem }) => certificatePem).join("");
        const { privateKeyPem } = chain[0];
        return run(program(["203.0.113.7"], { chainPem, privateKeyPem }), { preview });
      });

    for (const preview of [true, false]) {
      it(`causes a warning in its last 30 days, in ${preview ? "a preview" : "an update"}`, async () => {
        const ending = await makeSigned(root, { ...server, madeAtHour: -1, validityHours: 29 * 24 });

        const [warning, ...others] = await warningsIn([ending], preview);

        assert.match(
          warning,
          /certificate\.chainPem: 'CN=server' expires on 20\S+Z and is not renewed automatically: replace it/,
        );
        assert.deepEqual(others, []);
      });
    }

    it("causes a warning when an intermediate expires first", async () => {
      const ending = await makeSigned(root, { madeAtHour: -1, validityHours: 29 * 24 });

      const warnings = await warningsIn([await makeSigned(ending, server), ending], false);

      assert.equal(warnings.length, 1);
      assert.match(warnings[0], /chainPem: 'CN=test intermediate' expires on/);
    });

    it("causes no warning earlier", async () => {
      const later = await makeSigned(root, { ...server, madeAtHour: -1, validityHours: 32 * 24 });

      assert.deepEqual(await warningsIn([later], false), []);
    });
  });
});

function decoded(data: unknown): Record<string, string> {
  const entries = Object.entries(data as Record<string, string>);
  return Object.fromEntries(entries.map(([key, value]) => [key, Buffer.from(value, "base64").toString()]));
}
