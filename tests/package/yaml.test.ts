/** The package serves programs that are not written in TypeScript: here one in YAML, without a line of code. */
import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { projectFolder } from "../../sandbox/paths";
import { createTestStack, planned, pulumi } from "../engine";
import type { TestStack } from "../engine";

const program = `
name: yaml
runtime: yaml
packages:
  aks-mqtt: ${JSON.stringify(projectFolder)}
resources:
  chain:
    type: aks-mqtt:CertificateChain
    properties:
      algorithm: EcdsaP256
      rootCommonName: Test root
outputs:
  root: \${chain.rootCertificatePem}
`;

describe("YAML program", function () {
  this.timeout(180_000);
  let folder: string;
  let test: TestStack;

  before(async () => {
    folder = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-yaml-"));
    await fs.writeFile(path.join(folder, "Pulumi.yaml"), program);
    test = await createTestStack({ folder });
  });

  after(async () => {
    await test.stack.destroy();
    await test.remove();
    await fs.rm(folder, { recursive: true });
  });

  it("deploys a component of the package, and previews no change after it", async () => {
    const steps = await planned(test.stack);
    const chain = steps.find(({ type }) => type === "aks-mqtt:index:CertificateChain");
    assert.ok(chain, steps.map(({ type }) => type).join(", "));
    assert.ok(steps.some(({ type, parent }) => type.startsWith("tls:") && parent === chain.urn));

    const { outputs } = await test.stack.up();
    assert.match(String(outputs.root.value), /^-----BEGIN CERTIFICATE-----/);
    assert.deepEqual(await planned(test.stack), []);
  });

  it("keeps keys out of its state in the clear", async () => {
    const state = await pulumi(["stack", "export", "--stack", test.stack.name], folder, test.environment);
    assert.match(state, /tls:index\/privateKey:PrivateKey/);
    assert.ok(!state.includes("PRIVATE KEY"));
    assert.ok(!state.includes(Buffer.from("PRIVATE KEY").toString("base64").slice(0, 12)));
  });
});
