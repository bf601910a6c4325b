import assert from "node:assert/strict";
import { X509Certificate, randomBytes } from "node:crypto";
import * as path from "node:path";
import { mosquittoImage } from "../../../sandbox/machine/images";
import { CLOCK_OFFSET_VARIABLE } from "../../../sandbox/plugins/tls/clock";
import { createTestStack, planned } from "../../../sandbox/testing/testStack";
import type { TestStack } from "../../../sandbox/testing/testStack";
import { eventually } from "../../../sandbox/testing/kubectl";
import { exchange } from "../../../sandbox/testing/mqtt";
import { servedChain, verifyChain } from "../../../sandbox/testing/servedCertificate";

const namespaceName = `renewal-${randomBytes(4).toString("hex")}`;
const port = 8883;

/**
 * The hour from which a certificate of the first update is due: by default a server certificate is renewed after 5840 hours,
 * an intermediate after 32850 and a root after 35040. All but the last renewal happens in the past.
 */
const due = { leaf: 5840, intermediate: 32_850, root: 35_040 };
const now = due.root + 1;

/** The certificates of an update, in PEM. */
interface Certificates {
  leaf: string;
  intermediate: string;
  root: string;
}

/** In order: each test starts from the certificates that the one before left. */
describe("renewal on a running MosquittoBroker", function () {
  this.timeout(300_000);
  let test: TestStack;
  let host: string;
  let first: Certificates;
  let current: Certificates;

  before(async () => {
    const folder = path.join(__dirname, "renewal");
    test = await createTestStack({ folder }, { config: { namespace: namespaceName, image: mosquittoImage } });
    first = await updateAt(0);
    current = first;
  });
  after(async () => {
    await test?.stack.destroy();
    await test?.remove();
  });

  it("is not announced before its time", async () => {
    assert.deepEqual(await planAt(due.leaf - 1), []);
  });

  it("of the server certificate touches nothing but its Secret", async () => {
    const plan = ["replace broker-8883-tls-certificate", "update broker-8883-tls-secret"];
    assert.deepEqual(await planAt(due.leaf + 1), plan);

    const renewed = await updateAt(due.leaf + 1);
    assertRenewed(renewed, ["leaf"]);
    current = renewed;
  });

  it("of the intermediate also renews the server certificate", async () => {
    const plan = ["replace broker-8883-tls-certificate", "replace chain-intermediate", "update broker-8883-tls-secret"];
    assert.deepEqual(await planAt(due.intermediate + 1), plan);

    const renewed = await updateAt(due.intermediate + 1);
    assertRenewed(renewed, ["leaf", "intermediate"]);
    current = renewed;
  });

  it("of the root also renews all certificates and the bundle", async () => {
    const plan = [
      "replace broker-8883-tls-certificate",
      "replace chain-intermediate",
      "replace chain-root",
      "update broker-8883-tls-secret",
      `update trust-${namespaceName}`,
    ];
    assert.deepEqual(await planAt(now), plan);

    const renewed = await updateAt(now);
    assertRenewed(renewed, ["leaf", "intermediate", "root"]);
    await eventually(async () => (await servedChain(host, port))[0], renewed.leaf, 120);
    await verifyChain([renewed.leaf, renewed.intermediate], first.root, host);
    await verifyChain([renewed.leaf, renewed.intermediate], renewed.root, host);
    await verifyChain([current.leaf, current.intermediate], renewed.root, host);
    current = renewed;
  });

  it("lets in holders of the first root and of the renewed one", async () => {
    for (const ca of [first.root, current.root, first.root + current.root]) {
      assert.equal(await exchange({ host, port, ca }, "still here"), "still here");
    }
  });

  function moveTo(hour: number): void {
    test.stack.workspace.envVars[CLOCK_OFFSET_VARIABLE] = String(hour - now);
  }

  /** What a preview announces. */
  async function planAt(hour: number): Promise<string[]> {
    moveTo(hour);
    const steps = (await planned(test.stack)).filter(
      ({ op }) => op !== "create-replacement" && op !== "delete-replaced",
    );
    return steps.map(({ op, name }) => `${op} ${name}`).sort();
  }

  async function updateAt(hour: number): Promise<Certificates> {
    moveTo(hour);
    const { outputs } = await test.stack.up();
    assert.deepEqual(await planAt(hour), []);
    host = outputs.host.value as string;
    const [intermediate, root] = (outputs.chainPem.value as string).split(/(?<=-----END CERTIFICATE-----\n)/);
    return { leaf: outputs.serverPem.value as string, intermediate, root };
  }

  /** Fails unless the named certificates are new, with the same subjects and keys, and the rest is unchanged. */
  function assertRenewed(renewed: Certificates, names: (keyof Certificates)[]): void {
    for (const which of ["leaf", "intermediate", "root"] as const) {
      const [old, fresh] = [current, renewed].map(served => new X509Certificate(served[which]));
      assert.equal(fresh.fingerprint256 !== old.fingerprint256, names.includes(which), which);
      assert.ok(fresh.publicKey.equals(old.publicKey), `the ${which} has another key`);
      assert.equal(fresh.subject, old.subject);
    }
  }
});
