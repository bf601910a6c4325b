/** The stand-in Node.js language host does for the engine what Pulumi's own does. */
import type { PackageDependency } from "@pulumi/pulumi/proto/plugin_pb";
import * as messages from "@pulumi/pulumi/proto/language_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import assert from "node:assert/strict";
import { once } from "node:events";
import * as fs from "node:fs/promises";
import * as path from "node:path";
import { projectFolder } from "../../../paths";
import { splitWords } from "../../../plugins/nodejs/options";
import { answer, fakeProgram, processEnd, programInfo, startHost } from "./languageHost";
import type { RunningHost } from "./languageHost";

/** Records how it was started. */
const recorder = `
  require("fs").writeFileSync("PLACE/started.json", JSON.stringify({
    argv: process.argv.slice(2), execArgv: process.execArgv, env: process.env, cwd: process.cwd(), pid: process.pid }));`;
/** Records how it was started, and then never ends by itself. */
const endless = `${recorder} setInterval(() => undefined, 1000);`;

interface Started {
  argv: string[];
  execArgv: string[];
  env: Record<string, string>;
  cwd: string;
  pid: number;
}

describe("Node.js language host (stand-in)", function () {
  this.timeout(120_000);
  let host: RunningHost;
  const folders: string[] = [];

  before(async () => (host = await startHost()));
  after(async () => {
    await host.stop();
    for (const folder of folders) await fs.rm(folder, { recursive: true });
  });

  async function program(command: string, script: string): Promise<string> {
    const folder = await fakeProgram({ [command]: "" });
    folders.push(folder);
    const file = path.join(folder, "node_modules/@pulumi/pulumi/cmd", command, "index.js");
    await fs.writeFile(file, script.replace("PLACE", folder));
    return folder;
  }

  async function started(folder: string): Promise<Started> {
    const file = path.join(folder, "started.json");
    for (const deadline = Date.now() + 30_000; Date.now() < deadline;) {
      const text = await fs.readFile(file, "utf8").catch(() => "");
      if (text.endsWith("}")) return JSON.parse(text) as Started;
      await new Promise(resolve => setTimeout(resolve, 20));
    }
    throw new Error(`The program in ${folder} was not started within 30 s.`);
  }

  const run = (request: messages.RunRequest, on = host) =>
    answer<messages.RunResponse>(callback => on.client.run(request, callback));

  function runRequest(folder: string, options: Record<string, string | boolean> = {}): messages.RunRequest {
    return new messages.RunRequest()
      .setInfo(programInfo(folder, options))
      .setProject("mqtt")
      .setStack("dev")
      .setMonitorAddress("127.0.0.1:2")
      .setParallel(7);
  }

  it("names the plugins that the installed SDKs use", async () => {
    const request = new messages.GetRequiredPackagesRequest().setInfo(programInfo(projectFolder));
    const response = await answer<messages.GetRequiredPackagesResponse>(callback =>
      host.client.getRequiredPackages(request, callback),
    );
    const found = response
      .getPackagesList()
      .map((p: PackageDependency) => `${p.getKind()} ${p.getName()} ${p.getVersion()}`);
    const manifest = JSON.parse(await fs.readFile(path.join(projectFolder, "package.json"), "utf8")) as {
      dependencies: Record<string, string>;
      devDependencies: Record<string, string>;
    };
    assert.deepEqual(found.sort(), [
      `resource azure-native v${manifest.devDependencies["@pulumi/azure-native"]}`,
      `resource kubernetes v${manifest.dependencies["@pulumi/kubernetes"]}`,
      `resource tls v${manifest.dependencies["@pulumi/tls"]}`,
    ]);
  });

  it("lists the packages that the program depends on, in the installed versions", async () => {
    const request = new messages.GetProgramDependenciesRequest().setInfo(programInfo(projectFolder));
    const response = await answer<messages.GetProgramDependenciesResponse>(callback =>
      host.client.getProgramDependencies(request, callback),
    );
    const versions = new Map(response.getDependenciesList().map(d => [d.getName(), d.getVersion()]));
    assert.match(versions.get("@pulumi/pulumi") ?? "", /^3\.\d+\.\d+$/);
    assert.ok(versions.has("mocha"));
  });

  it("runs a program with the engine's addresses, names and environment", async () => {
    const folder = await program("run", recorder);
    const response = await run(runRequest(folder).setDryrun(true).setOrganization("org").setArgsList(["extra"]));
    assert.equal(response.getError(), "");
    const { argv, env } = await started(folder);
    const flags = ["--monitor", "127.0.0.1:2", "--engine", "127.0.0.1:1", "--organization", "org", "--project", "mqtt"];
    const places = ["--root-directory", folder, "--stack", "dev", "--pwd", folder, "--parallel", "7"];
    assert.deepEqual(argv, [...flags, ...places, "--dry-run", ".", "extra"]);
    assert.equal(env.FROM_THE_ENGINE, "yes");
    assert.equal(env.PULUMI_NODEJS_TYPESCRIPT, "true");
  });

  it("passes configuration in the environment and never as arguments", async () => {
    const folder = await program("run", recorder);
    const request = runRequest(folder).setConfigsecretkeysList(["mqtt:password"]);
    request.getConfigMap().set("mqtt:password", "do-not-show");
    await run(request);
    const { argv, env } = await started(folder);
    assert.deepEqual(JSON.parse(env.PULUMI_CONFIG), { "mqtt:password": "do-not-show" });
    assert.deepEqual(JSON.parse(env.PULUMI_CONFIG_SECRET_KEYS), ["mqtt:password"]);
    assert.ok(!argv.join(" ").includes("do-not-show"));
  });

  it("follows the project's typescript, tsconfig and nodeargs", async () => {
    const folder = await program("run", recorder);
    const options = { typescript: false, tsconfig: "other.json", nodeargs: "--stack-size=900 --title 'two words'" };
    await run(runRequest(folder, options));
    const { execArgv, env } = await started(folder);
    assert.equal(env.PULUMI_NODEJS_TYPESCRIPT, undefined);
    assert.equal(env.PULUMI_NODEJS_TSCONFIG_PATH, "other.json");
    assert.deepEqual(execArgv, ["--stack-size=900", "--title", "two words"]);
  });

  it("says which option has the wrong type", async () => {
    const folder = await program("run", "");
    await assert.rejects(
      run(runRequest(folder, { typescript: "yes" })),
      /runtime\.options\.typescript is "yes": it must be true or false/,
    );
  });

  it("distinguishes a failure that the user has seen from one that they have not", async () => {
    const reported = await run(runRequest(await program("run", "process.exit(32)")));
    assert.deepEqual([reported.getBail(), reported.getError()], [true, ""]);
    const silent = await run(runRequest(await program("run", "process.exit(3)")));
    assert.deepEqual([silent.getBail(), silent.getError()], [false, "Program exited with non-zero exit code: 3"]);
  });

  it("says what to do when the SDK is not installed", async () => {
    const folder = await fakeProgram({});
    folders.push(folder);
    await assert.rejects(run(runRequest(folder)), /@pulumi\/pulumi is not installed for .*npm install/);
  });

  it("passes on what a plugin prints, and starts it in the engine's folder with the engine's variables", async () => {
    const folder = await program("run-plugin", `${recorder} console.log("4711"); console.error("a warning");`);
    const request = new messages.RunPluginRequest()
      .setInfo(programInfo(folder))
      .setPwd(projectFolder)
      .setKind("resource")
      .setArgsList(["127.0.0.1:1"])
      .setEnvList(["NAME=with=sign"]);
    const stream = host.client.runPlugin(request);
    const output = { stdout: "", stderr: "" };
    stream.on("data", (message: messages.RunPluginResponse) => {
      output.stdout += Buffer.from(message.getStdout_asU8()).toString();
      output.stderr += Buffer.from(message.getStderr_asU8()).toString();
    });
    await once(stream, "end");
    assert.deepEqual(output, { stdout: "4711\n", stderr: "a warning\n" });
    const { argv, cwd, env } = await started(folder);
    assert.deepEqual(argv, [folder, "127.0.0.1:1"]);
    assert.equal(cwd, projectFolder);
    assert.equal(env.NAME, "with=sign");
    assert.equal(env.FROM_THE_ENGINE, undefined);
  });

  it("ends a plugin when the engine drops the call", async () => {
    const folder = await program("run-plugin", endless);
    const request = new messages.RunPluginRequest().setInfo(programInfo(folder)).setPwd(folder).setKind("resource");
    const stream = host.client.runPlugin(request).on("error", () => undefined);
    const { pid } = await started(folder);
    stream.cancel();
    await processEnd(pid);
  });

  it("says why a plugin ended", async () => {
    const folder = await program("run-plugin", `console.error("what went wrong"); process.exit(5)`);
    const request = new messages.RunPluginRequest().setInfo(programInfo(folder)).setPwd(folder).setKind("resource");
    const stream = host.client.runPlugin(request).resume();
    const [error] = (await once(stream, "error")) as [Error];
    assert.match(error.message, /Plugin exited with non-zero exit code: 5/);
  });

  it("ends its programs when the engine cancels", async () => {
    const own = await startHost();
    const folder = await program("run", endless);
    const response = run(runRequest(folder), own);
    const { pid } = await started(folder);
    await answer<Empty>(callback => own.client.cancel(new Empty(), callback));
    await processEnd(pid);
    assert.match((await response).getError(), /ended by SIGINT/);
    await own.stop();
  });

  it("ends with its programs if the engine disappears", async () => {
    const own = await startHost();
    const folder = await program("run", endless);
    run(runRequest(folder), own).catch(() => undefined);
    const { pid } = await started(folder);
    own.process.stdin.end();
    await once(own.process, "exit");
    await processEnd(pid);
    own.client.close();
  });

  it("splits arguments as a shell does", () => {
    assert.deepEqual(splitWords(`--import tsx  --title "a b" --define='c d'e`), [
      "--import",
      "tsx",
      "--title",
      "a b",
      "--define=c de",
    ]);
    assert.deepEqual(splitWords(""), []);
  });
});
