import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { CertificateChain, TrustBundle } from "../../../index";
import { makeRoot } from "../../../sandbox/testing/certificates";
import { find, isKnown, run, valueOf } from "../engine/engine";
import { warningsOf } from "../engine/warnings";

describe("TrustBundle", () => {
  it("puts ca.crt into a ConfigMap in each namespace", async () => {
    const { certificatePem } = await makeRoot();

    const { result: bundle, resources } = await run(
      () => new TrustBundle("trust", { namespaces: ["mqtt", "clients"], certificatesPem: [certificatePem] }),
    );

    for (const namespace of ["mqtt", "clients"]) {
      const { inputs } = find(resources, "kubernetes:core/v1:ConfigMap", `trust-${namespace}`);
      assert.deepEqual(inputs.metadata, { namespace, name: "trust" });
      assert.deepEqual(inputs.data, { "ca.crt": certificatePem });
    }
    assert.equal(resources.length, 3);
    assert.equal(await valueOf(bundle.configMapName), "trust");
    assert.equal(await valueOf(bundle.key), "ca.crt");
  });

  it("holds each certificate once while one root replaces another", async () => {
    const [old, next] = [await makeRoot({ commonName: "old" }), await makeRoot({ commonName: "next" })];

    const { result: bundle } = await run(
      () =>
        new TrustBundle("trust", {
          namespaces: ["mqtt"],
          certificatesPem: [old.certificatePem, pulumi.output(next.certificatePem + old.certificatePem)],
          configMapName: "mqtt-roots",
        }),
    );

    assert.equal(await valueOf(bundle.bundlePem), old.certificatePem + next.certificatePem);
    assert.equal(await valueOf(bundle.configMapName), "mqtt-roots");
    assert.equal(await pulumi.isSecret(bundle.bundlePem), false);
  });

  it("holds certificates that were joined without a line break, each in a block of its own", async () => {
    const [one, other] = [(await makeRoot()).certificatePem, (await makeRoot({ commonName: "other" })).certificatePem];
    const certificatesPem = [`\uFEFF${one.trim()}${other}`];

    const { result } = await run(() => new TrustBundle("trust", { namespaces: ["mqtt"], certificatesPem }));

    assert.equal(await valueOf(result.bundlePem), one + other);
  });

  it("leaves out expired certificates, and warns about them", async () => {
    const [old, next] = [
      await makeRoot({ commonName: "old", madeAtHour: -1001, validityHours: 1000 }),
      await makeRoot({ commonName: "next" }),
    ];
    const both = old.certificatePem + next.certificatePem;
    for (const certificatesPem of [[next.certificatePem, both], pulumi.output([next.certificatePem, both])]) {
      let bundlePem: string | undefined;
      const warnings = await warningsOf(async () => {
        const { result } = await run(() => new TrustBundle("trust", { namespaces: ["mqtt"], certificatesPem }));
        bundlePem = await valueOf(result.bundlePem);
      });

      assert.equal(bundlePem, next.certificatePem);
      assert.equal(warnings.length, 1);
      assert.match(
        warnings[0],
        /^certificatesPem\[1\]: 'CN=old' expired on 20\S+Z and is left out of the bundle: remove it/,
      );
    }
  });

  it("knows its ConfigMap but not its certificates before they are created", async () => {
    const program = () => {
      const chain = new CertificateChain("ca", {});
      return new TrustBundle("trust", { namespaces: ["mqtt"], certificatesPem: [chain.trustBundlePem] });
    };

    const { result: bundle, resources } = await run(program, { preview: true });

    assert.equal(await isKnown(bundle.bundlePem), false);
    assert.equal(await valueOf(bundle.configMapName), "trust");
    const { inputs } = find(resources, "kubernetes:core/v1:ConfigMap", "trust-mqtt");
    assert.deepEqual(inputs.metadata, { namespace: "mqtt", name: "trust" });
  });
});
