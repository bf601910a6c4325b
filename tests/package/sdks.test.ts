/** The SDKs of a release. tests/release/install.test.ts deploys with Python's. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";
import { version } from "../../package.json";
import { projectFolder } from "../../sandbox/paths";
import { generateSdks } from "../../tools/release/sdks";

const run = promisify(execFile);

interface Schema {
  resources: Record<string, { properties: Record<string, { secret?: boolean }> }>;
}

/** Names in texts that stand for something else than an argument or an output. */
const notProperties = ["retainOnDelete", "clusterIdentifier"];

describe("The SDKs", function () {
  this.timeout(120_000);
  let folder: string;

  before(async () => {
    folder = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-sdks-"));
    await generateSdks("sdk-generator", folder);
  });
  after(() => fs.rm(folder, { recursive: true }));

  const read = (...file: string[]) => fs.readFile(path.join(folder, ...file), "utf8");

  it("ask for the plugin in their own version", async () => {
    const { pulumi } = JSON.parse(await read("nodejs", "package.json")) as { pulumi: object };
    const files = [
      ["python", "pulumi_aks_mqtt"],
      ["go", "aksmqtt"],
    ].map(package_ => [...package_, "pulumi-plugin.json"]);
    const others = await Promise.all(files.map(async file => JSON.parse(await read(...file)) as object));
    for (const asked of [pulumi, ...others]) assert.deepEqual(asked, { resource: true, name: "aks-mqtt", version });
  });

  it("keep these outputs secret, and no others", async () => {
    const schema = JSON.parse(await fs.readFile(path.join(projectFolder, "schema.json"), "utf8")) as Schema;
    const secrets = Object.entries(schema.resources).flatMap(([token, { properties }]) =>
      Object.keys(properties).flatMap(name => (properties[name].secret ? `${token.split(":")[2]}.${name}` : [])),
    );
    assert.deepEqual(secrets.sort(), [
      "AksCluster.kubeconfig",
      "CertificateChain.caPrivateKeyPem",
      "MosquittoBroker.passwords",
    ]);
    assert.match(await read("nodejs", "certificateChain.ts"), /additionalSecretOutputs: \["caPrivateKeyPem"\]/);
  });

  it("spell the names of properties in their texts as each language does", async () => {
    const python = await read("python", "pulumi_aks_mqtt", "certificate_chain.py");
    assert.match(python, /less than CertificateChainArgs\.root_early_renewal_hours\./);
    const packageFolder = path.join(folder, "python", "pulumi_aks_mqtt");
    for (const file of await fs.readdir(packageFolder)) {
      if (!file.endsWith(".py")) continue;
      const text = await read("python", "pulumi_aks_mqtt", file);
      assert.doesNotMatch(text, /\{\{% ref/);
      for (const [, name] of text.matchAll(/`([a-z]+[A-Z]\w*)`/g))
        assert.ok(notProperties.includes(name), `${file}: ${name}`);
    }
    assert.match(await read("go", "aksmqtt", "certificateChain.go"), /\/\/ .* less than RootEarlyRenewalHours\./);
  });

  it("compile in TypeScript", async () => {
    const sdk = path.join(folder, "nodejs");
    await fs.symlink(path.join(projectFolder, "node_modules"), path.join(sdk, "node_modules"));
    const tsc = path.join(projectFolder, "node_modules", "typescript", "bin", "tsc");
    await run(process.execPath, [tsc, "--project", sdk, "--noEmit"]);
  });

  it("are typed in Python, with types whose names end in Args once", async () => {
    await fs.access(path.join(folder, "python", "pulumi_aks_mqtt", "py.typed"));
    const types = await read("python", "pulumi_aks_mqtt", "_inputs.py");
    assert.match(types, /^class MosquittoListenerArgs:$/m);
    assert.doesNotMatch(types, /ArgsArgs/);
  });
});
