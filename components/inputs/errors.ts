/** The errors for bad arguments: one for each, all of them reported together. */
import * as pulumi from "@pulumi/pulumi";
import type { PropertyPath } from "./path";

/** Rejects an argument. The reason repeats the path, because some front ends print only the reason. */
export function refuse(path: PropertyPath, reason: string, { cause }: { cause?: unknown } = {}): never {
  const propertyPath = String(path);
  const error = new pulumi.InputPropertyError({ propertyPath, reason: `${propertyPath}: ${reason}` });
  throw quickToPrint(cause === undefined ? error : Object.assign(error, { cause }));
}

/** Independent checks by name. */
type Checks = Record<string, () => unknown>;

/** What each check returned. */
type Results<C extends Checks> = { [name in keyof C]: ReturnType<C[name]> };

/**
 * Runs independent checks and reports all their errors together, each one once. A check that needs the result of another
 * belongs after this call, so that one mistake never causes two errors.
 */
export function checkAll<C extends Checks>(checks: C): Results<C> {
  const results: Record<string, unknown> = {};
  const errors = Object.entries(checks).flatMap(([name, check]) => errorsOf(() => (results[name] = check())));
  throwTogether(errors);
  return results as Results<C>;
}

/** Checks each item of a list and reports all errors together. */
export function checkEach<T, R>(
  list: readonly T[],
  path: PropertyPath,
  check: (item: T, path: PropertyPath) => R,
): R[] {
  const results: R[] = [];
  // Spread, because flatMap would skip holes.
  const errors = [...list].flatMap((item, index) => errorsOf(() => results.push(check(item, path.index(index)))));
  throwTogether(errors);
  return results;
}

/** The argument errors that `work` throws. Other errors pass through. */
function errorsOf(work: () => unknown): pulumi.InputPropertyErrorDetails[] {
  try {
    work();
    return [];
  } catch (error) {
    if (pulumi.InputPropertyError.isInstance(error)) return [error];
    if (pulumi.InputPropertiesError.isInstance(error)) return error.errors ?? [];
    throw error;
  }
}

function throwTogether(errors: pulumi.InputPropertyErrorDetails[]): void {
  if (errors.length === 0) return;
  // An argument may be checked alone and once more with others. If all are known at once, it fails twice.
  const byReason = errors.map(({ propertyPath, reason }) => [reason, { propertyPath, reason }] as const);
  const details = [...new Map(byReason).values()];
  if (details.length === 1) throw quickToPrint(new pulumi.InputPropertyError(details[0]));
  const message = [`${details.length} arguments are not valid:`, ...details.map(({ reason }) => `- ${reason}`)];
  throw quickToPrint(new pulumi.InputPropertiesError({ message: message.join("\n"), errors: details }));
}

/**
 * An error that Node.js prints quickly. The SDK's source maps name files such as `node_modules/@pulumi/output.ts`, without
 * the folder of the package. Node.js 20 takes half a minute to highlight the package in such a line.
 */
export function quickToPrint<E extends Error>(error: E): E {
  const lines = (error.stack ?? "").split("\n");
  error.stack = lines.filter(line => !/[/\\]node_modules[/\\]@[^/\\]+[/\\][^/\\]*$/.test(line)).join("\n");
  return error;
}
