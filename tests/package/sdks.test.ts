/** The SDKs that Pulumi's generators make from the schema. tests/package/languages.test.ts runs programs with them. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";
import { version } from "../../package.json";
import { projectFolder } from "../../sandbox/paths";

const run = promisify(execFile);

interface Schema {
  resources: Record<string, { properties: Record<string, { secret?: boolean }> }>;
}

describe("The SDKs", function () {
  this.timeout(120_000);
  let folder: string;

  before(async () => {
    folder = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-sdks-"));
    await run("sdk-generator", [path.join(projectFolder, "schema.json"), folder]);
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
