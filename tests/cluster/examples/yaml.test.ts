import assert from "node:assert/strict";
import * as path from "node:path";
import { mosquittoImage } from "../../../sandbox/machine/images";
import { projectFolder } from "../../../sandbox/paths";
import { createTestStack, planned, pulumi } from "../../../sandbox/testing/testStack";
import type { TestStack } from "../../../sandbox/testing/testStack";
import { eventually } from "../../../sandbox/testing/kubectl";
import { exchange } from "../../../sandbox/testing/mqtt";
import { settlesWithoutSwitches } from "./providerAsItComes";
import { assertFirstUp } from "./readme";
import { factoryConnection } from "../factoryConnection";
import { fieldsWrittenOtherwise } from "../sentFields";

const folder = path.join(projectFolder, "examples", "yaml");

describe("examples/yaml, which uses the components through the plugin", function () {
  this.timeout(300_000);
  let test: TestStack;

  before(async () => {
    test = await createTestStack({ folder }, { config: { image: mosquittoImage } });
  });
  after(async () => {
    await test?.stack.destroy();
    await test?.remove();
  });

  it("serves MQTT at the external address, then previews no change, and prints what its README shows", async () => {
    const printed = await pulumi(["up", "--yes", "--stack", test.stack.name], folder, test.environment);
    const outputs = await test.stack.outputs();
    assert.equal(outputs.passwords.secret, true);
    await eventually(() => exchange(factoryConnection(outputs), "from YAML"), "from YAML");
    assert.deepEqual(await fieldsWrittenOtherwise(test.stack), []);
    assert.deepEqual(await planned(test.stack), []);
    await test.stack.refresh({ expectNoChanges: true });
    await assertFirstUp(path.join(folder, "README.md"), printed);
  });
});

describe("examples/yaml with default provider settings", function () {
  this.timeout(300_000);

  it("shows no change in the next preview and the next refresh", () =>
    settlesWithoutSwitches(folder, { config: { image: mosquittoImage } }));
});
