/** A broker that programs in several languages deploy and take over. */
import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { mosquittoImage } from "../../sandbox/machine/images";
import { deleteNamespace, eventually, makeNamespace } from "../../sandbox/testing/kubectl";
import { exchange } from "../../sandbox/testing/mqtt";
import { createTestStack, planned } from "../../sandbox/testing/testStack";
import type { TestStack } from "../../sandbox/testing/testStack";
import { goVariables } from "../languages/go";
import { writeProgram } from "../languages/program";
import { factoryConnection } from "./factoryConnection";

describe("a broker from programs in several languages", function () {
  // The first compilation of Pulumi's SDK for Go takes two minutes of processor time.
  this.timeout(1_800_000);
  let namespace: string;
  let folder: string;
  let test: TestStack;

  before(async () => {
    namespace = await makeNamespace("languages");
    folder = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-languages-"));
    await writeProgram(folder, "python");
    test = await createTestStack({ folder }, { config: { namespace, image: mosquittoImage }, variables: goVariables });
  });
  after(async () => {
    await test?.stack.destroy();
    await test?.remove();
    await fs.rm(folder, { recursive: true });
    await deleteNamespace(namespace);
  });

  it("serves MQTT when Python deploys it", async () => {
    await test.stack.up();
    await publishes("from Python");
    assert.deepEqual(await operations(), []);
  });

  for (const language of ["typescript", "yaml", "go"] as const) {
    it(`is taken over without an operation: ${language}`, async () => {
      await writeProgram(folder, language);
      assert.deepEqual(await operations(), []);
    });
  }

  it("serves MQTT when Go deploys it", async () => {
    await test.stack.destroy();
    await test.stack.up();
    await publishes("from Go");
    assert.deepEqual(await operations(), []);
  });

  /** The operations of the next preview. Each language has its own providers. */
  async function operations(): Promise<object[]> {
    return (await planned(test.stack)).filter(({ type }) => !type.startsWith("pulumi:providers:"));
  }

  async function publishes(message: string): Promise<void> {
    const outputs = await test.stack.outputs();
    assert.equal(outputs.passwords.secret, true);
    await eventually(() => exchange(factoryConnection(outputs), message), message);
  }
});
