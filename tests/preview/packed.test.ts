/** What the tests of this suite import, and what examples and the plugin run: the library as npm installs it. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { projectFolder } from "../../sandbox/paths";

describe("The checkout of these tests", () => {
  it("holds the packed library in place of the sources", () => {
    assert.equal(require.resolve("../../index"), fs.realpathSync(path.join(projectFolder, "bin", "index.js")));
    assert.equal(fs.existsSync(path.join(projectFolder, "index.ts")), false);
    assert.deepEqual(
      fs.readdirSync(path.join(projectFolder, "plugin")).filter(file => file.endsWith(".ts")),
      [],
    );
  });
});
