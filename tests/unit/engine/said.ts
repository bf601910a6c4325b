/** What a program shows to the person who runs it. */
import { attempt } from "./engine";
import type { Circumstances } from "./engine";

/** What it did, and all that it said: errors with their stack traces, warnings and log lines. */
export async function saidBy<T>(program: () => T, circumstances: Circumstances = {}) {
  const lines: string[] = [];
  const { log, info, warn, error } = console;
  const keep = (...texts: unknown[]) => void lines.push(texts.map(String).join(" "));
  Object.assign(console, { log: keep, info: keep, warn: keep, error: keep });
  let outcome: Awaited<ReturnType<typeof attempt<T>>>;
  try {
    outcome = await attempt(program, circumstances);
  } finally {
    Object.assign(console, { log, info, warn, error });
  }
  const errors = outcome.errors.map(({ message, stack }) => `${message}\n${stack}`);
  return { ...outcome, said: [...lines, ...errors].join("\n") };
}
