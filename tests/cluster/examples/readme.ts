/** What a README says: its commands, run in one shell as its reader would run them, and what they print. */
import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import * as path from "node:path";
import { run } from "../../../sandbox/machine/run";

/** Commands of a README, and the output that it shows for them. */
export interface Commands {
  text: string;
  printed?: string;
}

/** All commands below a heading, up to the next heading. */
export async function commandsBelow(file: string, heading: string): Promise<Commands[]> {
  const sections = (await fs.readFile(file, "utf8")).split(/^#+ /m);
  const section = sections.find(text => text.startsWith(`${heading}\n`));
  if (section === undefined) throw new Error(`${file} has no heading ${heading}`);
  const commands: Commands[] = [];
  for (const [, language, text] of section.matchAll(/^```(\w*)\n([^]*?)^```$/gm)) {
    if (language === "sh") commands.push({ text });
    else commands[commands.length - 1].printed = text;
  }
  if (commands.length === 0) throw new Error(`${file} has no commands below ${heading}`);
  return commands;
}

/** What differs from run to run, and its placeholder. */
const placeholders: [RegExp, string][] = [
  [/\b\d{1,3}(\.\d{1,3}){3}\b/g, "ADDRESS"],
  [/(-----BEGIN CERTIFICATE-----)\\n[^"]*/g, "$1..."],
  // At the end of names that Pulumi generates.
  [/(?<=[a-z-])\d{8}(?=\/)/g, "NUMBER"],
];

/**
 * Fails unless a text is what a README shows, except for addresses, certificates, generated names, and the rest of any string
 * that ends with `...` in the README, as in a terminal.
 */
export function assertPrinted(printed: string, shown: string): void {
  const linesOf = (text: string) =>
    placeholders
      .reduce((settled, [pattern, name]) => settled.replace(pattern, name), text)
      .split("\n")
      // Markdown drops spaces at the end of a line.
      .map(line => line.trimEnd());
  const expected = linesOf(shown);
  const lines = linesOf(printed).map((line, index) => {
    const [, beginning] = /^(.*)\.\.\."$/.exec(expected[index] ?? "") ?? [];
    return beginning !== undefined && line.startsWith(beginning) ? expected[index] : line;
  });
  assert.equal(lines.join("\n"), expected.join("\n"));
}

/**
 * Fails unless a README shows what the first `pulumi up` of its program prints, for the preview and for the update: each
 * `+ N to create`, and each block of outputs and counts. `others` are previews with other settings, for which the README shows
 * further counts, in this order.
 */
export async function assertFirstUp(file: string, printed: string, others: string[] = []): Promise<void> {
  const text = await fs.readFile(file, "utf8");
  const counts = [...text.matchAll(/`(\+ \d+ to create)`/g)].map(([, count]) => count);
  assert.deepEqual(
    [printed, ...others].map(one => /\+ \d+ to create/.exec(one)?.[0]),
    counts,
    `the counts in ${file}`,
  );
  const blocks = [...text.matchAll(/^```\n(Outputs:\n[^]*?)^```$/gm)].map(([, block]) => block);
  assert.ok(blocks.length > 0, `${file} shows no outputs`);
  // The preview prints some outputs too.
  const [update = ""] = /Outputs:\n(?![^]*Outputs:\n)[^]*?\n +\+ \d+ created\n/.exec(printed) ?? [];
  for (const block of blocks) assertPrinted(update, block);
}

/** Fails unless a text contains all lines that a README shows, in their order. */
export function assertAmong(printed: string, shown: string): void {
  const rest = printed.split("\n");
  for (const line of shown.trimEnd().split("\n")) {
    const at = rest.findIndex(other => other.trim() === line.trim());
    assert.ok(at >= 0, `${line.trim()} is not in its place in:\n${printed}`);
    rest.splice(0, at + 1);
  }
}

/** Runs the commands below a heading; they must print what the README shows there. */
export async function follow(
  file: string,
  heading: string,
  shell: (commands: string) => Promise<string>,
): Promise<void> {
  for (const { text, printed } of await commandsBelow(file, heading)) {
    const said = await shell(text);
    if (printed !== undefined) assertPrinted(said, printed);
  }
}

/** A shell in `folder` that remembers its variables, while `pulumi` runs in the stack's folder. */
export function shellIn(
  folder: string,
  stack: { folder: string; name: string; environment: NodeJS.ProcessEnv },
  execute: (command: string, args: string[], options: { env: NodeJS.ProcessEnv }) => Promise<string> = run,
) {
  const [remembered, project] = [path.join(folder, ".variables"), stack.folder];
  const script = (commands: string) => `
    cd '${folder}'
    touch '${remembered}'
    . '${remembered}'
    pulumi() { command pulumi --cwd '${project}' "$@"; }
    ${commands}
    declare -p HOST > '${remembered}' 2> /dev/null || :`;
  const env = { ...stack.environment, PULUMI_STACK: stack.name };
  /** Resolves to what the commands printed; each must succeed. */
  return (commands: string) => execute("bash", ["-euo", "pipefail", "-c", script(commands)], { env });
}
