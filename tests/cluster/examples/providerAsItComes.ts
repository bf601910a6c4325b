/** The examples with a default Kubernetes provider, as most users have it: theirs sets all its switches. */
import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { projectFolder } from "../../../sandbox/paths";
import { createTestStack, pulumi } from "../../../sandbox/testing/testStack";
import type { Settings } from "../../../sandbox/testing/testStack";

/** A line of a program, in TypeScript or YAML, that sets a switch of docs/providers.md. */
const switchLine = /^ *(enableSecretMutable|enableConfigMapMutable|upsertExistingObjects|enablePatchForce): true,?\n/gm;

/** Deploys a copy of the example without switches, checks that preview and refresh show no change, and destroys it. */
export async function settlesWithoutSwitches(example: string, settings: Settings): Promise<void> {
  const copy = await copyWithoutSwitches(example);
  const test = await createTestStack({ folder: copy.folder }, settings);
  const cli = (...args: string[]) => pulumi([...args, "--stack", test.stack.name], copy.folder, test.environment);
  try {
    await cli("up", "--yes", "--skip-preview");
    await cli("preview", "--expect-no-changes");
    await cli("refresh", "--yes", "--skip-preview", "--expect-no-changes");
  } finally {
    await cli("destroy", "--yes", "--skip-preview");
    await test.remove();
    await copy.remove();
  }
}

/** Copies the example without switches, and links the rest of the project, which it imports, beside it. */
async function copyWithoutSwitches(example: string): Promise<{ folder: string; remove: () => Promise<void> }> {
  const project = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-provider-"));
  for (const entry of await fs.readdir(projectFolder)) {
    if (entry !== "examples") await fs.symlink(path.join(projectFolder, entry), path.join(project, entry));
  }
  const folder = path.join(project, "examples", path.basename(example));
  let removed = 0;
  for (const file of await fs.readdir(example, { recursive: true, withFileTypes: true })) {
    // The settings file of a stack of the example itself.
    if (!file.isFile() || /^Pulumi\..+\.yaml$/.test(file.name)) continue;
    const from = path.join(file.parentPath, file.name);
    const to = path.join(folder, path.relative(example, from));
    const text = await fs.readFile(from, "utf8");
    removed += text.match(switchLine)?.length ?? 0;
    await fs.mkdir(path.dirname(to), { recursive: true });
    await fs.writeFile(to, text.replace(switchLine, ""));
  }
  assert.ok(removed > 0, `${example} sets none of the provider's switches`);
  return { folder, remove: () => fs.rm(project, { recursive: true }) };
}
