/** The sandbox's own Pulumi: real plugins where available, otherwise stand-ins, and an environment for any shell. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";
import { version as tlsVersion } from "@pulumi/tls/package.json";
import { projectFolder } from "../../paths";
import { version as azureNativeVersion } from "../../plugins/azure-native/version";
import { download } from "../../plugins/download";
import { hasRealPlugin, pluginFolder, registerReal, registerStandIn } from "../../plugins/standIns";
import type { Plugin } from "../../plugins/standIns";
import { azureOf, targetOf } from "../../plugins/target";

const run = promisify(execFile);
const tls: Plugin = { kind: "resource", name: "tls", version: "5.5.0" };

describe("Pulumi home of the sandbox", function () {
  this.timeout(60_000);
  let folder: string;

  beforeEach(async () => (folder = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-it's a home-"))));
  afterEach(() => fs.rm(folder, { recursive: true, force: true }));

  /** A program for PATH: a shell script. */
  async function script(file: string, body: string): Promise<string> {
    await fs.mkdir(path.dirname(file), { recursive: true });
    await fs.writeFile(file, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
    return file;
  }

  it("bundles a stand-in into one program that starts anywhere, and leaves an up-to-date one alone", async () => {
    const source = path.join(folder, "main.ts");
    await fs.writeFile(source, `const answer: number = 42; console.log(answer);`);
    await registerStandIn(folder, tls, source);
    const program = path.join(pluginFolder(folder, tls), "pulumi-resource-tls");
    assert.equal((await run(program, { cwd: "/" })).stdout, "42\n");
    assert.equal(await hasRealPlugin(folder, tls), false);

    const { ino } = await fs.stat(program);
    await registerStandIn(folder, tls, source);
    assert.equal((await fs.stat(program)).ino, ino);
    await fs.writeFile(source, `console.log("changed");`);
    await registerStandIn(folder, tls, source);
    assert.equal((await run(program)).stdout, "changed\n");
  });

  it("gives each context its own Azure, whose clusters it plays", () => {
    const names = [undefined, "aks", "../aks", "kind/one"];
    const folders = [...names.map(context => azureOf(targetOf(context))), azureOf({ kind: "none" })];
    assert.equal(new Set(folders).size, folders.length);
    assert.equal(new Set(folders.slice(1).map(folder => path.dirname(folder))).size, 1, "none of them leads elsewhere");
  });

  it("removes what would make the CLI ignore a plugin or use an old schema for it", async () => {
    const program = await script(path.join(folder, "elsewhere", "pulumi-resource-tls"), "echo real");
    const plugins = path.join(folder, "plugins");
    await fs.mkdir(plugins);
    await fs.writeFile(path.join(plugins, "resource-tls-v5.5.0.partial"), "");
    await fs.writeFile(path.join(plugins, "schema-tls-5.5.0-.json"), "{}");
    await registerReal(folder, tls, program);
    assert.deepEqual(await fs.readdir(plugins), ["resource-tls-v5.5.0"]);
  });

  it("uses a real plugin, program or folder, in place of a stand-in", async () => {
    const source = path.join(folder, "main.ts");
    await fs.writeFile(source, "");
    const program = await script(path.join(folder, "cache", "resource-tls-v5.5.0", "pulumi-resource-tls"), "echo real");
    for (const real of [program, path.dirname(program)]) {
      await registerStandIn(folder, tls, source);
      await registerReal(folder, tls, real);
      assert.equal(await hasRealPlugin(folder, tls), true);
      assert.equal((await run(path.join(pluginFolder(folder, tls), "pulumi-resource-tls"))).stdout, "real\n");
    }
  });

  it("tries a failed download once a day, not at every run", async () => {
    const pulumi = await script(
      path.join(folder, "pulumi"),
      `echo "$PULUMI_HOME $@" >> '${folder.replace("'", `'\\''`)}/calls'; exit 1`,
    );
    const calls = async () => (await fs.readFile(path.join(folder, "calls"), "utf8")).trim().split("\n");
    assert.deepEqual(await download(pulumi, folder, [tls], () => undefined), [tls]);
    assert.deepEqual(await download(pulumi, folder, [tls], () => undefined), [tls]);
    assert.equal((await calls()).length, 1);
    assert.ok((await calls())[0].startsWith(`${folder} plugin install resource tls 5.5.0`));

    const verdicts = path.join(folder, "not-downloadable.json");
    const yesterday = Date.now() - 25 * 3600_000;
    await fs.writeFile(verdicts, JSON.stringify({ "tls 5.5.0": yesterday }));
    await download(pulumi, folder, [tls], () => undefined);
    assert.equal((await calls()).length, 2);
  });

  it("reports nothing missing once a download has succeeded", async () => {
    const pulumi = await script(path.join(folder, "pulumi"), "exit 0");
    assert.deepEqual(await download(pulumi, folder, [tls], () => undefined), []);
  });

  describe("as a whole", function () {
    // Each test bundles all stand-ins, in processes of their own.
    this.timeout(120_000);

    const kubeconfig = (contexts: string[]) => ({
      apiVersion: "v1",
      kind: "Config",
      "current-context": contexts[0],
      clusters: contexts.map(name => ({ name, cluster: { server: `https://${name}.example:6443` } })),
      users: contexts.map(name => ({ name, user: { token: `token-of-${name}` } })),
      contexts: contexts.map(name => ({ name, context: { cluster: name, user: name } })),
    });

    /** Runs `source` in a separate process, because the state folder is fixed when the modules are loaded. */
    async function inOwnProcess(source: string, variables: Record<string, string> = {}): Promise<string> {
      const home = JSON.stringify(path.join(projectFolder, "sandbox", "plugins", "home.ts"));
      const code = `const home = require(${home}); (async () => { ${source} })().catch(e => { console.error(e.message); process.exit(1); });`;
      const own = { HOME: folder, PULUMI_HOME: path.join(folder, "users"), AKS_MQTT_STATE: path.join(folder, "state") };
      const env = { PATH: `${path.dirname(process.execPath)}:/usr/bin:/bin`, ...own, ...variables };
      return (await run(process.execPath, ["--import", "tsx", "-e", code], { cwd: projectFolder, env })).stdout;
    }

    /** Runs `ensurePulumiHome` with a CLI that can download nothing; prints which plugins are stand-ins. */
    async function ensure(target: object, variables: Record<string, string> = {}): Promise<string> {
      const tools = path.join(folder, "tools");
      const pulumi = await script(path.join(tools, "pulumi"), "exit 1");
      const others = [
        await script(path.join(tools, "kubectl"), "exit 0"),
        await script(path.join(tools, "pulumi-language-yaml"), "exit 0"),
      ];
      const args = [{ pulumi, others }, target].map(arg => JSON.stringify(arg)).join(", ");
      return inOwnProcess(`console.log(await home.ensurePulumiHome(${args}, () => undefined));`, variables);
    }

    it("makes everything accessible only to this user, and keeps its passphrase", async () => {
      const standIns = await ensure({ kind: "sandbox" });
      assert.match(
        standIns,
        /'azure-native [\d.]+',\s+'kubernetes [\d.]+',\s+'tls [\d.]+',\s+'language hosts for nodejs, python, go'/,
      );
      const pulumi = path.join(folder, "state", "pulumi");
      assert.equal((await fs.stat(path.join(folder, "state"))).mode & 0o777, 0o700);
      assert.equal((await fs.stat(path.join(pulumi, "passphrase"))).mode & 0o777, 0o600);
      const passphrase = await fs.readFile(path.join(pulumi, "passphrase"), "utf8");
      assert.ok(passphrase.length >= 32);
      await ensure({ kind: "sandbox" });
      assert.equal(await fs.readFile(path.join(pulumi, "passphrase"), "utf8"), passphrase);
      assert.deepEqual((await fs.readdir(path.join(pulumi, "bin"))).sort(), ["kubectl", "pulumi"]);
    });

    it("uses a real plugin from the user's plugin cache, but no stand-in from there", async () => {
      const source = path.join(folder, "main.ts");
      await fs.writeFile(source, "");
      const users = path.join(folder, "users");
      await registerStandIn(users, { ...tls, version: tlsVersion }, source);
      assert.match(await ensure({ kind: "sandbox" }), /'tls /);
      await script(path.join(folder, "pulumi-resource-tls"), "exit 0");
      await registerReal(users, { ...tls, version: tlsVersion }, path.join(folder, "pulumi-resource-tls"));
      await fs.rm(path.join(folder, "state"), { recursive: true });
      assert.doesNotMatch(await ensure({ kind: "sandbox" }), /'tls /);
    });

    it("never uses the real azure-native, which would create resources that cost money", async () => {
      const azureNative: Plugin = { kind: "resource", name: "azure-native", version: azureNativeVersion };
      await script(path.join(folder, "pulumi-resource-azure-native"), "exit 0");
      await registerReal(path.join(folder, "users"), azureNative, path.join(folder, "pulumi-resource-azure-native"));
      assert.match(await ensure({ kind: "sandbox" }), /'azure-native /);
      assert.equal(await hasRealPlugin(path.join(folder, "state", "pulumi", "home"), azureNative), false);
    });

    it("puts language hosts where the CLI finds them without a warning", async () => {
      await ensure({ kind: "sandbox" });
      const plugins = await fs.readdir(path.join(folder, "state", "pulumi", "home", "plugins"));
      assert.deepEqual(
        plugins
          .filter(name => name.startsWith("language-"))
          .map(name => name.replace(/-v.*/, ""))
          .sort(),
        ["language-go", "language-nodejs", "language-python", "language-yaml"],
      );
    });

    it("prints lines that any POSIX shell accepts, with any folder name", async () => {
      const lines = await inOwnProcess(`process.stdout.write(home.shellExports({ kind: "sandbox" }));`);
      const shell = `${lines}\nprintf '%s|' "$PULUMI_HOME" "$PATH" "\${PULUMI_CONFIG_PASSPHRASE-unset}"`;
      const env = { PATH: "/usr/bin:/bin", PULUMI_CONFIG_PASSPHRASE: "the user's own" };
      const { stdout } = await run("/bin/sh", ["-c", shell], { env });
      const pulumi = path.join(folder, "state", "pulumi");
      assert.deepEqual(stdout.split("|").slice(0, 3), [`${pulumi}/home`, `${pulumi}/bin:/usr/bin:/bin`, "unset"]);
    });

    it("hands over one context of the user's kubeconfig and no other", async () => {
      const users = path.join(folder, "config");
      await fs.writeFile(users, JSON.stringify(kubeconfig(["production", "test bed"])));
      await ensure({ kind: "context", context: "test bed" }, { KUBECONFIG: users });
      const printed = await inOwnProcess(
        `console.log(home.environment({ kind: "context", context: "test bed" }).KUBECONFIG);`,
      );
      const text = await fs.readFile(printed.trim(), "utf8");
      assert.match(text, /token-of-test bed/);
      assert.doesNotMatch(text, /production/);
      assert.equal((await fs.stat(printed.trim())).mode & 0o777, 0o600);
    });

    it("lists the existing contexts if the wanted one is not among them", async () => {
      const users = path.join(folder, "config");
      await fs.writeFile(users, JSON.stringify(kubeconfig(["one", "two"])));
      await assert.rejects(
        ensure({ kind: "context", context: "three" }, { KUBECONFIG: users }),
        /no context "three" in your kubeconfig .* It has: one, two\./,
      );
    });
  });
});
