/** The published npm package is complete, small, free of side effects, and works in every module system. */
import * as grpc from "@grpc/grpc-js";
import * as pulumi from "@pulumi/pulumi";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { GetSchemaRequest } from "@pulumi/pulumi/proto/provider_pb";
import type { GetSchemaResponse } from "@pulumi/pulumi/proto/provider_pb";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs/promises";
import * as path from "node:path";
import { promisify } from "node:util";
import { publint } from "publint";
import * as exported from "../../index";
import { projectFolder } from "../../sandbox/paths";
import { installPacked } from "./packedPackage";
import type { Consumer } from "./packedPackage";

const run = promisify(execFile);
const exportedNames = Object.keys(exported).sort();
const componentNames = Object.entries(exported)
  .filter(([, value]) => typeof value === "function" && value.prototype instanceof pulumi.ComponentResource)
  .map(([name]) => name);

describe("npm package", function () {
  this.timeout(180_000);
  let consumer: Consumer;

  before(async () => (consumer = await installPacked()));
  after(() => consumer.remove());

  /** Runs a script in the consumer's folder and parses what it prints. */
  async function evaluate(source: string, type: "commonjs" | "module" = "commonjs"): Promise<unknown> {
    const file = path.join(consumer.folder, `script.${type === "module" ? "mjs" : "cjs"}`);
    await fs.writeFile(file, source);
    const { stdout } = await run(process.execPath, [file], { cwd: consumer.folder, timeout: 30_000 });
    return JSON.parse(stdout);
  }

  it("holds compiled code, types, the plugin with its schema, a page for each component, and nothing else", () => {
    for (const wanted of [
      "bin/index.js",
      "bin/index.d.ts",
      "plugin/PulumiPlugin.yaml",
      "plugin/host.js",
      "plugin/package.json",
      "schema.json",
      "package.json",
      "README.md",
      "LICENSE",
      "CHANGELOG.md",
      ...componentNames.map(name => `docs/${name}.md`),
    ]) {
      assert.ok(consumer.files.includes(wanted), `${wanted} is missing`);
    }
    const surplus = consumer.files.filter(file => file.includes("/") && !/^(bin|docs)\//.test(file));
    const ofPlugin = ["PulumiPlugin.yaml", "host.js", "package.json", "plainInputs.js", "serve.js"].map(
      name => `plugin/${name}`,
    );
    assert.deepEqual(surplus.sort(), ofPlugin);
    assert.ok(consumer.size < 450_000, `${consumer.size} bytes packed`);
  });

  it("has nothing that publint and @arethetypeswrong complain about", async () => {
    const installed = path.join(consumer.folder, "node_modules", "aks-mqtt");
    const { messages } = await publint({ pkgDir: installed, pack: false });
    assert.deepEqual(messages, []);
    const checked = await checkPackage(createPackageFromTarballData(await fs.readFile(consumer.tarball)));
    assert.deepEqual(checked.types && checked.problems, []);
  });

  it("exports the components to both require and import", async () => {
    assert.deepEqual(
      await evaluate(`console.log(JSON.stringify(Object.keys(require("aks-mqtt")).sort()))`),
      exportedNames,
    );
    const named = `import { ${exportedNames.join(", ")} } from "aks-mqtt"; console.log(JSON.stringify([${exportedNames.join(", ")}].length))`;
    assert.equal(await evaluate(named, "module"), exportedNames.length);
  });

  it("exports package.json and hides its inner modules", async () => {
    assert.equal(await evaluate(`console.log(JSON.stringify(require("aks-mqtt/package.json").name))`), "aks-mqtt");
    await assert.rejects(evaluate(`require("aks-mqtt/bin/components/inputs/errors")`), /ERR_PACKAGE_PATH_NOT_EXPORTED/);
  });

  it("registers nothing, opens no port and keeps no process alive when it is imported", async () => {
    const source = `
      const net = require("net");
      const listened = [];
      net.Server.prototype.listen = function () { listened.push(1); return this; };
      const { runtime } = require("@pulumi/pulumi");
      const registered = [];
      const mocks = { newResource: args => { registered.push(args.type); return { id: "1", state: {} }; }, call: () => ({}) };
      runtime.setMocks(mocks).then(() => {
        require("aks-mqtt");
        process.on("exit", () => console.log(JSON.stringify({ listened, registered })));
      });`;
    assert.deepEqual(await evaluate(source), { listened: [], registered: [] });
  });

  for (const [moduleResolution, module] of [
    ["node16", "node16"],
    ["bundler", "preserve"],
  ]) {
    it(`has types for TypeScript programs with moduleResolution ${moduleResolution}`, async () => {
      const { name } = exported.CertificateChain;
      const program = `import { ${name} } from "aks-mqtt";
        new ${name}("right", {});
        // @ts-expect-error
        new ${name}("wrong", { noSuchArgument: 1 });`;
      const compilerOptions = {
        strict: true,
        noEmit: true,
        target: "ES2022",
        types: ["node"],
        module,
        moduleResolution,
      };
      await fs.writeFile(path.join(consumer.folder, "program.ts"), program);
      await fs.writeFile(path.join(consumer.folder, "tsconfig.json"), JSON.stringify({ compilerOptions }));
      const tsc = path.join(projectFolder, "node_modules", "typescript", "bin", "tsc");
      const compile = run(process.execPath, [tsc, "-p", "."], { cwd: consumer.folder });
      const { stdout } = await compile.catch((error: { stdout: string }) => error);
      // This does not check the types of the libraries themselves.
      const complaints = stdout.split("\n").filter(line => /^(program|node_modules\/aks-mqtt)/.test(line));
      assert.deepEqual(complaints, []);
    });
  }

  it("serves its schema as a plugin, from compiled code", async () => {
    const installed = path.join(consumer.folder, "node_modules", "aks-mqtt", "plugin");
    const runner = path.join(projectFolder, "node_modules", "@pulumi", "pulumi", "cmd", "run-plugin");
    const plugin = spawn(process.execPath, [runner, installed], { cwd: consumer.folder });
    let complaints = "";
    plugin.stderr.on("data", (text: Buffer) => (complaints += text.toString()));
    try {
      const port = await Promise.race([
        once(plugin.stdout, "data").then(([line]) => String(line).trim()),
        once(plugin, "exit").then(() => assert.fail(`The plugin ended before it served:\n${complaints}`)),
      ]);
      const address = `127.0.0.1:${port}`;
      const client = new ResourceProviderClient(address, grpc.credentials.createInsecure());
      const response = await new Promise<GetSchemaResponse>((resolve, reject) =>
        client.getSchema(new GetSchemaRequest(), (error, value) => (error ? reject(error) : resolve(value))),
      );
      client.close();
      const committed = await fs.readFile(path.join(projectFolder, "schema.json"), "utf8");
      assert.deepEqual(JSON.parse(response.getSchema()), JSON.parse(committed));
    } finally {
      plugin.kill();
    }
  });
});
