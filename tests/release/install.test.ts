/** A release, installed from its files alone: programs check, preview and deploy as they would at a user's. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";
import { devDependencies, version } from "../../package.json";
import { mosquittoImage } from "../../sandbox/machine/images";
import { projectFolder } from "../../sandbox/paths";
import { deleteNamespace, eventually, makeNamespace } from "../../sandbox/testing/kubectl";
import { exchange } from "../../sandbox/testing/mqtt";
import { createTestStack, planned } from "../../sandbox/testing/testStack";
import { buildSdks } from "../../tools/release/archives";
import { copyCheckout, pack } from "../../tools/pack";
import { factoryConnection } from "../cluster/factoryConnection";
import { installArchive, useInstalledPlugin } from "../languages/archive";
import { writeProgram } from "../languages/program";

const run = promisify(execFile);
/** Without what makes other tests start faster. */
const asAtUsers = { NODE_OPTIONS: "" };

describe("a release", function () {
  // npm downloads the SDKs of Pulumi.
  this.timeout(600_000);
  let root: string;
  let files: string;

  before(async () => {
    root = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-release-"));
    files = path.join(root, "files");
    await fs.mkdir(files);
  });
  after(() => fs.rm(root, { recursive: true }));

  async function makeFolder(name: string): Promise<string> {
    const folder = path.join(root, name);
    await fs.mkdir(folder);
    return folder;
  }

  /** Deploys the program in a folder, publishes through its broker, and checks that the next preview shows no change. */
  async function serves(folder: string, variables: Record<string, string> = {}): Promise<void> {
    const namespace = await makeNamespace("release");
    const test = await createTestStack(
      { folder },
      { config: { namespace, image: mosquittoImage }, variables: { ...asAtUsers, ...variables } },
    );
    try {
      const steps = await planned(test.stack);
      assert.ok(steps.length > 10 && steps.every(({ op }) => op === "create"), JSON.stringify(steps));
      await test.stack.up();
      const outputs = await test.stack.outputs();
      assert.equal(outputs.passwords.secret, true);
      await eventually(() => exchange(factoryConnection(outputs), "from a release"), "from a release");
      assert.deepEqual(await planned(test.stack), []);
    } finally {
      await test.stack.destroy();
      await test.remove();
      await deleteNamespace(namespace);
    }
  }

  describe("as an npm package", () => {
    let tarball: string;

    before(async () => {
      const sources = path.join(root, "sources");
      await copyCheckout(sources);
      ({ tarball } = await pack(sources, files));
    });

    /** A project with nothing but the package and a compiler. The smallest program is compiled in strict mode. */
    async function compiledProject(name: string, type: "commonjs" | "module"): Promise<string> {
      const folder = await makeFolder(name);
      const { typescript } = devDependencies;
      const compilerOptions = {
        strict: true,
        target: "ES2022",
        module: "node16",
        skipLibCheck: true,
        types: ["node"],
      };
      const source = await fs.readFile(
        path.join(projectFolder, "tests", "languages", "typescript", "index.ts"),
        "utf8",
      );
      const contents = {
        "index.ts": source.replace("../../../index", "aks-mqtt"),
        "package.json": JSON.stringify({ private: true, type, main: "index.js" }),
        "tsconfig.json": JSON.stringify({ compilerOptions }),
        "Pulumi.yaml": "name: aks-mqtt-release\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n",
      };
      for (const [file, text] of Object.entries(contents)) await fs.writeFile(path.join(folder, file), text);
      const packages = [tarball, `typescript@${typescript}`, `@types/node@${devDependencies["@types/node"]}`];
      const install = ["install", "--no-audit", "--no-fund", "--prefer-offline", "--save-exact", ...packages];
      await run("npm", install, { cwd: folder, env: { ...process.env, ...asAtUsers } });
      await run(path.join(folder, "node_modules", ".bin", "tsc"), [], { cwd: folder });
      return folder;
    }

    it("serves MQTT from a program of CommonJS", async () => {
      await serves(await compiledProject("commonjs", "commonjs"));
    });

    it("serves MQTT from a program of ES modules", async () => {
      await serves(await compiledProject("modules", "module"));
    });
  });

  describe("as a plugin that is installed from its archive", () => {
    let variables: Record<string, string>;

    before(async () => {
      variables = await installArchive(files);
      await buildSdks(version, files);
    });

    it("serves MQTT from YAML", async () => {
      const folder = await makeFolder("yaml");
      await writeProgram(folder, "yaml");
      await useInstalledPlugin(folder, "yaml");
      await serves(folder, variables);
    });

    it("serves MQTT from Python, with the SDK of the release", async () => {
      const folder = await makeFolder("python");
      await writeProgram(folder, "python", { sdk: path.join(files, `pulumi_aks_mqtt-${version}.tar.gz`) });
      await useInstalledPlugin(folder, "python");
      await serves(folder, variables);
    });
  });
});
