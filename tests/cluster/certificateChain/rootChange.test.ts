import assert from "node:assert/strict";
import { X509Certificate, randomBytes } from "node:crypto";
import * as path from "node:path";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { mosquittoImage } from "../../../sandbox/machine/images";
import { createTestStack, planned } from "../../../sandbox/testing/testStack";
import type { TestStack } from "../../../sandbox/testing/testStack";
import { makeRoot } from "../../../sandbox/testing/certificates";
import { eventually, kubectl } from "../../../sandbox/testing/kubectl";
import { exchange, refusal } from "../../../sandbox/testing/mqtt";
import { servedChain } from "../../../sandbox/testing/servedCertificate";

const namespaceName = `root-change-${randomBytes(4).toString("hex")}`;
const bundleName = `trust-${namespaceName}`;
const port = 8883;

/** In order: the tests are the steps of docs/TrustBundle.md, and each starts from the state that the one before left. */
describe("a root that replaces another", function () {
  this.timeout(300_000);
  let test: TestStack;
  let host: string;
  let bundleUid: string;
  /** The bundles that clients hold: without any update, and from the time when it held both roots. */
  const held = { old: "", both: "" };

  before(async () => {
    const folder = path.join(__dirname, "root-change");
    test = await createTestStack({ folder }, { config: { namespace: namespaceName, image: mosquittoImage } });
    await configure({ chains: '["old"]', signer: "old" });
    await update();
    bundleUid = await ofBundle("{.metadata.uid}");
    held.old = await bundle();
  });
  after(async () => {
    await test?.stack.destroy();
    await test?.remove();
  });

  it("first joins the other in the bundle, and no client notices", async () => {
    await configure({ chains: '["old", "next"]' });
    assert.deepEqual(await plan(), [
      "create next",
      "create next-intermediate",
      "create next-intermediate-key",
      "create next-intermediate-request",
      "create next-root",
      "create next-root-key",
      `update ${bundleName}`,
    ]);

    await update();
    held.both = await bundle();
    assert.deepEqual(subjectsOf(held.both), ["CN=old root CA", "CN=next root CA"]);
    await assertLetIn(held.old, held.both);
  });

  it("then signs, and lets in clients that hold both roots", async () => {
    await configure({ signer: "next" });
    assert.deepEqual(await plan(), ["replace broker-8883-tls-certificate", "update broker-8883-tls-secret"]);

    const serverPem = await update();
    await eventually(async () => (await servedChain(host, port))[0], serverPem, 120);
    assert.equal(await bundle(), held.both);
    await assertLetIn(held.both);
    await assertKeptOut(held.old);
  });

  it("may outlast the other's chain, whose certificate stays in the bundle", async () => {
    const [oldRoot] = certificatesOf(held.both);
    await configure({ chains: '["next"]', keptPem: oldRoot.toString() });
    assert.deepEqual(await plan(), [
      "delete old",
      "delete old-intermediate",
      "delete old-intermediate-key",
      "delete old-intermediate-request",
      "delete old-root",
      "delete old-root-key",
      `update ${bundleName}`,
    ]);

    await update();
    assert.deepEqual(subjectsOf(await bundle()), ["CN=next root CA", "CN=old root CA"]);
    await assertLetIn(held.both, await bundle());
  });

  it("is alone in the bundle once the other has expired, as preview and warning say", async () => {
    await configure({ hoursAhead: "5001" });
    const warnings: string[] = [];
    assert.deepEqual(await plan(warnings), [`update ${bundleName}`]);
    assert.equal(warnings.length, 1);
    assert.match(
      warnings[0],
      /certificatesPem\[1\]: 'CN=old root CA' expired on 20\S+Z and is left out of the bundle: remove it/,
    );

    await update();
    assert.deepEqual(subjectsOf(await bundle()), ["CN=next root CA"]);
    await assertLetIn(held.both, await bundle());
  });

  async function configure(values: Record<string, string>): Promise<void> {
    for (const [key, value] of Object.entries(values)) await test.stack.setConfig(key, { value });
  }

  /** What a preview announces; its warnings are added to `warnings`. */
  async function plan(warnings: string[] = []): Promise<string[]> {
    const onEvent = ({ diagnosticEvent }: EngineEvent) => {
      if (diagnosticEvent?.severity === "warning") warnings.push(diagnosticEvent.message);
    };
    const steps = (await planned(test.stack, onEvent)).filter(
      ({ op }) => !/^(create-replacement|delete-replaced)$/.test(op),
    );
    return steps.map(({ op, name }) => `${op} ${name}`).sort();
  }

  /** Updates, and returns the certificate that the broker should serve from now on. */
  async function update(): Promise<string> {
    const { outputs } = await test.stack.up();
    assert.deepEqual(await plan(), []);
    host = outputs.host.value as string;
    if (bundleUid) assert.equal(await ofBundle("{.metadata.uid}"), bundleUid, "the bundle was deleted and recreated");
    return outputs.serverPem.value as string;
  }

  async function assertLetIn(...bundles: string[]): Promise<void> {
    for (const ca of bundles) assert.equal(await exchange({ host, port, ca }, "let in"), "let in");
    const { certificatePem } = await makeRoot();
    await assertKeptOut(certificatePem);
  }

  async function assertKeptOut(ca: string): Promise<void> {
    const { code } = await refusal({ host, port, ca });
    assert.match(String(code), /^(UNABLE_TO_GET_ISSUER_CERT_LOCALLY|UNABLE_TO_VERIFY_LEAF_SIGNATURE)$/);
  }

  function bundle(): Promise<string> {
    return ofBundle("{.data.ca\\.crt}");
  }

  function ofBundle(jsonPath: string): Promise<string> {
    return kubectl("get", "configmap/trust", "--namespace", namespaceName, "--output", `jsonpath=${jsonPath}`);
  }
});

function certificatesOf(pem: string): X509Certificate[] {
  return pem.split(/(?<=-----END CERTIFICATE-----\n)/).map(text => new X509Certificate(text));
}

function subjectsOf(pem: string): string[] {
  return certificatesOf(pem).map(({ subject }) => subject);
}
