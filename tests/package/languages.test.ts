/** One program in four languages, with the plugin of the checkout and with that of a release. */
import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { installArchive, useInstalledPlugin } from "../languages/archive";
import { previewed } from "../languages/preview";
import type { Planned } from "../languages/preview";

describe("A program in another language", function () {
  // The first compilation of Pulumi's SDK for Go takes two minutes of processor time.
  this.timeout(1_800_000);
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
      variables = await installArchive(folder);
    });
    after(() => fs.rm(folder, { recursive: true }));

    for (const language of ["yaml", "python", "go"] as const) {
      it(`previews the same: ${language}`, async () => {
        const change = (of: string) => useInstalledPlugin(of, language);
        assert.deepEqual(await previewed(language, { change, variables }), inTypeScript);
      });
    }
  });
});
