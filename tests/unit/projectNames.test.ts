import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import * as path from "node:path";
import { projectFolder } from "../../sandbox/paths";

describe("The Pulumi projects of this repository", () => {
  it("have different names, since projects with the same name share their stacks", async () => {
    const files = await projectFiles(projectFolder);
    assert.ok(
      files.includes("Pulumi.yaml") && files.includes("examples/aks-secure-listener/Pulumi.yaml"),
      files.join(),
    );
    const names = await Promise.all(files.map(nameOf));
    const twice = files.filter((_, index) => names.indexOf(names[index]) !== names.lastIndexOf(names[index]));
    assert.deepEqual(twice, []);
  });
});

/** The Pulumi.yaml files below a folder, relative to the root, except those in node_modules. */
async function projectFiles(folder: string): Promise<string[]> {
  const entries = await fs.readdir(folder, { withFileTypes: true });
  const found = await Promise.all(
    entries.map(async entry => {
      const file = path.join(folder, entry.name);
      const skipped = entry.name === "node_modules" || entry.name.startsWith(".");
      if (entry.isDirectory()) return skipped ? [] : await projectFiles(file);
      return entry.name === "Pulumi.yaml" ? [path.relative(projectFolder, file)] : [];
    }),
  );
  return found.flat();
}

async function nameOf(file: string): Promise<string> {
  const text = await fs.readFile(path.join(projectFolder, file), "utf8");
  const [, name] = /^name: *(\S+)$/m.exec(text) ?? assert.fail(`${file} has no name`);
  return name;
}
