/** What a run warns of: without an engine, Pulumi's SDK writes warnings to the console. */

/** The warnings while `work` runs, without the SDK's own prefix. */
export async function warningsOf(work: () => Promise<unknown>): Promise<string[]> {
  const warnings: string[] = [];
  const { log, warn } = console;
  // What is only said stays out of the tests' own output.
  console.log = () => undefined;
  console.warn = (text: string) => void warnings.push(text.replace("warning: [runtime] ", ""));
  try {
    await work();
  } finally {
    Object.assign(console, { log, warn });
  }
  return warnings;
}
