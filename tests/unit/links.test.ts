/** Links between the repository's Markdown files. */
import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import * as path from "node:path";
import { anchorsOf } from "../../plugin/docs";
import { projectFolder } from "../../sandbox/paths";

const skipped = new Set(["node_modules", "bin"]);

describe("Links in the Markdown files", () => {
  it("lead to existing files and headings", async () => {
    const broken: string[] = [];
    let count = 0;
    for (const file of await markdownFiles(projectFolder)) {
      for (const [, target, anchor] of (await proseOf(file)).matchAll(/\]\((?![a-z]+:)([^)#\s]*)(?:#([^)\s]*))?\)/g)) {
        count++;
        const linked = target === "" ? file : path.resolve(path.dirname(file), target);
        const exists = await fs.access(linked).then(
          () => true,
          () => false,
        );
        if (!exists || (anchor && !anchorsOf(await fs.readFile(linked, "utf8")).includes(anchor))) {
          broken.push(`${path.relative(projectFolder, file)} -> ${target}${anchor ? `#${anchor}` : ""}`);
        }
      }
    }
    assert.deepEqual(broken, []);
    assert.ok(count > 100, `it finds only ${count} links`);
  });
});

/** The Markdown files below a folder. */
async function markdownFiles(folder: string): Promise<string[]> {
  const entries = await fs.readdir(folder, { withFileTypes: true });
  const found = await Promise.all(
    entries
      .filter(({ name }) => !name.startsWith(".") && !skipped.has(name))
      .map(async entry => {
        const file = path.join(folder, entry.name);
        if (entry.isDirectory()) return markdownFiles(file);
        return entry.name.endsWith(".md") ? [file] : [];
      }),
  );
  return found.flat();
}

/** The page without its code. */
async function proseOf(file: string): Promise<string> {
  return (await fs.readFile(file, "utf8")).replace(/^```[^]*?^```/gm, "").replace(/`[^`\n]*`/g, "");
}
