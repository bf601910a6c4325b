/** The warnings of a run: without an engine, Pulumi's SDK writes them to the console. */

/** The warnings while `work` runs, without the SDK's prefix. */
export async function warningsOf(work: () => Promise<unknown>): Promise<string[]> {
  const warnings: string[] = [];
  const { log, warn } = console;
  // Keeps plain log lines out of the tests' output.
  console.log = () => undefined;
  console.warn = (text: string) => void warnings.push(text.replace("warning: [runtime] ", ""));
  try {
    await work();
  } finally {
    Object.assign(console, { log, warn });
  }
  return warnings;
}
