import assert from "node:assert/strict";
import * as path from "node:path";
import { mosquittoImage } from "../../sandbox/machine/images";
import { projectFolder } from "../../sandbox/paths";
import { createTestStack, planned } from "../engine";
import type { TestStack } from "../engine";
import { eventually } from "./kubectl";
import { exchange } from "./mqtt";

describe("examples/yaml, which reaches the components through the plugin", function () {
  this.timeout(180_000);
  let test: TestStack;

  before(async () => {
    const folder = path.join(projectFolder, "examples", "yaml");
    test = await createTestStack({ folder }, { config: { image: mosquittoImage } });
  });
  after(async () => {
    await test?.stack.destroy();
    await test?.remove();
  });

  it("serves MQTT through the external address, and previews no change after it", async () => {
    const { outputs } = await test.stack.up();
    const { factory } = outputs.passwords.value as { factory: string };
    const connection = {
      host: outputs.address.value as string,
      port: 8883,
      ca: outputs.caCertificate.value as string,
      username: "factory",
      password: factory,
    };
    assert.equal(outputs.passwords.secret, true);
    await eventually(() => exchange(connection, "from YAML"), "from YAML");
    assert.deepEqual(await planned(test.stack), []);
  });
});
