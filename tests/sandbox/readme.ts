/** The commands of a README, run as its reader runs them, one after the other in one shell. */
import * as fs from "node:fs/promises";
import * as path from "node:path";
import { run } from "../../sandbox/machine/run";

/** Commands of a README, and what it says that they print. */
export interface Commands {
  text: string;
  printed?: string;
}

/** All that stand below a heading, up to the next one. */
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

/** A shell that remembers its variables and is in `folder`, while `pulumi` is in the folder of the stack. */
export function shellIn(folder: string, stack: { folder: string; name: string; environment: NodeJS.ProcessEnv }) {
  const [remembered, project] = [path.join(folder, ".variables"), stack.folder];
  const script = (commands: string) => `
    cd '${folder}'
    touch '${remembered}'
    . '${remembered}'
    pulumi() { command pulumi --cwd '${project}' "$@"; }
    ${commands}
    declare -p HOST > '${remembered}' 2> /dev/null || :`;
  const env = { ...stack.environment, PULUMI_STACK: stack.name };
  /** Resolves with what the commands printed; each must succeed. */
  return (commands: string) => run("bash", ["-euo", "pipefail", "-c", script(commands)], { env });
}
