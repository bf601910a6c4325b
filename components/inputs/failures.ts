/** Outputs that fail: the error names the argument, as it does for a bad value. */
import * as pulumi from "@pulumi/pulumi";
import { refuse } from "./errors";
import type { PropertyPath } from "./path";
import { shown } from "./shown";

/** The Outputs and promises from which `named` made others. */
const sources = new WeakMap<object, unknown>();

/** The same Output or promise as an Output whose failure names the argument. */
export function named(later: object, path: PropertyPath): pulumi.Output<unknown> {
  const output = pulumi.output(later);
  // Each of its promises fails, and Node.js reports those that nobody awaits.
  const { promise, isKnown, isSecret, allResources } = output as unknown as Settling;
  const settled = Promise.all([promise(true), isKnown, isSecret, allResources()]);
  const result = pulumi.output(
    settled.then(
      () => output,
      (error: unknown) => fail(error, path),
    ),
  );
  sources.set(result, sourceOf(later));
  return result;
}

/** What the user gave, if `named` made this from it. */
export function sourceOf(value: unknown): unknown {
  return sources.get(value as object) ?? value;
}

/** Members of an Output that the SDK uses but its types leave out. */
interface Settling {
  promise: (withUnknowns: boolean) => Promise<unknown>;
  isKnown: Promise<boolean>;
  isSecret: Promise<boolean>;
  allResources: () => Promise<Set<pulumi.Resource>>;
}

/** Errors of this package and those that are meant for users already say what is wrong. */
function fail(error: unknown, path: PropertyPath): never {
  const { InputPropertyError, InputPropertiesError, RunError } = pulumi;
  if ([InputPropertyError, InputPropertiesError, RunError].some(kind => kind.isInstance(error))) throw error;
  // Not as the cause, which would be printed whole: its text may hold what the Output held.
  refuse(path, `is an Output that failed: ${shown(error instanceof Error ? error.message : error)}`);
}
