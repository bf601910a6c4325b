/** Accepted arguments of every component, in which single values are then replaced. */
import type { Circumstances } from "../engine/engine";
import { certificateExamples } from "./certificateExamples";
import { azureNow, clusterExamples } from "./clusterExamples";
import type { Example } from "./example";
import { iotExamples, iotLive } from "./iotExamples";
import { mosquittoExamples, mosquittoLive } from "./mosquittoExamples";

export const examples: Example[] = [...clusterExamples, ...certificateExamples, ...mosquittoExamples, ...iotExamples];

/** A preview in which everything that the examples read exists. */
export const circumstances: Circumstances = {
  live: { ...iotLive, ...mosquittoLive },
  azure: azureNow,
  preview: true,
};

/** A property of an example's arguments, as in `Property.keys`. */
type Keys = (string | number)[];

/** The value at this place. */
export function valueAt(args: unknown, keys: Keys): unknown {
  return keys.reduce<unknown>((value, key) => (value as Record<string | number, unknown>)[key], args);
}

/** The arguments with another value at this place, or without the member. */
export function withValue<T>(args: T, [key, ...rest]: Keys, value: unknown): T {
  const changed = (Array.isArray(args) ? [...(args as unknown[])] : { ...args }) as Record<string | number, unknown>;
  const member = rest.length > 0 ? withValue(changed[key], rest, value) : value;
  if (member === undefined && !Array.isArray(changed)) delete changed[key];
  else changed[key] = member;
  return changed as T;
}

/** With tsx's source maps, a stack trace costs more than all the rest of a failing program. */
export function spareStackTraces(): void {
  const { stackTraceLimit } = Error;
  before(() => (Error.stackTraceLimit = 0));
  after(() => (Error.stackTraceLimit = stackTraceLimit));
}
