/** The README's first program, as a reader copies it, with the default providers. */
import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { mosquittoImage } from "../../../sandbox/machine/images";
import { projectFolder } from "../../../sandbox/paths";
import { createTestStack, planned } from "../../../sandbox/testing/testStack";
import type { TestStack } from "../../../sandbox/testing/testStack";
import { exchange } from "../../../sandbox/testing/mqtt";
import { eventually } from "../../../sandbox/testing/kubectl";

/** Replaces the default image with the one that the sandbox has. */
const withImage = `
import * as pulumi from "@pulumi/pulumi";
pulumi.runtime.registerStackTransformation(({ type, props, opts }) => {
  if (type !== "kubernetes:apps/v1:Deployment") return undefined;
  const spec = pulumi.output(props.spec).apply(given => {
    const containers = given.template.spec.containers.map(each => ({ ...each, image: ${JSON.stringify(mosquittoImage)} }));
    return { ...given, template: { ...given.template, spec: { ...given.template.spec, containers } } };
  });
  return { props: { ...props, spec }, opts };
});
`;

describe("the README's first program", function () {
  this.timeout(300_000);
  let folder: string;
  let test: TestStack;

  before(async () => {
    const readme = await fs.readFile(path.join(projectFolder, "README.md"), "utf8");
    const [, program] = /^```ts\n([^]*?)^```$/m.exec(readme)!;
    folder = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-readme-"));
    const files = {
      "Pulumi.yaml":
        'name: readme\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n    nodeargs: "--require tsx/cjs"\n',
      "package.json": JSON.stringify({ private: true, main: "index.ts" }),
      "tsconfig.json": JSON.stringify({
        compilerOptions: { paths: { "aks-mqtt": [path.join(projectFolder, "index")] } },
      }),
      "index.ts": 'import "./withImage";\nexport * from "./program";\n',
      "withImage.ts": withImage,
      "program.ts": program,
    };
    for (const [name, text] of Object.entries(files)) await fs.writeFile(path.join(folder, name), text);
    await fs.symlink(path.join(projectFolder, "node_modules"), path.join(folder, "node_modules"));
    test = await createTestStack({ folder });
  });
  after(async () => {
    await test?.stack.destroy();
    await test?.remove();
    await fs.rm(folder, { recursive: true });
  });

  it("serves MQTT at its address after the first update, and the preview then shows no change", async () => {
    const { outputs } = await test.stack.up();
    const { address, caCertificatePem, passwords } = outputs;
    assert.equal(passwords.secret, true);
    const connection = {
      host: address.value as string,
      port: 8883,
      ca: caCertificatePem.value as string,
      username: "factory",
      password: (passwords.value as { factory: string }).factory,
    };
    await eventually(() => exchange(connection, "from the README"), "from the README");
    assert.deepEqual(await planned(test.stack), []);
  });
});
