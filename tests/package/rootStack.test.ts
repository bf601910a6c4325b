/** The repository root is a Pulumi project with a stack; its folder `plugin` serves the package. */
import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { projectFolder } from "../../sandbox/paths";
import { createTestStack, pulumi } from "../../sandbox/testing/testStack";
import type { TestStack } from "../../sandbox/testing/testStack";
import { emptyChart } from "../preview/unreachable";

describe("the stack of the repository root", function () {
  this.timeout(180_000);
  let azure: string;
  let test: TestStack;

  before(async () => {
    azure = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-root-"));
    const config = { "azure-native:location": "westeurope", certManagerChart: emptyChart() };
    test = await createTestStack({ folder: projectFolder }, { config, variables: { AKS_MQTT_AZURE: azure } });
  });
  after(async () => {
    await test?.remove();
    await fs.rm(azure, { recursive: true });
  });

  for (const place of ["", "components"]) {
    it(`is previewed by pulumi preview in ${path.join("/", place)} of the repository`, async () => {
      const folder = path.join(projectFolder, place);
      const printed = await pulumi(["preview", "--stack", test.stack.name], folder, test.environment);
      for (const kind of ["AksCluster", "CertManager", "CertificateChain", "MosquittoBroker", "NamespaceIsolation"]) {
        assert.match(printed, new RegExp(`aks-mqtt:index:${kind} \\S+ create`));
      }
      assert.match(printed, /\d+ to create/);
    });
  }

  it("lists its stacks and its configuration in the root", async () => {
    const stacks = JSON.parse(await pulumi(["stack", "ls", "--json"], projectFolder, test.environment)) as object[];
    assert.deepEqual(
      stacks.map(each => (each as { name: string }).name),
      [test.stack.name],
    );
    const config = await pulumi(["config", "--json", "--stack", test.stack.name], projectFolder, test.environment);
    assert.ok("aks-mqtt-chain:certManagerChart" in (JSON.parse(config) as object), config);
  });
});
