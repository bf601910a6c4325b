/** The pages for Pulumi's Registry show programs that the tests run. */
import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import * as path from "node:path";
import { projectFolder } from "../../sandbox/paths";

/** Where the code of each language comes from, and how the code starts there. */
const sources: Record<string, [file: string, start: string]> = {
  typescript: ["tests/languages/typescript/index.ts", "import * as pulumi"],
  python: ["examples/python/__main__.py", "import pulumi"],
  go: ["examples/go/main.go", "package main"],
  yaml: ["tests/languages/yaml/Pulumi.yaml", "config:"],
};

describe("The front page for the Registry", () => {
  for (const [language, [file, start]] of Object.entries(sources)) {
    it(`shows the tested program: ${language}`, async () => {
      const page = await read("docs/_index.md");
      const [, shown] = new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, "m").exec(page) ?? assert.fail(page);
      const source = (await read(file)).replace('"../../../index"', '"aks-mqtt"');
      assert.equal(shown, source.slice(source.indexOf(start)));
    });
  }
});

function read(file: string): Promise<string> {
  return fs.readFile(path.join(projectFolder, file), "utf8");
}
