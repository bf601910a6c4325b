/** One program in four languages, with the plugin of the checkout and with that of a release. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";
import { version } from "../../package.json";
import { previewed } from "../languages/preview";
import type { Planned } from "../languages/preview";
import { buildPluginArchives, pluginArchive } from "../../tools/release/archives";

const run = promisify(execFile);

describe("A program in another language", function () {
  // The first compilation of Pulumi's Go SDK takes a minute by itself.
  this.timeout(900_000);
  let inTypeScript: Planned[];

  before(async () => {
    inTypeScript = await previewed("typescript");
  });

  for (const language of ["yaml", "python", "go"] as const) {
    it(`previews what the same program in TypeScript previews: ${language}`, async () => {
      assert.deepEqual(await previewed(language), inTypeScript);
    });
  }

  describe("with the plugin of a release", () => {
    let folder: string;
    let variables: Record<string, string>;

    before(async () => {
      folder = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-archive-"));
      const home = path.join(folder, "home");
      // Not as links, which the CLI would overlook.
      await fs.cp(path.join(process.env.PULUMI_HOME!, "plugins"), path.join(home, "plugins"), { recursive: true });
      variables = { PULUMI_HOME: home };

      await buildPluginArchives(version, folder);
      const archive = path.join(folder, pluginArchive(version, "linux", "amd64"));
      const install = ["plugin", "install", "resource", "aks-mqtt", version, "--file", archive];
      await run("pulumi", install, { env: { ...process.env, ...variables } });
    });
    after(() => fs.rm(folder, { recursive: true }));

    for (const language of ["yaml", "python", "go"] as const) {
      it(`previews the same: ${language}`, async () => {
        // A program in YAML names the version; SDKs do so themselves.
        const packages = language === "yaml" ? `packages:\n  aks-mqtt: ${version}\n` : "";
        const change = async (of: string) => {
          const settings = path.join(of, "Pulumi.yaml");
          const text = await fs.readFile(settings, "utf8");
          await fs.writeFile(settings, text.replace(/^packages:\n +aks-mqtt: .*\n/m, packages));
        };
        assert.deepEqual(await previewed(language, { change, variables }), inTypeScript);
      });
    }
  });
});
